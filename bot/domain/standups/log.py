"""`/standup log`: what people type to file a stand-up in one line."""

from __future__ import annotations

import re

from bot.domain.blockers.said import says_nothing
from bot.domain.grammar.misread import quoted_back
from bot.domain.text import clipped, masked, plain
from bot.errors import Refusal

SECTIONS = ("yesterday", "today", "blockers")

_KEYS = {
    **dict.fromkeys(("y", "yesterday", "done"), "yesterday"),
    **dict.fromkeys(("t", "today", "plan"), "today"),
    **dict.fromkeys(("b", "blocked", "blocker", "blockers"), "blockers"),
}
# Longest first, so that `b` does not hide `blocked`. A key stands at the start or after white space: http://x is text.
_KEY = re.compile(rf"(?<!\S)({'|'.join(sorted(_KEYS, key=len, reverse=True))})[:：]", re.IGNORECASE)
_BETWEEN_ITEMS = re.compile(r"(?<=\s)[+;](?=\s)|\n")
_LONGEST_IN_EXAMPLE = 200
# What a field of the form holds, in which it can be changed.
LONGEST_ANSWER = 3000


class EmptyLog(Refusal):
    """I read nothing to file. Start each part with *y:* (yesterday), *t:* (today) or *b:* (what is in the way)."""


class NothingToLog(Refusal):
    """I read *{typed}*, but not what it is about. Say *y:* (yesterday), *t:* (today) or *b:* (in the way) first."""


class AnswerTooLong(Refusal):
    """I read {length} characters for *{section}*, but an answer has at most 3000, so I kept none of it."""


def parse_log(text: str, *, command: str = "/standup") -> dict[str, str]:
    """Read `y: … t: … b: …`, any of them in any order, into sections named as in `SECTIONS`.

    `text` is stored text, what follows `log`. Each item of a section is a line of its own, as typed; "" as the
    blockers says that there are none; only sections that were given are there. Raises EmptyLog, AnswerTooLong, and
    NothingToLog when some of the text belongs to no section: it is worth showing in a form.
    """
    before, sections = _sections(text)
    if before:
        raise NothingToLog(example=f"{command} log {_as_today(text, before)}", typed=quoted_back(before))
    if not sections:
        raise EmptyLog(example=f"{command} log y: shipped the export t: fix the flaky test b: nothing")
    for section, answer in sections.items():
        fits_in_the_form(section, answer, command=command)
    return sections


def fits_in_the_form(section: str, answer: str, *, command: str = "/standup") -> None:
    """Raises AnswerTooLong where a field of the form could not hold the answer."""
    shown = plain(answer)
    if len(shown) > LONGEST_ANSWER:
        short = clipped(" ".join(shown.split()), _LONGEST_IN_EXAMPLE)
        raise AnswerTooLong(section=section, length=str(len(shown)), example=f"{command} log {section}: {short}")


def _as_today(text: str, before: str) -> str:
    """The text as the plan for today; only what stood before the first key if that was a mere separator."""
    lines = (f"t: {clipped(' '.join(typed.split()), _LONGEST_IN_EXAMPLE)}" for typed in (text, before))
    return next(line for line in lines if _sections(line)[1])


def _sections(text: str) -> tuple[str, dict[str, str]]:
    """What stands before the first key, and the items of each section."""
    keys = list(_KEY.finditer(masked(text)))
    starts = [key.start() for key in keys] + [len(text)]
    items: dict[str, list[str]] = {}
    for key, end in zip(keys, starts[1:], strict=True):
        items.setdefault(_KEYS[key[1].casefold()], []).extend(_items(text[key.end() : end]))
    sections = {section: "\n".join(lines) for section, lines in items.items() if lines}
    if "blockers" in sections and says_nothing(sections["blockers"]):
        sections["blockers"] = ""
    return text[: starts[0]].strip(), sections


def _items(text: str) -> list[str]:
    """The items of one section: parted by new lines, and by + and ; between spaces."""
    places = [mark.span() for mark in _BETWEEN_ITEMS.finditer(masked(text))]
    starts = [0, *(end for _, end in places)]
    ends = [*(start for start, _ in places), len(text)]
    return [item for start, end in zip(starts, ends, strict=True) if (item := text[start:end].strip())]
