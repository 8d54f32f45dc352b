"""From what was typed to the verb: shortened words, near misses, the root command, a prefix."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.commands.nouns import table
from bot.commands.slash import UnknownVerb, route
from bot.messages.templates import name_commands
from bot.storage.database import Database
from tests.commands.counter import Counter

TABLE, PREFIXED = table(""), table("pm-")


@pytest.mark.parametrize(
    ("command", "text", "leads_to"),
    (
        ("/standup", "log t: tests", ("standup", "log", "/standup", "t: tests")),
        ("/standup", "LOG  t: tests ", ("standup", "log", "/standup", "t: tests")),
        ("/STANDUP", "log t: tests", ("standup", "log", "/STANDUP", "t: tests")),
        ("/standup", "rep today", ("standup", "report", "/standup", "today")),
        ("/standup", "log\nt: tests", ("standup", "log", "/standup", "t: tests")),
        ("/standup", "", ("standup", "fill", "/standup", "")),
        ("/standup", "help", ("standup", "help", "", "")),
        ("/team", "", ("team", "show", "/team", "")),
        ("/drumbeat", "standup log t: tests", ("standup", "log", "/drumbeat standup", "t: tests")),
        ("/drumbeat", "Standup rep today", ("standup", "report", "/drumbeat standup", "today")),
        ("/drumbeat", "standup", ("standup", "fill", "/drumbeat standup", "")),
        ("/drumbeat", "", ("drumbeat", "help", "", "")),
        ("/drumbeat", "help", ("drumbeat", "help", "", "")),
        ("/drumbeat", "help team", ("team", "help", "", "")),
        ("/drumbeat", "help nothing", ("drumbeat", "help", "", "")),
        ("/somebody-elses", "log x", ("drumbeat", "help", "", "")),
    ),
)
def test_where_a_line_leads(command: str, text: str, leads_to: tuple[str, str, str, str]) -> None:
    found = route(TABLE, command, text)
    assert (found.noun, found.verb, found.command, found.text) == leads_to


def test_a_beginning_of_one_verb_is_that_verb_and_of_several_is_none() -> None:
    for noun in TABLE.nouns:
        for word in noun.verbs if not noun.default else ():
            for length in range(1, len(word)):
                begun = [other for other in noun.verbs if other.startswith(word[:length])]
                if len(begun) == 1 or word[:length] in noun.verbs:
                    assert route(TABLE, f"/{noun.name}", word[:length]).verb in begun
                else:
                    with pytest.raises(UnknownVerb):
                        route(TABLE, f"/{noun.name}", word[:length])


@pytest.mark.parametrize(
    ("command", "text", "example"),
    (
        ("/standup", "lgo t: tests", "/standup log t: tests"),
        ("/standup", "reprot today", "/standup report today"),
        ("/standup", "qwertz uiop", "/standup help"),
        ("/team", "nwe Checkout", "/team new Checkout"),
        ("/drumbeat", "standpu log x", "/drumbeat standup log x"),
        ("/drumbeat", "standup lgo x", "/drumbeat standup log x"),
    ),
)
def test_a_word_that_is_no_verb_is_answered_with_the_nearest(command: str, text: str, example: str) -> None:
    with pytest.raises(UnknownVerb) as refused:
        route(TABLE, command, text)
    assert refused.value.example == example
    route(TABLE, *example.split(" ", 1))


def test_a_prefix_changes_every_command_but_the_root() -> None:
    assert route(PREFIXED, "/pm-standup", "log x").command == "/pm-standup"
    assert route(PREFIXED, "/drumbeat", "standup log x").command == "/drumbeat standup"
    assert route(PREFIXED, "/standup", "log x").verb == "help"
    with pytest.raises(UnknownVerb) as refused:
        route(PREFIXED, "/pm-standup", "lgo x")
    assert refused.value.example == "/pm-standup log x"


@pytest.fixture
def prefixed(db: Database) -> Iterator[Counter]:
    name_commands("pm-")
    counter = Counter(db, prefix="pm-")
    yield counter
    counter.close()
    name_commands("")


def test_with_a_prefix_everything_that_is_said_names_the_commands_so(prefixed: Counter) -> None:
    said = [
        prefixed.says("Ana", line)
        for line in (
            "/drumbeat help",
            "/drumbeat help standup",
            "/pm-standup help",
            "/pm-standup lgo x",
            "/pm-standup report",
            "/pm-standup new Daily",
            "/pm-team show",
            "/pm-team new Checkout",
            "/pm-standup list",
        )
    ]
    for answer in said:
        assert "/standup" not in answer
        assert "/team" not in answer
    assert "/pm-standup" in said[0]
