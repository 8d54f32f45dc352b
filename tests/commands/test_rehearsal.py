"""A suggested line is tried before it is suggested, and nothing of the trial is left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from bot.commands.rehearsal import line_that_works
from bot.commands.request import Request
from bot.commands.table import Noun, Table
from bot.domain.message import Message
from bot.errors import NotFound
from bot.storage.permissions import GuestsCannot
from bot.storage.teams import Team, make_team
from tests.commands.counter import Counter
from tests.storage.cast import MONDAY

SAYS = {
    "works": None,
    "leads-on": "/try works",
    "far": "/try leads-on",
    "turns": "/try turns",
    "silent": "",
    "sends": "/try works & <more>",
}


def trying() -> Table:
    """A command whose verbs work, or refuse with the next line."""
    noun = Noun("try", "Try it.", empty="works")

    def verb(word: str, example: str | None) -> None:
        def run(request: Request, _session: Session, _now: datetime) -> Message:
            if example is not None:
                raise NotFound(what=word, example=example or None)
            return Message(request.text)

        noun.verb(f"{word} TEXT")(run)

    def fail(_request: Request, _session: Session, _now: datetime) -> Message:
        raise ValueError("a fault of ours")

    for word, example in SAYS.items():
        verb(word, example)
    noun.verb("fails")(fail)
    return Table((noun,), "")


Try = Callable[[str | None], str | None]


@pytest.fixture
def tried(held: Counter) -> Try:
    """What is suggested in the end, where that line would have been."""

    def suggested(line: str | None, command: str = "/try") -> str | None:
        with held.db.write() as session:
            request = Request(held.actor(session, "Ana"), command=command)
            return line_that_works(session, trying(), request, NotFound(what="it", example=line), now=MONDAY)

    return suggested


def test_a_line_that_works_is_suggested(tried: Try) -> None:
    assert tried("/try works & <more>") == "/try works & <more>"


@pytest.mark.parametrize("line", ("/try leads-on", "/try far"))
def test_a_line_that_would_be_refused_gives_way_to_the_one_that_follows_from_it(tried: Try, line: str) -> None:
    assert tried(line) == "/try works"


@pytest.mark.parametrize("line", ("/try turns", "/try silent", "/try qqq of all sorts", "/try fails", None))
def test_where_nothing_works_help_does(tried: Try, line: str) -> None:
    assert tried(line) == "/try help"


def test_without_a_command_and_an_example_nothing_is_suggested(held: Counter) -> None:
    with held.db.write() as session:
        request = Request(held.actor(session, "Ana"))
        assert line_that_works(session, trying(), request, GuestsCannot(), now=MONDAY) is None


def test_nothing_of_a_trial_is_left(held: Counter) -> None:
    before = held.rows(Team)
    noun = Noun("try", "Try it.", empty="make")

    @noun.verb("make")
    def make(request: Request, session: Session, now: datetime) -> Message:
        make_team(session, by=request.actor.person, channel="C0LAB00001", name="Lab", zone="UTC", at=now)
        session.flush()
        return Message("made")

    with held.db.write() as session:
        request = Request(held.actor(session, "Ana"), command="/try")
        refusal = NotFound(what="it", example="/try make")
        assert line_that_works(session, Table((noun,), ""), request, refusal, now=MONDAY) == "/try make"
    assert held.rows(Team) == before


def test_whoever_is_in_no_team_is_sent_to_help_and_not_to_what_only_a_team_has(held: Counter) -> None:
    assert "Try this: `/feature list`" in held.says("Ana", "/feature show F-99")
    assert "Try this: `/feature help`" in held.says("Dov", "/feature show F-99", "C0PAYMENTS")


def test_a_name_that_is_taken_is_not_suggested(counter: Counter) -> None:
    assert "Try this: `/standup new Daily at 9:30" in counter.says("Ana", "/standup new")
    counter.says("Ana", "/standup new Daily at 9:30")
    assert "Try this: `/standup list`" in counter.says("Ana", "/standup new")
