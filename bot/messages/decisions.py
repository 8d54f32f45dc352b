"""Decisions and notes in words: what a team settled, and what became of a meeting's points."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.domain.agendas import Agenda, Point, Tick
from bot.domain.message import Block, Message
from bot.messages import blocks
from bot.messages.agenda_answers import WORDS, plainly, turning
from bot.messages.agendas import left_over, on_a_line, part
from bot.messages.limits import FALLBACK_CHARACTERS
from bot.messages.mrkdwn import Mrkdwn, cut, moment
from bot.messages.names import short
from bot.messages.refs import named_line
from bot.messages.templates import say
from bot.storage.decisions import Decided, Decision
from bot.storage.refs import NamedRef
from bot.storage.teams import Team

MOST_NOTES = 15
ROOM = 2800
LONGEST = 300


def decided(decision: Decision, named: Sequence[NamedRef]) -> Message:
    """It was kept; said back word for word."""
    text = say(WORDS, "decided", ref=decision.ref, text=on_a_line(decision.text, 1000))
    return plainly(text, *named_line(named), blocks.context(say(WORDS, "decided_small_print")))


def listed(team: Team, rows: Sequence[Decided], zone: ZoneInfo, *, total: int, offset: int) -> Message:
    """A page of them, newest first."""
    if not total:
        return plainly(say(WORDS, "no_decisions", team=short(team.name)))
    title = say(WORDS, "decisions_title", team=short(team.name), count=total)
    lines = [_line(decision, person.name, zone) for decision, person in rows]
    shown = [blocks.section(line) for line in [title, *lines]]
    return Message(
        cut(f"{title} {' / '.join(lines)}", FALLBACK_CHARACTERS),
        (*shown, *turning("agenda.decisions", str(team.id), offset, total)),
    )


def _line(decision: Decision, by: str, zone: ZoneInfo) -> Mrkdwn:
    at = moment(decision.at, zone)
    return say(WORDS, "decision", ref=decision.ref, text=on_a_line(decision.text, LONGEST), by=short(by), at=at)


def notes(agenda: Agenda, rows: Sequence[Decided], zone: ZoneInfo) -> Message:
    """What was decided, done and dropped in one meeting, and how much went on to the next."""
    at = moment(agenda.starts_at, zone)
    title = say(WORDS, "notes_title", team=short(agenda.team), name=short(agenda.name), at=at)
    settled = [say(WORDS, "note", ref=one.ref, text=on_a_line(one.text, LONGEST), outcome="") for one, _ in rows]
    shown = [
        *_part("notes_decided", settled),
        *_part("notes_done", _ticked(agenda.points, Tick.DONE)),
        *_part("notes_dropped", _ticked(agenda.points, Tick.DROPPED)),
    ]
    if not shown:
        shown = [blocks.section(say(WORDS, "notes_nothing"))]
    return Message(cut(title, FALLBACK_CHARACTERS), (blocks.section(title), *shown, *left_over(agenda)))


def _ticked(points: Sequence[Point], tick: Tick) -> list[Mrkdwn]:
    return [
        say(
            WORDS,
            "note",
            ref=point.ref,
            text=on_a_line(point.text, 150),
            outcome=on_a_line(point.outcome, 150) if point.outcome else "",
        )
        for point in points
        if point.tick == tick
    ]


def _part(heading: str, lines: Sequence[Mrkdwn]) -> list[Block]:
    return [part(say(WORDS, heading), lines, most=MOST_NOTES, room=ROOM)] if lines else []


def no_notes(team: Team, name: str) -> Message:
    return plainly(say(WORDS, "no_meeting_held", name=short(name) if name else "", team=short(team.name)))
