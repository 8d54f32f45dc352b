"""What an agenda shows as things stand: its points, what moved since the last meeting, what is in the way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from bot.domain.agendas import Agenda, Moved, OpenAction, Point, Tick, Undecided, in_order
from bot.domain.cadence import local_day
from bot.domain.features import FeatureStatus, Side
from bot.domain.week import WAITING, Wait
from bot.storage.action_items import open_action_items
from bot.storage.agenda_days import TIME_TO_TICK, length_of, starts_at
from bot.storage.agendas import AgendaItem, Brought, of_series, points_on
from bot.storage.blockers import open_blockers
from bot.storage.ceremonies import Ceremony, team_zone
from bot.storage.changes import Change
from bot.storage.decisions import decisions_in
from bot.storage.features import Feature, FeatureScore
from bot.storage.occurrences import Occurrence, OccurrenceState
from bot.storage.refs import ends_of
from bot.storage.teams import Team

# Where there was no meeting before: how far back progress is told.
AT_FIRST = timedelta(days=7)
# A new feature that nobody looked at for so long waits for a decision.
NEW_FOR = timedelta(days=7)
OVER = (FeatureStatus.LAUNCHED, FeatureStatus.RETIRED, FeatureStatus.DECLINED, FeatureStatus.PARKED)


def agenda(session: Session, occurrence: Occurrence, ceremony: Ceremony, team: Team, *, now: datetime) -> Agenda:
    """One meeting's agenda; one that is over shows what became of it, not what is in the way today."""
    is_open = occurrence.state == OccurrenceState.OPEN
    shown = [point(item, person.name, occurrence) for item, person in points_on(session, occurrence)]
    talked_of = {one.about for one in shown}
    waiting = undecided(session, team, now=now) if is_open else ()
    left_open, put_off = _went_on(session, occurrence, ceremony)
    return Agenda(
        occurrence_id=occurrence.id,
        team=team.name,
        name=ceremony.name,
        starts_at=starts_at(ceremony, team, occurrence.day),
        length=length_of(ceremony),
        state=occurrence.state,
        points=in_order(with_ends(session, team, shown)),
        moved=moved(session, team, since=_since(session, occurrence), until=min(now, occurrence.closes_at)),
        blockers=tuple(open_blockers(session, team, now=now)) if is_open else (),
        actions=overdue(session, team, now=now) if is_open else (),
        undecided=tuple(one for one in waiting if one.ref not in talked_of),
        left_open=left_open,
        put_off=put_off,
        decisions=tuple((one.ref, one.text) for one, _ in decisions_in(session, team, occurrence.id)),
    )


def point(item: AgendaItem, by: str, occurrence: Occurrence | None) -> Point:
    """As it stands on that meeting's agenda, or (None) by itself."""
    tick = Tick(item.state)
    if occurrence is not None and tick == Tick.OPEN and item.not_before is not None:
        tick = Tick.LATER if item.not_before >= occurrence.closes_at else tick
    return Point(item.ref, item.text, by, tick, item.minutes, item.carried, item.about, item.outcome)


def with_ends(session: Session, team: Team, points: Iterable[Point]) -> list[Point]:
    """The same, telling of each whose feature, blocker or action item is over by now how that ended."""
    points = list(points)
    ends = ends_of(session, team, [one.about for one in points if one.about])
    return [replace(one, stands=ends.get(one.about, "")) for one in points]


def points(
    session: Session, team: Team, rows: Sequence[Brought], *, next_at: datetime | None = None
) -> Sequence[Point]:
    """By themselves, in their order; those that are put off beyond the next meeting are marked so."""
    shown = [(item, point(item, person.name, None)) for item, person in rows]
    marked = [
        replace(one, tick=Tick.LATER) if next_at and item.not_before and item.not_before > next_at else one
        for item, one in shown
    ]
    return in_order(with_ends(session, team, marked))


def _since(session: Session, occurrence: Occurrence) -> datetime:
    """When the meeting before it was over."""
    before = session.scalar(
        select(func.max(Occurrence.closes_at)).where(
            Occurrence.workspace_id == occurrence.workspace_id,
            Occurrence.ceremony_id == occurrence.ceremony_id,
            Occurrence.state == OccurrenceState.CLOSED,
            Occurrence.closes_at < occurrence.closes_at,
        )
    )
    return before or occurrence.opens_at - AT_FIRST


def _went_on(session: Session, occurrence: Occurrence, ceremony: Ceremony) -> tuple[int, int]:
    """How many points were on its agenda, open, when it was over: those that nobody ticked, and those put off."""
    if occurrence.state != OccurrenceState.CLOSED or occurrence.wrapped_up_at is None:
        return 0, 0
    over = occurrence.wrapped_up_at
    put_off = AgendaItem.not_before == occurrence.closes_at
    open_then = or_(AgendaItem.not_before.is_(None), AgendaItem.not_before < occurrence.closes_at)
    row = session.execute(
        select(func.sum(case((open_then, 1), else_=0)), func.sum(case((put_off, 1), else_=0))).where(
            of_series(ceremony),
            AgendaItem.carried > 0,
            AgendaItem.created_at <= occurrence.closes_at + TIME_TO_TICK,
            or_(AgendaItem.closed_at.is_(None), AgendaItem.closed_at > over),
        )
    ).one()
    return int(row[0] or 0), int(row[1] or 0)


def moved(session: Session, team: Team, *, since: datetime, until: datetime) -> tuple[Moved, ...]:
    """The team's features whose status is another one than it was, each once, in the order of their last changes."""
    rows = session.execute(
        select(Feature.number, Feature.title, Change.before, Change.after)
        .join(Change, and_(Change.workspace_id == Feature.workspace_id, Change.subject_id == Feature.id))
        .where(
            Feature.workspace_id == team.workspace_id,
            Feature.team_id == team.id,
            Feature.deleted_at.is_(None),
            Change.subject == Feature.LETTER,
            Change.what == "status",
            Change.at > since,
            Change.at <= until,
        )
        .order_by(Change.at, Change.id)
    )
    found: dict[int, Moved] = {}
    for number, title, before, after in rows:
        first = found.pop(number, None)
        found[number] = Moved(f"F-{number}", title, first.before if first else before, after)
    return tuple(one for one in found.values() if one.before != one.after)


def overdue(session: Session, team: Team, *, now: datetime) -> tuple[OpenAction, ...]:
    """Action items whose day has gone by, longest first."""
    today = local_day(now, team_zone(team))
    return tuple(
        OpenAction(item.ref, item.text, "" if owner is None else owner.name, item.due_on)
        for item, owner in open_action_items(session, team)
        if item.due_on is not None and item.is_overdue(today)
    )


def undecided(session: Session, team: Team, *, now: datetime) -> tuple[Undecided, ...]:
    """Features that wait for somebody: for the other half of a score, a place on the roadmap, or a look for a week."""
    sides = (
        select(
            FeatureScore.feature_id,
            func.min(FeatureScore.side).label("first"),
            func.max(FeatureScore.side).label("last"),
        )
        .where(FeatureScore.workspace_id == team.workspace_id)
        .group_by(FeatureScore.feature_id)
        .subquery()
    )
    half = and_(sides.c.first == sides.c.last, Feature.status.not_in(OVER))
    unplanned = and_(Feature.horizon.is_(None), Feature.status.in_(WAITING))
    scored = and_(sides.c.first != sides.c.last, unplanned)
    untouched = and_(unplanned, Feature.status == FeatureStatus.NEW, Feature.created_at < now - NEW_FOR)
    rows = session.execute(
        select(Feature.number, Feature.title, sides.c.first, sides.c.last)
        .outerjoin(sides, sides.c.feature_id == Feature.id)
        .where(
            Feature.workspace_id == team.workspace_id,
            Feature.team_id == team.id,
            Feature.deleted_at.is_(None),
            or_(half, scored, untouched),
        )
        .order_by(Feature.created_at, Feature.number)
    )
    return tuple(Undecided(f"F-{number}", title, _waits_for(first, last)) for number, title, first, last in rows)


def _waits_for(first: str | None, last: str | None) -> str:
    """The side that has not scored yet; a plan where both have, a first look where none has."""
    if first is None:
        return Wait.TRIAGE
    if first != last:
        return Wait.PLAN
    return Side.DEVELOPMENT if first == Side.PRODUCT else Side.PRODUCT
