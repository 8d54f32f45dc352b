"""Digests: which stretch of days one tells of, posting it once and again, skipping one, notes for the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy.orm import Session

from bot.ceremonies import KINDS
from bot.domain.cadence import ONE_DAY, Due, instant, is_on, upcoming
from bot.domain.text import clipped
from bot.domain.week import WeekFacts
from bot.storage.ceremonies import Ceremony
from bot.storage.endings import keep_ending
from bot.storage.living import Subject, want
from bot.storage.occurrences import Occurrence, OccurrenceState, occurrence_on
from bot.storage.people import Person
from bot.storage.teams import Team
from bot.storage.together import aim, hold_together, lock, zone_of
from bot.storage.week import days_off, facts, facts_between

KIND = "digest"
LATE_WINDOW = KINDS[KIND].wrap_up_late_window
# The bot's clock stands still while it answers: what happened at this very instant belongs to what is shown now.
INCLUDING_NOW = timedelta(microseconds=1)
LONGEST_NOTE, MOST_NOTES, NOTES_KEPT_FOR = 500, 10, timedelta(days=60)


@dataclass(frozen=True)
class Told:
    """What a digest tells: the facts of its days, those of as many days before, and the notes that people added."""

    day: date
    now: WeekFacts
    before: WeekFacts | None
    notes: tuple[tuple[str, str], ...]
    missed_before: bool = False


def day_before(ceremony: Ceremony, day: date) -> date:
    """The last day before `day` on which the digest is due."""
    day -= ONE_DAY
    while not is_on(ceremony.cadence, day):
        day -= ONE_DAY
    return day


def cut_of(ceremony: Ceremony, team: Team, day: date) -> datetime:
    """The instant at which the digest of that day is due."""
    return instant(day, ceremony.at, zone_of(ceremony, team))


def next_digests(session: Session, ceremony: Ceremony, team: Team, *, after: datetime, count: int = 3) -> list[Due]:
    """The next days of it that nobody called off."""
    zone = zone_of(ceremony, team)
    off = days_off(session, ceremony, after.astimezone(zone).date())
    ahead = (due for due in upcoming(ceremony.cadence, zone, after=after) if due.day not in off)
    return list(islice(ahead, count))


def current_day(ceremony: Ceremony, team: Team, now: datetime) -> date:
    """Whose digest is meant now: for a day after its time the last one, then the one that comes next."""
    coming = next(upcoming(ceremony.cadence, zone_of(ceremony, team), after=now)).day
    last = day_before(ceremony, coming)
    return last if now - cut_of(ceremony, team, last) <= LATE_WINDOW else coming


@dataclass(frozen=True)
class Past:
    """What has become of the digest of a day; `posted_at` None: it was left out (`skipped`), or just not posted."""

    day: date
    posted_at: datetime | None = None
    skipped: bool = False


def past_of(session: Session, ceremony: Ceremony, team: Team, day: date, now: datetime) -> Past | None:
    """What has become of that day's; None while it is still to come."""
    found = occurrence_on(session, ceremony, day)
    if found is not None:
        posted = found.state == OccurrenceState.CLOSED
        return Past(day, found.closes_at if posted else None, found.state == OccurrenceState.SKIPPED)
    is_coming = cut_of(ceremony, team, day) > now or ceremony.next_day == day
    return None if is_coming else Past(day)


def begins_at(session: Session, ceremony: Ceremony, team: Team, day: date) -> datetime:
    """Where the digest of that day begins: where the one before it ended."""
    before = day_before(ceremony, day)
    posted = occurrence_on(session, ceremony, before)
    if posted is not None and posted.state == OccurrenceState.CLOSED:
        return posted.closes_at
    return cut_of(ceremony, team, before)


def told(session: Session, ceremony: Ceremony, team: Team, day: date, first_at: datetime, last_at: datetime) -> Told:
    """What the digest of that day tells of these instants."""
    before = day_before(ceremony, day)
    missed = occurrence_on(session, ceremony, before)
    earlier = [begins_at(session, ceremony, team, before)] if team.created_at < first_at else []
    *stretch_before, now = facts_between(session, team, [*earlier, first_at, last_at])
    return Told(
        day=day,
        now=now,
        before=stretch_before[0] if stretch_before else None,
        notes=tuple((note["by"], note["text"]) for note in _notes(ceremony).get(day.isoformat(), [])),
        missed_before=missed is not None and missed.state == OccurrenceState.MISSED,
    )


def told_so_far(session: Session, team: Team, now: datetime) -> Told:
    """The same for a team without a digest: of the last seven days."""
    last_at = now + INCLUDING_NOW
    first_at = last_at - timedelta(days=7)
    found = facts(session, team, first_at, last_at)
    return Told(found.day, found, None, ())


def post(session: Session, ceremony: Ceremony, team: Team, day: date, *, cut: datetime, now: datetime) -> Occurrence:
    """Have the digest of that day posted, or brought up to date where it stands; it tells of all until `cut`."""
    lock(session, ceremony)
    found = occurrence_on(session, ceremony, day)
    first_at = begins_at(session, ceremony, team, day)
    if found is None:
        found = hold_together(
            session,
            ceremony,
            day,
            opens_at=first_at,
            closes_at=cut,
            next_at=None,
            now=now,
            state=OccurrenceState.CLOSED,
        )
    found.state, found.opens_at, found.closes_at = OccurrenceState.CLOSED, first_at, cut
    want(session, found, Subject.DIGEST, team.channel, due_at=min(now, cut), expires_at=now + LATE_WINDOW)
    return found


def skip_digest(session: Session, ceremony: Ceremony, team: Team, day: date, *, now: datetime) -> bool:
    """Leave that day's out; False when it is left out or posted already."""
    lock(session, ceremony)
    if occurrence_on(session, ceremony, day) is not None:
        return False
    cut, first_at = cut_of(ceremony, team, day), begins_at(session, ceremony, team, day)
    state = OccurrenceState.SKIPPED
    hold_together(session, ceremony, day, opens_at=first_at, closes_at=cut, next_at=None, now=now, state=state)
    return True


def is_paused(ceremony: Ceremony) -> bool:
    return bool((ceremony.options or {}).get("paused"))


def pause(session: Session, ceremony: Ceremony) -> None:
    """Nothing comes by itself until it is resumed."""
    session.refresh(ceremony, with_for_update=True)
    ceremony.options = {**(ceremony.options or {}), "paused": True}
    ceremony.next_day = ceremony.next_at = None


def resume(session: Session, ceremony: Ceremony, team: Team, *, now: datetime) -> None:
    """From its next day on it comes again."""
    session.refresh(ceremony, with_for_update=True)
    ceremony.options = {**(ceremony.options or {}), "paused": False}
    aim(ceremony, team, after=now)


def end_digest(ceremony: Ceremony, *, at: datetime) -> None:
    """None comes any more."""
    ceremony.ended_at, ceremony.next_at = at, None
    keep_ending(ceremony, at=at)


def add_note(session: Session, ceremony: Ceremony, team: Team, text: str, *, by: Person, now: datetime) -> date | None:
    """Keep a note for the digest that comes next, and say for which day; None when that has as many as it can hold."""
    session.refresh(ceremony, with_for_update=True)
    (due,) = next_digests(session, ceremony, team, after=now, count=1)
    notes = {day: kept for day, kept in _notes(ceremony).items() if day >= (due.day - NOTES_KEPT_FOR).isoformat()}
    mine = notes.get(due.day.isoformat(), [])
    if len(mine) >= MOST_NOTES:
        return None
    notes[due.day.isoformat()] = [*mine, {"by": by.name, "text": clipped(text, LONGEST_NOTE)}]
    ceremony.options = {**(ceremony.options or {}), "notes": notes}
    return due.day


def _notes(ceremony: Ceremony) -> dict[str, list[dict[str, Any]]]:
    """By day of the digest, in stored text."""
    return dict((ceremony.options or {}).get("notes") or {})
