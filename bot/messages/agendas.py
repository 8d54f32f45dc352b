"""Agendas in words: the post before a meeting, in three parts, with buttons to tick its points off."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.domain.agendas import Agenda, Point, Tick
from bot.domain.message import Block, Message
from bot.domain.text import clipped
from bot.messages import blocks
from bot.messages.ceremonies import length
from bot.messages.features import standing
from bot.messages.limits import FALLBACK_CHARACTERS, fitting
from bot.messages.mrkdwn import Mrkdwn, cut, day_in_words, moment, said
from bot.messages.names import short
from bot.messages.templates import label, say

WORDS = "meeting/words"
MOST_LINES = 8
ROOM = 1800
LONGEST_TITLE = 80
LONGEST_POINT = 300
MARKS = {
    Tick.OPEN: ":black_square_button:",
    Tick.DONE: ":white_check_mark:",
    Tick.DROPPED: ":heavy_minus_sign:",
    Tick.LATER: ":arrow_right:",
}


def on_a_line(stored: str, longest: int = LONGEST_POINT) -> Mrkdwn:
    """Stored text on one line, nobody pinged; a text of characters that are long once escaped is cut shorter."""
    return cut(said(clipped(" ".join(stored.split()), longest)), 2 * longest)


def posted(agenda: Agenda, zone: ZoneInfo) -> Message:
    """The post of an agenda as things stand: ahead of the meeting, while points are ticked off, or when it is over."""
    at = moment(agenda.starts_at, zone)
    names = {"team": short(agenda.team), "name": short(agenda.name), "at": at}
    if agenda.state == "skipped":
        text = say(WORDS, "skipped", **names)
        return Message(text, (blocks.section(text),))
    if agenda.state == "closed":
        return _over(agenda, say(WORDS, "over", **names))
    return _ahead(agenda, say(WORDS, "title", **names, length=length(agenda.length)))


def _ahead(agenda: Agenda, title: Mrkdwn) -> Message:
    top = [blocks.section(title), *_part("progress", _progress(agenda))]
    if agenda.is_empty:
        cancel = blocks.button(label(WORDS, "cancel"), "agenda.cancel", str(agenda.occurrence_id))
        empty = say(WORDS, "empty")
        rest: list[Block] = [blocks.section(empty), blocks.actions([cancel]), blocks.context(say(WORDS, "how_to_add"))]
        return Message(cut(f"{title} {empty}", FALLBACK_CHARACTERS), (*top, *rest))
    top += _part("concerns", _concerns(agenda))
    top += _part("decided", _decided(agenda))
    top += _part("how_to_go_on", _waiting(agenda), always=bool(agenda.points))
    end = [blocks.context(_plan(agenda))] if agenda.points else [blocks.context(say(WORDS, "how_to_add"))]
    shown = _points(agenda.points, besides=[*top, *end], ticks=True)
    return Message(_spoken(title, agenda.points), (*top, *shown, *end))


def _over(agenda: Agenda, title: Mrkdwn) -> Message:
    top = [blocks.section(title), *_part("progress", _progress(agenda)), *_part("decided", _decided(agenda))]
    end = left_over(agenda)
    shown = _points(agenda.points, besides=[*top, *end], ticks=False)
    return Message(_spoken(title, agenda.points), (*top, *shown, *end))


def left_over(agenda: Agenda) -> list[Block]:
    """How many points went on to the next meeting, by themselves or because somebody put them off."""
    if not agenda.left_open and not agenda.put_off:
        return []
    return [blocks.context(say(WORDS, "left_over", count=agenda.left_open, put_off=agenda.put_off))]


def _spoken(title: Mrkdwn, points: Sequence[Point]) -> Mrkdwn:
    """The post for notifications and screen readers."""
    marks: dict[Tick, str] = {tick: f"{mark} " for tick, mark in MARKS.items() if tick != Tick.OPEN}
    lines = [f"{marks.get(point.tick, '')}{point.ref} {on_a_line(point.text, 100)}" for point in points[:10]]
    return cut(" / ".join([title, *lines]), FALLBACK_CHARACTERS)


def part(heading: Mrkdwn, lines: Sequence[Mrkdwn], *, most: int = MOST_LINES, room: int = ROOM) -> Block:
    """One section: a heading and as many lines as are sensible and fit; the rest counted."""
    shown = [heading]
    for line in lines[:most]:
        room -= len(line) + 1
        if room < 0:
            break
        shown.append(line)
    left = len(lines) - len(shown) + 1
    if left:
        shown.append(say(WORDS, "more", count=left))
    return blocks.section(Mrkdwn("\n".join(shown)))


def _part(heading: str, lines: Sequence[Mrkdwn], *, always: bool = False) -> list[Block]:
    """One of the three parts; left out when it is empty."""
    return [part(say(WORDS, heading), lines)] if lines or always else []


def _progress(agenda: Agenda) -> list[Mrkdwn]:
    return [
        say(
            WORDS,
            "moved",
            ref=one.ref,
            title=_title(one.title),
            before=standing(one.before or "new"),
            after=standing(one.after),
        )
        for one in agenda.moved
    ]


def _concerns(agenda: Agenda) -> list[Mrkdwn]:
    """Blockers first, oldest first; then what was promised and is overdue."""
    lines = [
        say(WORDS, "blocker", ref=one.ref, text=_title(one.text), owner=short(one.owner), days=one.age)
        for one in agenda.blockers
    ]
    lines += [
        say(
            WORDS,
            "overdue",
            ref=one.ref,
            text=_title(one.text),
            owner=short(one.owner) if one.owner else "",
            due=day_in_words(one.due_on),
        )
        for one in agenda.actions
    ]
    return lines


def _waiting(agenda: Agenda) -> list[Mrkdwn]:
    return [
        say(WORDS, f"waits_{one.waits_for}", ref=one.ref, title=_title(one.title))
        if one.waits_for in ("triage", "plan")
        else say(WORDS, "waits_side", ref=one.ref, title=_title(one.title), side=one.waits_for)
        for one in agenda.undecided
    ]


def _decided(agenda: Agenda) -> list[Mrkdwn]:
    return [say(WORDS, "decision", ref=ref, text=on_a_line(text)) for ref, text in agenda.decisions]


def _title(stored: str) -> Mrkdwn:
    return on_a_line(stored, LONGEST_TITLE)


def _plan(agenda: Agenda) -> Mrkdwn:
    slot = int(agenda.length.total_seconds()) // 60
    return say(
        WORDS,
        "plan",
        count=len(agenda.points),
        left=len(agenda.open_points),
        minutes=agenda.minutes,
        slot=length(agenda.length),
        too_long=agenda.minutes > slot,
    )


def _points(points: Sequence[Point], *, besides: Sequence[Block], ticks: bool) -> list[Block]:
    """Each point with its buttons, as many as fit; how many more there are."""
    groups = [_point_blocks(point, ticks=ticks) for point in points]
    fits = fitting(groups, besides=besides)
    shown = [block for group in groups[:fits] for block in group]
    if fits < len(points):
        shown.append(blocks.context(say(WORDS, "more_points", count=len(points) - fits)))
    return shown


def _point_blocks(point: Point, *, ticks: bool) -> list[Block]:
    text = point_line(point)
    if not ticks or point.tick in (Tick.DONE, Tick.DROPPED):
        return [blocks.section(text)]
    done = blocks.button(label(WORDS, "tick_done"), "agenda.done", point.ref)
    later = blocks.button(label(WORDS, "tick_later"), "agenda.later", point.ref)
    return [blocks.section(text), blocks.actions([done] if point.tick == Tick.LATER else [done, later])]


def point_line(point: Point) -> Mrkdwn:
    """One point as lists show it: mark, number, text, who, how long, how often carried on; its outcome below."""
    text = say(
        WORDS,
        "point",
        mark=MARKS[point.tick],
        ref=point.ref,
        text=on_a_line(point.text),
        by=short(point.by),
        minutes=point.minutes,
        carried=point.carried,
        about=point.about,
        stands=standing(point.stands),
    )
    if not point.outcome:
        return text
    return Mrkdwn(f"{text}\n{say(WORDS, 'outcome', text=on_a_line(point.outcome))}")
