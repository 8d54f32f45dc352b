"""Summaries: how a team is now and what happened since a day; and what waits for one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from bot.domain.blockers import BlockerLine
from bot.domain.cadence import instant, local_day
from bot.domain.features.listed import FeatureLine
from bot.domain.message import Message
from bot.domain.week import LIVE, OUT, WeekFacts
from bot.storage.access import Seat, open_seats, readable_teams
from bot.storage.action_items import ActionItem, action_items_of
from bot.storage.blockers import open_blockers_in
from bot.storage.ceremonies import member_zone, team_zone
from bot.storage.feature_lists import features_of_person
from bot.storage.outbox import enqueue, message_named
from bot.storage.permissions import Actor
from bot.storage.teams import Team, teams_of_person
from bot.storage.week import facts, freshness

# The clock stands still while the bot answers: what happened at this very instant is told as well.
INCLUDING_NOW = timedelta(microseconds=1)
WORTH_POSTING_FOR = timedelta(hours=1)


@dataclass(frozen=True)
class Summary:
    """A team since a day of its own: the facts; of those who are `asked` today, who is silent, who is asked `later`."""

    since: date
    facts: WeekFacts
    silent: int
    asked: int
    later: int = 0


def summary(session: Session, team: Team, since: date, *, now: datetime) -> Summary:
    zone = team_zone(team)
    found = facts(session, team, instant(since, time(), zone), now + INCLUDING_NOW)
    silent, asked, later = freshness(session, team, local_day(now, zone), now=now)
    return Summary(since, found, silent, asked, later)


@dataclass(frozen=True)
class Mine:
    """What waits for one person: forms, blockers of theirs or in their way, promises, features."""

    forms: Sequence[Seat]
    blockers: Sequence[BlockerLine]
    actions: Sequence[tuple[ActionItem, Team]]
    features: Sequence[FeatureLine]
    today: date


def mine(session: Session, actor: Actor, *, now: datetime) -> Mine:
    """Of the teams that they may read; forms also where they are guests."""
    teams = readable_teams(session, actor)
    ids = {team.id for team in teams}
    person = actor.person
    owned = [line for line in features_of_person(session, person, teams) if line.status not in LIVE | OUT]
    zone = member_zone(person, teams[0]) if teams else None
    return Mine(
        forms=[place for place in open_seats(session, actor) if waits(place, now)],
        blockers=open_blockers_in(session, teams, of=person, now=now),
        actions=[(item, team) for item, team in action_items_of(session, person) if team.id in ids],
        features=owned,
        today=now.date() if zone is None else local_day(now, zone),
    )


def waits(place: Seat, now: datetime) -> bool:
    """Whether the form is theirs to fill in still, in time."""
    participant = place.participant
    return participant.answered_at is None and participant.skipped_at is None and now < participant.deadline_at


def my_teams(session: Session, actor: Actor) -> Sequence[Team]:
    """The teams that somebody is in and may read, by name."""
    ids = {team.id for team in readable_teams(session, actor)}
    return [team for team in teams_of_person(session, actor.person) if team.id in ids]


def share(session: Session, team: Team, key: str, message: Message, *, now: datetime) -> bool:
    """Post a summary in the team's channel, once under this key; False when it was shared before."""
    key = f"summary:{team.id}:{key}"
    if message_named(session, team.workspace_id, key) is not None:
        return False
    enqueue(session, team.workspace_id, key, team.channel, message, now=now, expires_at=now + WORTH_POSTING_FOR)
    return True
