"""Reading who is in a team's channel: who joins takes part, who left does not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.message import Message
from bot.log import logger
from bot.messages import teams as messages
from bot.slack.client import SlackClient, SlackRefused, SlackSilent
from bot.storage.ceremonies import ceremonies_of, leave_ceremony, take_part
from bot.storage.channels import keep_channel, keep_members
from bot.storage.database import Database, database_now
from bot.storage.outbox import enqueue
from bot.storage.people import Person, keep_person, people_named
from bot.storage.teams import Roster, Team, join_team, leave_team, rosters_wanted, team_people
from bot.storage.workspaces import Workspace

LARGE = 100
TRY_AGAIN_AFTER = timedelta(seconds=30)
TELL_FOR = timedelta(hours=24)
# Changes come as events; who was read lately is not asked for again.
STILL_KNOWN = timedelta(hours=24)
log = logger(__name__)


@dataclass(frozen=True)
class ChannelRoster:
    """What Slack said: the channel, the ids of everybody in it, and who the unknown ones are.

    `complete` is False when somebody could not be read: what is there is kept, and the rest is asked for again.
    """

    channel: dict[str, Any]
    members: list[str]
    people: list[dict[str, Any]]
    complete: bool


def read_rosters(db: Database, slack: SlackClient, now: datetime) -> int:
    """Read every channel that is wanted; without an invitation it waits for the bot to be let in."""
    with db.glance() as session:
        wanted = rosters_wanted(session, real_now=database_now(session))
    for team in wanted:
        try:
            found = _ask(db, slack, team)
        except (SlackRefused, SlackSilent) as fault:
            log.info("a channel could not be read", team=team.id, error=str(fault))
            waits = isinstance(fault, SlackRefused) and fault.error in ("channel_not_found", "not_in_channel")
            with db.write() as session:
                _could_not_read(session, team.id, waits=waits)
        else:
            with db.write() as session:
                _keep(session, team.id, found, now)
    return len(wanted)


def _ask(db: Database, slack: SlackClient, team: Team) -> ChannelRoster:
    described = slack.call("conversations.info", channel=team.channel)["channel"]
    members = slack.members(team.channel)
    if len(members) > LARGE and not team.takes_large_roster:
        return ChannelRoster(described, members, [], complete=True)
    with db.read() as session:
        fresh_since = database_now(session) - STILL_KNOWN
        known = {
            person.slack_id
            for person in people_named(session, team.workspace_id, members)
            if person.read_at >= fresh_since
        }
    unknown = [slack_id for slack_id in members if slack_id not in known]
    people = [person for slack_id in unknown if (person := _person(slack, slack_id)) is not None]
    return ChannelRoster(described, members, people, complete=len(people) == len(unknown))


def _person(slack: SlackClient, slack_id: str) -> dict[str, Any] | None:
    try:
        return slack.person(slack_id)
    except (SlackRefused, SlackSilent) as fault:
        log.info("a person could not be read", person=slack_id, error=str(fault))
        return None


def _could_not_read(session: Session, team_id: int, *, waits: bool) -> None:
    team = session.scalars(select(Team).where(Team.id == team_id)).one()
    if waits:
        team.roster = Roster.WAITS
    else:
        team.roster_not_before = database_now(session) + TRY_AGAIN_AFTER


def _keep(session: Session, team_id: int, found: ChannelRoster, now: datetime) -> None:
    team = session.scalars(select(Team).where(Team.id == team_id).with_for_update()).one()
    workspace = session.scalars(select(Workspace).where(Workspace.id == team.workspace_id)).one()
    read_at = datetime.now(UTC)
    channel = keep_channel(
        session,
        team.workspace_id,
        team.channel,
        name=found.channel.get("name", ""),
        is_private=bool(found.channel.get("is_private")),
        is_archived=bool(found.channel.get("is_archived")),
    )
    keep_members(session, channel, found.members, read_at=read_at)
    if len(found.members) > LARGE and not team.takes_large_roster:
        _ask_about_large(session, team, len(found.members), now)
        return
    for user in found.people:
        keep_person(session, team.workspace_id, user, home=workspace.slack_id, read_at=read_at)
    people = people_named(session, team.workspace_id, found.members)
    _take_in(session, team, [person for person in people if person.takes_part], now)
    if found.complete:
        team.roster = Roster.READ
    else:
        team.roster_not_before = database_now(session) + TRY_AGAIN_AFTER


def _take_in(session: Session, team: Team, people: list[Person], now: datetime) -> None:
    staying = {person.id for person in people}
    gone = [person for person, _ in team_people(session, team) if person.id not in staying]
    leave_team(session, team, [person.id for person in gone], at=now)
    for person in people:
        join_team(session, team, person, at=now)
    for ceremony in ceremonies_of(session, team):
        for person in people if ceremony.follows_team else []:
            take_part(session, ceremony, team, person, now=now)
        for person in gone:
            leave_ceremony(session, ceremony, person, at=now)


def _ask_about_large(session: Session, team: Team, count: int, now: datetime) -> None:
    team.roster = Roster.ASKS
    _to_founder(
        session, team, f"large-roster:{team.id}:{int(now.timestamp())}", messages.large_channel(team, count), now
    )


def _to_founder(session: Session, team: Team, key: str, message: Message, now: datetime) -> None:
    founder = session.scalars(select(Person).where(Person.id == team.created_by)).one()
    enqueue(
        session, team.workspace_id, key, founder.slack_id, message, now=now, expires_at=now + TELL_FOR,
        person_id=founder.id,
    )  # fmt: skip
