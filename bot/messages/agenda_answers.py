"""What `/agenda` answers: what was set up, brought, ticked off or decided, and the lists of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.agendas import Point
from bot.domain.message import Block, Message
from bot.domain.standups import time_in_words, weekdays_in_words
from bot.domain.text import clipped
from bot.messages import blocks
from bot.messages.agendas import on_a_line, point_line
from bot.messages.ceremonies import length
from bot.messages.limits import FALLBACK_CHARACTERS
from bot.messages.mrkdwn import Mrkdwn, channel_link, cut, moment
from bot.messages.names import short
from bot.messages.refs import named_line
from bot.messages.templates import label, say
from bot.storage.ceremonies import Ceremony
from bot.storage.refs import NamedRef
from bot.storage.teams import Team

WORDS = "agendas"
A_PAGE = 12
MOST_CHOICES = 10
LONGEST_LABEL = 70


@dataclass(frozen=True)
class Listed:
    """A meeting's part of a list; `starts_at` None: of meetings that have ended. `name` is "" for those."""

    name: str
    starts_at: datetime | None
    points: Sequence[Point]


def plainly(text: Mrkdwn, *more: Block) -> Message:
    return Message(cut(text, FALLBACK_CHARACTERS), (blocks.section(text), *more))


def created(
    ceremony: Ceremony,
    team: Team,
    starts: Sequence[datetime],
    zone: ZoneInfo,
    *,
    adopted: int,
    new_team: bool,
    bot_is_in: bool,
) -> Message:
    """One sentence on what was set up, and the next dates in the reader's time."""
    before = ceremony.post_before_min or 0
    cadence = say(
        WORDS,
        "cadence",
        days=weekdays_in_words(ceremony.weekdays),
        every=ceremony.every,
        at=time_in_words(ceremony.at),
        zone=ceremony.zone or team.zone,
        length=length(timedelta(minutes=ceremony.length_min or 0)),
        before=length(timedelta(minutes=before)) if before else "",
    )
    names = {"name": short(ceremony.name), "team": short(team.name), "channel": channel_link(team.channel)}
    sentence = say(WORDS, "created", **names, cadence=cadence)
    dates = say(WORDS, "next_dates", dates=[moment(at, zone) for at in starts])
    notes = [
        say("ceremonies", "new_team", team=team.name) if new_team else None,
        say(WORDS, "adopted", count=adopted) if adopted else None,
        None if bot_is_in else say("teams", "invite_me", channel=channel_link(team.channel)),
        say(WORDS, "what_next"),
    ]
    small_print = Mrkdwn(" ".join(note for note in notes if note))
    return Message(
        cut(f"{sentence} {dates} {small_print}", FALLBACK_CHARACTERS),
        (blocks.section(sentence), blocks.section(dates), blocks.context(small_print)),
    )


def none_yet(team: Team) -> Message:
    return plainly(say(WORDS, "none_yet", team=short(team.name)))


def added(point: Point, name: str, starts_at: datetime, zone: ZoneInfo, named: Sequence[NamedRef]) -> Message:
    """The point as it was understood, and when it comes up."""
    text = say(WORDS, "added", ref=point.ref, name=short(name), at=moment(starts_at, zone))
    line = point_line(point)
    return Message(
        cut(f"{text} {line}", FALLBACK_CHARACTERS), (blocks.section(text), blocks.section(line), *named_line(named))
    )


def already(ref: str, about: str, name: str, starts_at: datetime, zone: ZoneInfo) -> Message:
    return plainly(say(WORDS, "already", ref=ref, about=about, name=short(name), at=moment(starts_at, zone)))


def title_of(named: NamedRef) -> str:
    """A point's text when only its reference was given: what that is."""
    return clipped(" ".join(named.what.split()), 200)


def which_meeting(text: str, choices: Mapping[str, str], *, unknown: str = "") -> Message:
    """One button a meeting (name by value); each carries what was typed, so that nothing of it is lost."""
    question = say(WORDS, "which_meeting", text=on_a_line(text), unknown=short(unknown) if unknown else "")
    buttons = [
        blocks.button(clipped(name, LONGEST_LABEL), f"agenda.add_to.{index}", value)
        for index, (value, name) in enumerate(list(choices.items())[:MOST_CHOICES])
    ]
    return plainly(question, blocks.actions(buttons))


def listed(parts: Sequence[Listed], zone: ZoneInfo, *, offset: int, about: str) -> Message:
    """The points of these meetings, a page of them; `about` is what the page's buttons carry beside the offset."""
    total = sum(len(part.points) for part in parts)
    shown: list[Block] = []
    passed = 0
    for part in parts:
        first, last = max(offset - passed, 0), max(offset + A_PAGE - passed, 0)
        here = part.points[first:last]
        if here or (not part.points and offset == 0):
            shown.append(blocks.section(_heading(part, zone)))
            shown += [blocks.section(point_line(replace(point, outcome=""))) for point in here]
        passed += len(part.points)
    if not total:
        shown.append(blocks.context(say(WORDS, "nothing_on_it")))
    shown += turning("agenda.page", about, offset, total)
    return Message(cut(" / ".join(_heading(part, zone) for part in parts), FALLBACK_CHARACTERS), tuple(shown))


def _heading(part: Listed, zone: ZoneInfo) -> Mrkdwn:
    if not part.name:
        return say(WORDS, "orphans", count=len(part.points))
    at = moment(part.starts_at, zone) if part.starts_at else ""
    return say(WORDS, "listed_meeting", name=short(part.name), at=at, count=len(part.points))


def turning(action: str, about: str, offset: int, total: int) -> list[Block]:
    """Where a list is longer than a page: which part this is, and buttons to turn it."""
    if total <= A_PAGE:
        return []
    place = blocks.context(say(WORDS, "page", first=offset + 1, last=min(offset + A_PAGE, total), total=total))
    back = [blocks.button(label(WORDS, "earlier"), f"{action}.0", f"{about}:{offset - A_PAGE}")] if offset else []
    on = offset + A_PAGE
    more = [blocks.button(label(WORDS, "further"), f"{action}.1", f"{about}:{on}")] if on < total else []
    return [place, blocks.actions([*back, *more])]


def done(point: Point) -> Message:
    outcome = on_a_line(point.outcome) if point.outcome else ""
    return plainly(say(WORDS, "done", ref=point.ref, text=on_a_line(point.text), outcome=outcome))


def dropped(point: Point) -> Message:
    return plainly(say(WORDS, "dropped", ref=point.ref, text=on_a_line(point.text)))


def put_off(point: Point, name: str, starts_at: datetime | None, zone: ZoneInfo) -> Message:
    at = moment(starts_at, zone) if starts_at else ""
    return plainly(say(WORDS, "put_off", ref=point.ref, text=on_a_line(point.text), name=short(name), at=at))


def posting(name: str, team: Team, starts_at: datetime, zone: ZoneInfo, *, again: bool) -> Message:
    channel = channel_link(team.channel)
    return plainly(say(WORDS, "posted", name=short(name), channel=channel, at=moment(starts_at, zone), again=again))


def skipped(name: str, starts_at: datetime, following: datetime | None, zone: ZoneInfo, *, points: bool) -> Message:
    """`points`: it was the next one, so that what waits goes on to the one after it."""
    next_one = moment(following, zone) if following else ""
    return plainly(say(WORDS, "skipped", name=short(name), at=moment(starts_at, zone), next=next_one, points=points))


def ended(ceremony: Ceremony, team: Team, *, open_points: int, heir: str) -> Message:
    """The series has ended; where its points went, or that they wait."""
    text = say(WORDS, "ended", name=short(ceremony.name))
    if not open_points:
        return plainly(text)
    return plainly(text, blocks.context(_inheritance(ceremony, team, open_points, heir)))


def _inheritance(ceremony: Ceremony, team: Team, open_points: int, heir: str) -> Mrkdwn:
    if heir:
        return say(WORDS, "inherited", count=open_points, heir=short(heir))
    return homeless_words(ceremony, team, open_points)


def homeless_words(ceremony: Ceremony, team: Team, open_points: int) -> Mrkdwn:
    return say(WORDS, "homeless", count=open_points, name=short(ceremony.name), team=short(team.name))


def homeless(ceremony: Ceremony, team: Team, open_points: int) -> Message:
    """To the owner of a meeting that somebody else ended: its points have nowhere to go."""
    return plainly(homeless_words(ceremony, team, open_points))
