"""Every verb of the table: it has help, its example works as it stands, and it answers whatever follows it politely."""

from __future__ import annotations

import re

import pytest

from bot.commands.nouns import NOUNS
from bot.commands.table import Noun, Verb
from tests.commands.counter import Counter

VERBS = [(noun, verb) for noun in NOUNS for verb in noun.verbs.values()]
each_verb = pytest.mark.parametrize(("noun", "verb"), VERBS, ids=[f"{noun.name} {verb.word}" for noun, verb in VERBS])
# What no line that somebody typed may be answered with.
IMPOLITE = re.compile(r"Sorry, that went wrong|Traceback|Error\b|\bNone\b")
# A retro has to be at the right place: what is said before, line by line.
GATHERING = "/retro start"
WITH_A_CARD = f"{GATHERING}\n/retro + The demo went well"
VOTING = f"{WITH_A_CARD}\n/retro next\n/retro next"
BEFORE_RETRO = {
    **{f"retro {verb}": GATHERING for verb in ("+", "-", "?", "!", "add", "mine", "next", "close")},
    **{f"retro {verb}": "/retro action Write a test plan" for verb in ("done", "drop", "move")},
    **{f"retro {verb}": VOTING for verb in ("vote", "unvote", "back")},
    "retro edit": WITH_A_CARD,
    "retro summary": f"{GATHERING}\n/retro close",
}
# Verbs that change the world so that their example works: what has to be said before it.
BEFORE = {"standup new": "/standup delete Daily", "team new": "", **BEFORE_RETRO}
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
    "braces": "{name} {0} {{ x }} {% y %} %s",
}


@each_verb
def test_it_has_usage_and_help(noun: Noun, verb: Verb) -> None:
    assert verb.usage.split()[0] == verb.word == verb.word.casefold()
    assert re.fullmatch(r"[A-Z].{10,150}\.", verb.meaning)
    assert noun.about.endswith(".")


@each_verb
def test_help_names_it(counter: Counter, noun: Noun, verb: Verb) -> None:
    helped = counter.says("Ana", f"/{noun.name} help")
    assert f"`/{noun.name} {verb.usage}`" in helped
    assert verb.meaning in helped


@each_verb
def test_its_example_works_as_it_stands(held: Counter, noun: Noun, verb: Verb) -> None:
    before = BEFORE.get(f"{noun.name} {verb.word}")
    channel = "C0LAB00001" if before == "" else "C0CHECKOUT"
    for line in (before or "").splitlines():
        held.says("Ana", line)
    held.says("Ana", "/team show")
    answer = held.says("Ana", f"/{noun.name} {verb.word} {verb.example}".strip(), channel)
    assert "Try this:" not in answer
    assert not IMPOLITE.search(answer)
    assert answer or held.forms()


@each_verb
def test_it_answers_whatever_follows_it_politely(held: Counter, noun: Noun, verb: Verb) -> None:
    for which, text in ODD_TEXTS.items():
        opened = len(held.forms())
        answer = held.says("Ana", f"/{noun.name} {verb.word} {text}")
        assert answer or len(held.forms()) > opened, which
        assert not IMPOLITE.search(answer.partition("You typed:")[0]), which
    assert held.slack.refused() == []


@each_verb
def test_it_answers_guests_and_outsiders_politely(held: Counter, noun: Noun, verb: Verb) -> None:
    for who in ("Eve", "Dov", "Chi"):
        answer = held.says(who, f"/{noun.name} {verb.word} {verb.example}".strip())
        assert not IMPOLITE.search(answer)


@pytest.mark.parametrize("noun", NOUNS, ids=[noun.name for noun in NOUNS])
def test_the_empty_command_is_one_of_its_verbs(held: Counter, noun: Noun) -> None:
    assert noun.empty in noun.verbs
    answer = held.says("Ana", f"/{noun.name}")
    assert answer or held.forms()


def test_what_was_typed_is_said_back_when_it_could_not_be_done(held: Counter) -> None:
    answer = held.says("Ana", "/standup new Daily at half past <!channel>")
    assert "You typed: `/standup new Daily at half past @channel`" in answer


def test_names_of_buttons_and_forms_are_a_noun_and_a_verb() -> None:
    steps = [name for noun in NOUNS for name in (*noun.buttons, *noun.forms)]
    assert steps
    assert [name for name in steps if not re.fullmatch(r"[a-z]+\.[a-z_]+", name)] == []
