"""Every verb of the table: its help, its example, who may, and a polite answer to whoever types whatever after it."""

from __future__ import annotations

import re

import pytest

from bot.commands.nouns import NOUNS
from bot.commands.rights import Who, who_may
from bot.commands.table import Noun, Verb
from bot.storage.teams import Team
from tests.commands.asking import Asked, ask, asks_again, example_of, prepare
from tests.commands.counter import Counter
from tests.commands.worlds import Worlds, hold
from tests.storage.cast import CHECKOUT, OTHER, PAYMENTS, slack_id

VERBS = [(noun, verb) for noun in NOUNS for verb in noun.verbs.values()]
NAMES = [f"{noun.name} {verb.word}" for noun, verb in VERBS]
each_verb = pytest.mark.parametrize(("noun", "verb"), VERBS, ids=NAMES)
ODD_TEXTS = {
    "nothing": "",
    "spaces": "   \t ",
    "nonsense": "qwertz uiop",
    "40,000 characters": "word " * 8000,
    "one long word": "x" * 40_000,
    "lines": "\n\n\n",
    "markup": "<!channel> <@U0BEN00001|ben> <#C0NOWHERE|x> *a* `b` &lt;c&gt;",
    "quotes": "\"unfinished 'quotes” at “9:30",
    "flags": "--public --help -x — –",
    "control characters": "a\x00b\x07\u202ec\ud800",
    "numbers": "99999999999999999999 -1 25:61 31.2.",
    "what is not there": "F-99 B-99 A-99 G-99 R-99 D-99",
    "braces": "{name} {0} {{ x }} {% y %} %s",
}
# Whose verb it is: roles that hear no, and roles that hear yes. Ben has the role; all that there is, Ana made.
ROLES = {
    Who.ANYBODY: ((), ("viewer", "member")),
    Who.CHANNEL: ((), ("viewer", "member")),
    Who.SEATED: ((), ("viewer", "member")),
    Who.LEADS: (("viewer", "member"), ("lead", "pm")),
    Who.FOUNDER: (("viewer", "member"), ("lead", "pm")),
    Who.ASKER: (("viewer", "member"), ("lead", "pm")),
    Who.CONCERNED: (("viewer", "member"), ("lead", "pm")),
    Who.SCORERS: (("viewer",), ("member", "lead", "pm")),
    Who.FACILITATOR: (("member", "lead", "pm"), ()),
    Who.WRITER: (("member", "lead", "pm"), ()),
}
# Ben has to be asked by the stand-up, and a rhythm has to be somebody else's, before it shows who may.
BEFORE_OTHERS = {
    Who.SEATED: "/standup delete Daily\n/standup new Daily at 9:30 close 12:00",
    Who.FOUNDER: "/retro schedule every 2 weeks on fri at 15:00",
}


@each_verb
def test_it_has_usage_and_help(noun: Noun, verb: Verb) -> None:
    assert verb.usage.split()[0] == verb.word == verb.word.casefold()
    assert re.fullmatch(r"[A-Z].{10,150}\.", verb.meaning)
    assert noun.about.endswith(".")


@pytest.mark.parametrize("noun", NOUNS, ids=[noun.name for noun in NOUNS])
def test_help_names_each_verb(counter: Counter, noun: Noun) -> None:
    for typed in (f"/{noun.name} help", f"/drumbeat help {noun.name}", f"/drumbeat {noun.name} help"):
        helped = counter.says("Ana", typed)
        for verb in noun.verbs.values():
            assert f"`/{noun.name} {verb.usage}`" in helped
            assert verb.meaning in helped


@each_verb
def test_its_example_works_as_it_stands(held: Counter, noun: Noun, verb: Verb) -> None:
    channel = prepare(held, noun, verb)
    asked = ask(held, "Ana", example_of(noun, verb), channel)
    assert asked.outcome == "done", asked.answer
    assert not asked.suggested


@each_verb
def test_it_answers_whatever_follows_it_politely_and_what_it_suggests_works(
    held: Counter, caplog: pytest.LogCaptureFixture, noun: Noun, verb: Verb
) -> None:
    prepare(held, noun, verb)
    for text in ODD_TEXTS.values():
        asks_again(held, "Ana", ask(held, "Ana", f"/{noun.name} {verb.word} {text}"))
    assert held.slack.refused() == []
    assert "a suggested line failed" not in caplog.text


@each_verb
def test_whose_it_is_may_and_others_hear_what_they_can_do_instead(worlds: Worlds, noun: Noun, verb: Verb) -> None:
    no, yes = ROLES[who_may(noun.name, verb.word)]
    for role in (*no, *yes):
        counter = Counter(worlds.begin("held", hold))
        for line in BEFORE_OTHERS.get(who_may(noun.name, verb.word), "").splitlines():
            counter.says("Ana", line)
        channel = prepare(counter, noun, verb)
        assert ask(counter, "Ana", f"/team role @Ben {role}").outcome == "done"
        asked = ask(counter, "Ben", example_of(noun, verb), channel)
        assert (asked.outcome == "done") == (role in yes), f"{role}: {asked}"
        asks_again(counter, "Ben", asked, channel)
        counter.close()


def said_by_outsiders(counter: Counter, noun: Noun, verb: Verb) -> list[Asked]:
    """Somebody who is not in the channel, from their own and from a direct message; and a guest who is in it."""
    counter.slack.sim.world.channels[CHECKOUT].members.append(slack_id("Eve"))
    found = []
    for who, channel in (("Eve", CHECKOUT), ("Dov", PAYMENTS), ("Dov", "D0DOV00001")):
        for line in (example_of(noun, verb), f"/{noun.name} {verb.word}", f"/{noun.name} {verb.word} qwertz uiop"):
            asked = ask(counter, who, line, channel)
            found += [asked, asks_again(counter, who, asked, channel)]
    return found


@each_verb
def test_guests_and_whoever_is_not_in_the_channel_hear_what_they_would_if_nothing_were_there(
    worlds: Worlds, noun: Noun, verb: Verb
) -> None:
    empty = Counter(worlds.begin())
    nothing_there = said_by_outsiders(empty, noun, verb)
    empty.close()
    full = Counter(worlds.begin("held", hold))
    for before, now in zip(nothing_there, said_by_outsiders(full, noun, verb), strict=True):
        assert (now.outcome, unnumbered(now.answer)) == (before.outcome, unnumbered(before.answer))
    full.close()


def unnumbered(answer: str) -> str:
    """Numbers are counted in a workspace, so that they tell how many there are, and nothing else."""
    return re.sub(r"\b([A-Z])-\d+", r"\1-n", answer)


def test_another_workspace_hears_nothing_and_leaves_nothing(held: Counter) -> None:
    teams = held.rows(Team)
    for noun, verb in VERBS:
        answer = held.deliver(held.payload("Fay", example_of(noun, verb), "C0LOUNGE01", OTHER))
        assert answer.partition("\n")[0] == "Drumbeat is not set up in this workspace."
    assert held.rows(Team) == teams


@pytest.mark.parametrize("noun", NOUNS, ids=[noun.name for noun in NOUNS])
def test_the_empty_command_is_one_of_its_verbs(held: Counter, noun: Noun) -> None:
    assert noun.empty in noun.verbs
    assert ask(held, "Ana", f"/{noun.name}").outcome == "done"


@pytest.mark.parametrize("noun", NOUNS, ids=[noun.name for noun in NOUNS])
def test_a_word_that_is_no_verb_is_text_or_hears_which_there_are(held: Counter, noun: Noun) -> None:
    for text in ("frobnicate", "frobnicate it all", "word " * 8000, "x" * 40_000, *noun.verbs):
        line = f"/{noun.name} {text[:-1]}x" if text in noun.verbs else f"/{noun.name} {text}"
        asks_again(held, "Ana", ask(held, "Ana", line))


def test_what_was_typed_is_said_back_when_it_could_not_be_done(held: Counter) -> None:
    answer = held.says("Ana", "/standup new Daily at half past <!channel>")
    assert "You typed: `/standup new Daily at half past @channel`" in answer


def test_names_of_buttons_and_forms_are_a_noun_and_a_verb() -> None:
    steps = [name for noun in NOUNS for name in (*noun.buttons, *noun.forms)]
    assert steps
    assert [name for name in steps if not re.fullmatch(r"[a-z]+\.[a-z_]+", name)] == []
