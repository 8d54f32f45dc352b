"""Asking at the counter, and what comes of it: what is read, how it ended, and the line that is suggested."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.commands.table import Noun, Verb
from tests.commands.counter import Counter
from tests.storage.cast import CHECKOUT

SUGGESTED = re.compile(r"^Try this: `(.*?)`$(?=\nYou typed:|\Z)", re.DOTALL | re.MULTILINE)
# What no line that somebody typed may be answered with.
IMPOLITE = re.compile(r"Sorry, that went wrong|Traceback|Error\b|\bNone\b")
# A retro has to be at the right place: what is said before, line by line.
GATHERING = "/retro start"
WITH_A_CARD = f"{GATHERING}\n/retro + The demo went well"
VOTING = f"{WITH_A_CARD}\n/retro next\n/retro next"
BEFORE_RETRO = {
    **{f"retro {verb}": GATHERING for verb in ("+", "-", "?", "!", "add", "mine", "next", "close", "takeover")},
    **{f"retro {verb}": "/retro action Write a test plan" for verb in ("done", "drop", "move")},
    **{f"retro {verb}": VOTING for verb in ("vote", "unvote", "back")},
    "retro edit": WITH_A_CARD,
    "retro summary": f"{GATHERING}\n/retro close",
}
# Verbs that need more than the world that is held: what has to be said before their example works.
BEFORE = {"standup new": "/standup delete Daily", **BEFORE_RETRO}
# … and those whose example is for another place.
ELSEWHERE = {"team new": "C0LAB00001"}


@dataclass(frozen=True)
class Asked:
    """A line and its answer; `outcome` is done, fault, or the name of a refusal."""

    line: str
    answer: str
    outcome: str

    @property
    def said(self) -> str:
        """The answer without the line that was typed."""
        return self.answer.rpartition("\nYou typed:")[0] or self.answer

    @property
    def suggested(self) -> str:
        found = SUGGESTED.search(self.answer)
        return found[1] if found else ""


def prepare(counter: Counter, noun: Noun, verb: Verb, who: str = "Ana") -> str:
    """Say what comes before the verb's example; the channel in which it works."""
    name = f"{noun.name} {verb.word}"
    for line in BEFORE.get(name, "").splitlines():
        counter.says(who, line)
    counter.says(who, "/team show")
    return ELSEWHERE.get(name, CHECKOUT)


def example_of(noun: Noun, verb: Verb) -> str:
    return f"/{noun.name} {verb.word} {verb.example}".strip()


def ask(counter: Counter, who: str, line: str, channel: str = CHECKOUT) -> Asked:
    """Somebody types it; there is an answer, or a form."""
    before, opened = _outcomes(counter), len(counter.forms())
    answer = counter.says(who, line, channel)
    ended = [name for name, number in _outcomes(counter).items() if number > before.get(name, 0)]
    # A word that is no verb is refused before anything is counted.
    outcome = ended[0] if ended else "UnknownVerb"
    assert answer or len(counter.forms()) > opened, line
    found = Asked(line, answer, outcome)
    assert outcome != "fault" and not IMPOLITE.search(found.said), f"{line[:200]!r}: {answer}"
    return found


def asks_again(counter: Counter, who: str, asked: Asked, channel: str = CHECKOUT) -> Asked:
    """What was refused has a suggestion, which is sent back verbatim and succeeds."""
    if asked.outcome == "done":
        assert not asked.suggested, asked
        return asked
    assert asked.suggested, f"{asked.outcome} suggests nothing: {asked}"
    again = ask(counter, who, as_slack_sends(asked.suggested), channel)
    assert again.outcome == "done", f"{asked.line[:200]!r} -> {asked.suggested!r} -> {again.answer}"
    return again


def as_slack_sends(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _outcomes(counter: Counter) -> dict[str, float]:
    (family,) = counter.metrics.commands.collect()
    samples = [sample for sample in family.samples if sample.name.endswith("_total")]
    found: dict[str, float] = {}
    for sample in samples:
        found[sample.labels["outcome"]] = found.get(sample.labels["outcome"], 0) + sample.value
    return found
