"""What a team did in a stretch of days and how it stood then: the one read side of digest and summary."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise, takewhile
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from bot.ceremonies import KINDS
from bot.domain.blockers import workdays_between
from bot.domain.cadence import ONE_DAY, local_day, upcoming
from bot.domain.week import ActionFact, BlockerFact, DecisionFact, FeatureFact, Meeting, WeekFacts
from bot.storage.action_items import ActionItem, ActionState
from bot.storage.blockers import Blocker, BlockerState
from bot.storage.ceremonies import Ceremony, team_zone
from bot.storage.decisions import Decision
from bot.storage.occurrences import Occurrence, OccurrenceState, Participant
from bot.storage.people import Person
from bot.storage.teams import Team
from bot.storage.together import zone_of
from bot.storage.week_features import feature_facts

AHEAD = timedelta(days=7)
MOST_MEETINGS = 10
NOT_HELD = ("digest",)


def facts(session: Session, team: Team, first_at: datetime, last_at: datetime) -> WeekFacts:
    """All that is told of a team, from `first_at` up to (and without) `last_at`, which may lie in the past."""
    (found,) = facts_between(session, team, (first_at, last_at))
    return found


def facts_between(session: Session, team: Team, bounds: Sequence[datetime]) -> list[WeekFacts]:
    """The same of several stretches, one after the other, in not much more time than of one."""
    features = feature_facts(session, team, bounds)
    stretches = zip(pairwise(bounds), features, strict=True)
    return [_facts(session, team, *ends, tuple(mine)) for ends, mine in stretches]


def _facts(
    session: Session, team: Team, first_at: datetime, last_at: datetime, features: tuple[FeatureFact, ...]
) -> WeekFacts:
    zone = team_zone(team)
    rows = _blockers(session, team, first_at, last_at)
    blockers = [(row, _blocker(row, last_at, zone)) for row in rows]
    actions = _actions(session, team, first_at, last_at)
    answered, expected = participation(session, team, first_at, last_at)
    return WeekFacts(
        first_at=first_at,
        last_at=last_at,
        day=local_day(last_at, zone),
        features=features,
        opened=tuple(told for row, told in blockers if row.raised_at >= first_at),
        solved=tuple(told for row, told in blockers if _ended(row.resolved_at, last_at)),
        blockers=tuple(told for row, told in blockers if not _ended(row.resolved_at, last_at)),
        done=tuple(_action(row) for row in actions if row.state == ActionState.DONE and _ended(row.closed_at, last_at)),
        actions=tuple(_action(row) for row in actions if not _ended(row.closed_at, last_at)),
        decisions=_decisions(session, team, first_at, last_at),
        answered=answered,
        expected=expected,
        meetings=_meetings(session, team, last_at),
    )


def _ended(at: datetime | None, last_at: datetime) -> bool:
    return at is not None and at < last_at


def _blockers(session: Session, team: Team, first_at: datetime, last_at: datetime) -> Sequence[Any]:
    """Those that were open at some moment of the stretch, the oldest first."""
    return session.execute(
        select(
            Blocker.number,
            Blocker.text,
            Blocker.state,
            Blocker.raised_at,
            Blocker.resolved_at,
            Person.name.label("owner"),
        )
        .join(Person, and_(Person.workspace_id == Blocker.workspace_id, Person.id == Blocker.owner_id))
        .where(
            Blocker.workspace_id == team.workspace_id,
            Blocker.team_id == team.id,
            Blocker.raised_at < last_at,
            or_(Blocker.resolved_at.is_(None), Blocker.resolved_at >= first_at),
        )
        .order_by(Blocker.raised_at, Blocker.number)
    ).all()


def _blocker(row: Any, last_at: datetime, zone: ZoneInfo) -> BlockerFact:
    until = row.resolved_at if _ended(row.resolved_at, last_at) else last_at
    age = workdays_between(local_day(row.raised_at, zone), local_day(until, zone))
    return BlockerFact(f"B-{row.number}", row.text, row.owner, age, row.state == BlockerState.ACKED)


def _actions(session: Session, team: Team, first_at: datetime, last_at: datetime) -> Sequence[Any]:
    """Those that were open at some moment of the stretch, the first due first, without a day last."""
    return session.execute(
        select(
            ActionItem.number,
            ActionItem.text,
            ActionItem.state,
            ActionItem.due_on,
            ActionItem.closed_at,
            Person.name.label("owner"),
        )
        .outerjoin(Person, and_(Person.workspace_id == ActionItem.workspace_id, Person.id == ActionItem.owner_id))
        .where(
            ActionItem.workspace_id == team.workspace_id,
            ActionItem.team_id == team.id,
            ActionItem.created_at < last_at,
            or_(ActionItem.state == ActionState.OPEN, ActionItem.closed_at >= first_at),
        )
        .order_by(ActionItem.due_on.is_(None), ActionItem.due_on, ActionItem.number)
    ).all()


def _action(row: Any) -> ActionFact:
    return ActionFact(f"A-{row.number}", row.text, row.owner or "", row.due_on)


def _decisions(session: Session, team: Team, first_at: datetime, last_at: datetime) -> tuple[DecisionFact, ...]:
    rows = session.execute(
        select(Decision.number, Decision.text)
        .where(
            Decision.workspace_id == team.workspace_id,
            Decision.team_id == team.id,
            Decision.at >= first_at,
            Decision.at < last_at,
        )
        .order_by(Decision.at, Decision.number)
    )
    return tuple(DecisionFact(f"D-{number}", text) for number, text in rows)


HELD = (OccurrenceState.OPEN, OccurrenceState.CLOSED)
# Who was not asked, or sat it out, was not expected.
ANSWERED = Participant.answered_at.is_not(None)
EXPECTED = or_(ANSWERED, and_(Participant.not_asked.is_(False), Participant.skipped_at.is_(None)))


def participation(session: Session, team: Team, first_at: datetime, last_at: datetime) -> tuple[int, int]:
    """How many answered by then, of how many places whose deadline fell into the stretch; never by person."""
    # Every deadline lies within two days of its occurrence's own day: with that the index on days finds them.
    days = Occurrence.day.between(first_at.date() - 3 * ONE_DAY, last_at.date() + 3 * ONE_DAY)
    answered = case((Participant.answered_at < last_at, 1), else_=0)
    row = session.execute(
        select(func.coalesce(func.sum(answered), 0), func.count())
        .select_from(Ceremony)
        .join(Occurrence, and_(Occurrence.workspace_id == Ceremony.workspace_id, Occurrence.ceremony_id == Ceremony.id))
        .join(
            Participant,
            and_(Participant.workspace_id == Occurrence.workspace_id, Participant.occurrence_id == Occurrence.id),
        )
        .where(
            *_standups(team),
            days,
            Occurrence.state.in_(HELD),
            Participant.deadline_at >= first_at,
            Participant.deadline_at < last_at,
            EXPECTED,
        )
    ).one()
    return int(row[0]), int(row[1])


def freshness(session: Session, team: Team, day: date, *, now: datetime) -> tuple[int, int, int]:
    """Of those who are expected on that day: who was asked and has not answered, all, and who is asked later."""
    later = and_(Participant.answered_at.is_(None), Participant.prompt_at > now)
    silent = func.sum(case((or_(ANSWERED, later), 0), else_=1))
    row = session.execute(
        select(func.coalesce(silent, 0), func.count(), func.coalesce(func.sum(case((later, 1), else_=0)), 0))
        .select_from(Ceremony)
        .join(Occurrence, and_(Occurrence.workspace_id == Ceremony.workspace_id, Occurrence.ceremony_id == Ceremony.id))
        .join(
            Participant,
            and_(Participant.workspace_id == Occurrence.workspace_id, Participant.occurrence_id == Occurrence.id),
        )
        .where(*_standups(team), Occurrence.day == day, Occurrence.state.in_(HELD), EXPECTED)
    ).one()
    return int(row[0]), int(row[1]), int(row[2])


def _standups(team: Team) -> tuple[Any, ...]:
    """The team's ceremonies in which each answers for themselves; also those that have ended."""
    kinds = [kind.slug for kind in KINDS.values() if not kind.together]
    return (Ceremony.workspace_id == team.workspace_id, Ceremony.team_id == team.id, Ceremony.kind.in_(kinds))


def _meetings(session: Session, team: Team, after: datetime) -> tuple[Meeting, ...]:
    """What the team holds together within the next seven days, in order; a day that is called off is left out."""
    held = session.scalars(
        select(Ceremony).where(
            Ceremony.workspace_id == team.workspace_id,
            Ceremony.team_id == team.id,
            Ceremony.kind.in_([kind.slug for kind in KINDS.values() if kind.together and kind.slug not in NOT_HELD]),
            Ceremony.ended_at.is_(None),
        )
    ).all()
    found: list[Meeting] = []
    for one in held:
        if one.weekdays:
            off = days_off(session, one, local_day(after, zone_of(one, team)))
            ahead = takewhile(
                lambda due: due.at <= after + AHEAD, upcoming(one.cadence, zone_of(one, team), after=after)
            )
            found += [Meeting(one.name, due.at) for due in ahead if due.day not in off]
    return tuple(sorted(found, key=lambda meeting: (meeting.at, meeting.name))[:MOST_MEETINGS])


def days_off(session: Session, ceremony: Ceremony, first: date) -> set[date]:
    """The days from `first` on that were called off."""
    return set(
        session.scalars(
            select(Occurrence.day).where(
                Occurrence.workspace_id == ceremony.workspace_id,
                Occurrence.ceremony_id == ceremony.id,
                Occurrence.day >= first,
                Occurrence.state == OccurrenceState.SKIPPED,
            )
        )
    )
