"""The days of a meeting: its agenda is made, points move on when it is over or skipped, or to another series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.agendas import moved_on, taken_on
from bot.domain.cadence import instant, upcoming
from bot.storage.agendas import IS_OPEN, AgendaItem, of_series
from bot.storage.ceremonies import Ceremony
from bot.storage.living import Subject, living_message, refresh, want
from bot.storage.occurrences import Occurrence, OccurrenceState
from bot.storage.teams import Team
from bot.storage.together import acts_before, aim, hold_together, lock, occurrences_between, series, zone_of

KIND = "meeting"
# After its end there is an hour to tick points off; then the rest moves on.
TIME_TO_TICK = timedelta(hours=1)
USUAL_LENGTH_MIN = 30
FARTHEST = timedelta(days=400)


@dataclass(frozen=True)
class NextDay:
    """The next date of a meeting, and its agenda if that is there already."""

    ceremony: Ceremony
    day: date
    starts_at: datetime
    occurrence: Occurrence | None


def meetings(session: Session, team: Team) -> Sequence[Ceremony]:
    """The team's meetings that go on, by name."""
    return series(session, team, KIND)


def ceremony_of(session: Session, item: AgendaItem) -> Ceremony:
    """The series to which a point belongs; it may have ended."""
    here = (Ceremony.workspace_id == item.workspace_id, Ceremony.id == item.ceremony_id)
    return session.scalars(select(Ceremony).where(*here)).one()


def length_of(ceremony: Ceremony) -> timedelta:
    return timedelta(minutes=ceremony.length_min or USUAL_LENGTH_MIN)


def starts_at(ceremony: Ceremony, team: Team, day: date) -> datetime:
    return instant(day, ceremony.at, zone_of(ceremony, team))


def current(session: Session, ceremony: Ceremony, *, ends_after: datetime | None = None) -> Occurrence | None:
    """The agenda that is there and not closed yet, the earliest if there are two.

    With `ends_after` only one whose meeting ends later: it still takes points.
    """
    wanted = select(Occurrence).where(
        Occurrence.workspace_id == ceremony.workspace_id,
        Occurrence.ceremony_id == ceremony.id,
        Occurrence.state == OccurrenceState.OPEN,
    )
    if ends_after is not None:
        wanted = wanted.where(Occurrence.closes_at > ends_after)
    return session.scalar(wanted.order_by(Occurrence.day, Occurrence.id).limit(1))


def next_day(session: Session, ceremony: Ceremony, team: Team, *, now: datetime) -> NextDay | None:
    """The next date, left out ones aside; None for a series without one in sight."""
    there = current(session, ceremony, ends_after=now)
    if there is not None:
        return NextDay(ceremony, there.day, starts_at(ceremony, team, there.day), there)
    return next(iter(coming_days(session, ceremony, team, now=now, count=1)), None)


def coming_days(
    session: Session, ceremony: Ceremony, team: Team, *, now: datetime, count: int = 3
) -> Sequence[NextDay]:
    """The next dates that are neither skipped nor over."""
    if not ceremony.weekdays or ceremony.ended_at is not None:
        return []
    zone = zone_of(ceremony, team)
    today = now.astimezone(zone).date()
    known = {one.day: one for one in occurrences_between(session, ceremony, today, today + FARTHEST)}
    dues = islice(upcoming(ceremony.cadence, zone, after=now), count + len(known))
    days = [NextDay(ceremony, due.day, due.at, known.get(due.day)) for due in dues]
    return [day for day in days if day.occurrence is None or day.occurrence.state == OccurrenceState.OPEN][:count]


def next_of_team(session: Session, team: Team, *, now: datetime) -> NextDay | None:
    """The team's next meeting, whichever it is."""
    days = [next_day(session, ceremony, team, now=now) for ceremony in meetings(session, team)]
    return min((day for day in days if day is not None), key=lambda day: day.starts_at, default=None)


def open_agenda(session: Session, ceremony: Ceremony, team: Team, day: date, *, now: datetime) -> Occurrence | None:
    """Make that day's agenda: every point that waits goes on it, and it is posted. None: that day is taken care of."""
    lock(session, ceremony)
    if occurrences_between(session, ceremony, day, day):
        return None
    begin = starts_at(ceremony, team, day)
    end = begin + length_of(ceremony)
    opened = hold_together(session, ceremony, day, opens_at=now, closes_at=end, next_at=end + TIME_TO_TICK, now=now)
    for item in session.scalars(select(AgendaItem).where(of_series(ceremony), IS_OPEN).with_for_update()):
        item.place = taken_on(item.place, opened.id, starts_at=begin)
    due_at = min(now, begin - acts_before(ceremony))
    want(session, opened, Subject.AGENDA, team.channel, due_at=due_at, expires_at=max(begin, now + TIME_TO_TICK))
    return opened


def close_agenda(session: Session, occurrence: Occurrence, *, now: datetime) -> None:
    """The meeting is over, and its hour of grace too: what nobody ticked moves on."""
    occurrence.state, occurrence.next_at = OccurrenceState.CLOSED, None
    occurrence.wrapped_up_at = now
    _move_on(session, occurrence, held=True)
    refresh(session, occurrence, (Subject.AGENDA, None))


def skip_day(session: Session, ceremony: Ceremony, team: Team, day: date, *, now: datetime) -> Occurrence:
    """Leave that date out; what stood on its agenda moves on, and the post says so."""
    lock(session, ceremony)
    found = next(iter(occurrences_between(session, ceremony, day, day)), None)
    if found is None:
        begin = starts_at(ceremony, team, day)
        found = hold_together(
            session,
            ceremony,
            day,
            opens_at=begin,
            closes_at=begin + length_of(ceremony),
            next_at=None,
            now=now,
            state=OccurrenceState.SKIPPED,
        )
    if ceremony.next_day == day:
        aim(ceremony, team, after=now, last_day=day)
    leave_out(session, found)
    return found


def _move_on(session: Session, occurrence: Occurrence, *, held: bool) -> None:
    """Its open points stand on the series' next agenda at once if that is there already."""
    here = (AgendaItem.workspace_id == occurrence.workspace_id, AgendaItem.occurrence_id == occurrence.id, IS_OPEN)
    items = session.scalars(select(AgendaItem).where(*here).with_for_update()).all()
    if not items:
        return
    session.flush()
    ceremony = session.scalars(select(Ceremony).where(Ceremony.id == occurrence.ceremony_id)).one()
    following = current(session, ceremony)
    for item in items:
        item.place = moved_on(item.place, occurrence.id, held=held)
        if following is not None:
            item.place = taken_on(item.place, following.id, starts_at=following.closes_at - length_of(ceremony))
    if following is not None:
        refresh(session, following, (Subject.AGENDA, None))


def leave_out(session: Session, occurrence: Occurrence) -> None:
    """An agenda that is there already: that meeting does not take place, and its points move on."""
    occurrence.state, occurrence.next_at = OccurrenceState.SKIPPED, None
    refresh(session, occurrence, (Subject.AGENDA, None))
    _move_on(session, occurrence, held=False)


def hold_after_all(
    session: Session, ceremony: Ceremony, team: Team, occurrence_id: int, *, now: datetime
) -> date | None:
    """Take back that a date is left out: what waits stands on its agenda again. The date; None once it would have
    begun, or when it is left out no more."""
    lock(session, ceremony)
    here = (Occurrence.workspace_id == ceremony.workspace_id, Occurrence.ceremony_id == ceremony.id)
    left_out = session.scalar(select(Occurrence).where(*here, Occurrence.id == occurrence_id).with_for_update())
    if left_out is None or left_out.state != OccurrenceState.SKIPPED:
        return None
    begin = starts_at(ceremony, team, left_out.day)
    if begin <= now:
        return None
    if living_message(session, left_out, Subject.AGENDA) is None:  # there was no agenda yet: the clock makes it
        session.delete(left_out)
        if ceremony.next_day is None or ceremony.next_day > left_out.day:
            ceremony.next_day, ceremony.next_at = left_out.day, begin - acts_before(ceremony)
        session.flush()
        return left_out.day
    left_out.state, left_out.next_at = OccurrenceState.OPEN, left_out.closes_at + TIME_TO_TICK
    for item in session.scalars(select(AgendaItem).where(of_series(ceremony), IS_OPEN).with_for_update()):
        item.place = taken_on(item.place, left_out.id, starts_at=begin)
    session.flush()
    refresh(session, left_out, (Subject.AGENDA, None))
    return left_out.day


def hand_on(session: Session, ended: Sequence[Ceremony], heir: NextDay) -> int:
    """What is open of these series, which have ended, goes to another one; how many points that are."""
    ids = [ceremony.id for ceremony in ended]
    here = (AgendaItem.workspace_id == heir.ceremony.workspace_id, AgendaItem.ceremony_id.in_(ids), IS_OPEN)
    items = session.scalars(select(AgendaItem).where(*here).with_for_update()).all()
    for item in items:
        item.ceremony_id = heir.ceremony.id
        if heir.occurrence is not None:
            item.place = taken_on(item.place, heir.occurrence.id, starts_at=heir.starts_at)
    session.flush()
    if items and heir.occurrence is not None:
        refresh(session, heir.occurrence, (Subject.AGENDA, None))
    return len(items)


def ended_with_points(session: Session, team: Team) -> Sequence[Ceremony]:
    """Series of the team that have ended while points of theirs are open."""
    return session.scalars(
        select(Ceremony)
        .where(
            Ceremony.workspace_id == team.workspace_id,
            Ceremony.team_id == team.id,
            Ceremony.kind == KIND,
            Ceremony.ended_at.is_not(None),
            select(AgendaItem.id).where(AgendaItem.ceremony_id == Ceremony.id, IS_OPEN).exists(),
        )
        .order_by(Ceremony.id)
    ).all()


def going_on(session: Session, team: Team, *, now: datetime) -> Occurrence | None:
    """The meeting that has begun and whose points can still be ticked off."""
    for ceremony in meetings(session, team):
        there = current(session, ceremony)
        if there is not None and there.closes_at - length_of(ceremony) <= now:
            return there
    return None


def last_held(
    session: Session, team: Team, ceremonies: Sequence[Ceremony], *, now: datetime
) -> tuple[Occurrence, Ceremony] | None:
    """The latest meeting of these that has begun and was not left out."""
    by_id = {ceremony.id: ceremony for ceremony in ceremonies}
    rows = session.scalars(
        select(Occurrence)
        .where(
            Occurrence.workspace_id == team.workspace_id,
            Occurrence.ceremony_id.in_(by_id),
            Occurrence.opens_at <= now,
            Occurrence.state.in_((OccurrenceState.OPEN, OccurrenceState.CLOSED)),
        )
        .order_by(Occurrence.closes_at.desc())
        .limit(5)
    )
    begun = ((one, by_id[one.ceremony_id]) for one in rows)
    return next(((one, held) for one, held in begun if one.closes_at - length_of(held) <= now), None)
