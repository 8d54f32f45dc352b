"""What will happen next, in all teams, and what will not, and why: read from where the clock reads it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.ceremonies import KINDS
from bot.domain.action_items import next_reminder
from bot.domain.cadence import Due, instant, local_day, own_deadline, upcoming
from bot.storage.action_items import ActionItem, ActionState
from bot.storage.ceremonies import Ceremony, CeremonyMember, member_zone, members_of, team_zone
from bot.storage.occurrences import Occurrence, Participant, team_deadline
from bot.storage.people import Person
from bot.storage.retros import open_retro
from bot.storage.teams import Role, Team, team_people
from bot.storage.together import acts_before, zone_of
from bot.storage.week import days_off
from bot.storage.workspaces import Workspace

# What ended longer ago nobody waits for.
ENDED_LATELY = timedelta(days=30)
ASKED_FOR_CARDS = (Role.MEMBER, Role.LEAD, Role.PM)


class What(StrEnum):
    """What the bot will do."""

    PROMPT = "prompt"
    REMINDER = "reminder"
    WRAP_UP = "wrap-up"
    AGENDA = "agenda"
    RETRO = "retro"
    DIGEST = "digest"
    ACTION = "action reminder"


class Why(StrEnum):
    """Why something will not happen."""

    UNINSTALLED = "uninstalled"
    SUSPENDED = "suspended"
    ARCHIVED = "archived"
    ENDED = "ended"
    PAUSED = "paused"
    PAUSED_BY_TEAM = "paused by the team"
    NOBODY = "nobody takes part"
    NO_RHYTHM = "no rhythm"
    CALLED_OFF = "called off"
    RETRO_OPEN = "a retro is open"
    DEACTIVATED = "deactivated"


WHAT_OF_KIND = {"retro": What.RETRO, "meeting": What.AGENDA, "digest": What.DIGEST}


@dataclass(frozen=True)
class Coming:
    """One thing at one instant: whose, what, and how many people (0: it goes to the channel) hear of it."""

    at: datetime
    zone: ZoneInfo
    workspace: str
    team: str
    what: What
    ceremony: str
    people: int


@dataclass(frozen=True)
class Resting:
    """What will not happen, and why: `detail` is a code or a name, `since` when it began or the day meant."""

    workspace: str
    team: str
    ceremony: str
    why: Why
    detail: str = ""
    since: datetime | date | None = None
    people: int = 0


@dataclass(frozen=True)
class Horizon:
    """From when until when to look."""

    now: datetime
    until: datetime

    def holds(self, at: datetime) -> bool:
        return at <= self.until


Found = Iterator[Coming | Resting]


def team_names(session: Session) -> Sequence[str]:
    return session.scalars(select(Team.name).where(Team.archived_at.is_(None)).order_by(Team.name)).all()


def schedule(session: Session, horizon: Horizon, *, team: str | None = None) -> tuple[list[Coming], list[Resting]]:
    """What comes, in order, and what does not, over all workspaces; of one team, by its name, if one is named."""
    found = list(_of_all(session, horizon, team))
    coming = sorted((one for one in found if isinstance(one, Coming)), key=lambda one: (one.at, one.team, one.what))
    return coming, [one for one in found if isinstance(one, Resting)]


def _of_all(session: Session, horizon: Horizon, name: str | None) -> Found:
    for workspace in session.scalars(select(Workspace).order_by(Workspace.id)):
        if workspace.uninstalled_at is not None:
            why = workspace.uninstall_reason or ""
            yield Resting(workspace.slack_id, "", "", Why.UNINSTALLED, why, workspace.uninstalled_at)
        elif workspace.suspended_at is not None:
            why = workspace.suspended_for or ""
            yield Resting(workspace.slack_id, "", "", Why.SUSPENDED, why, workspace.suspended_at)
        else:
            for team in session.scalars(select(Team).where(Team.workspace_id == workspace.id).order_by(Team.name)):
                if name is None or team.name.casefold() == name.casefold():
                    yield from _of_team(session, _Place(workspace.slack_id, team), horizon)


@dataclass(frozen=True)
class _Place:
    """A team with Slack's id of its workspace."""

    workspace: str
    team: Team

    def coming(self, at: datetime, what: What, ceremony: str = "", people: int = 0) -> Coming:
        return Coming(at, team_zone(self.team), self.workspace, self.team.name, what, ceremony, people)

    def resting(
        self, why: Why, ceremony: str = "", detail: str = "", since: datetime | date | None = None, people: int = 0
    ) -> Resting:
        return Resting(self.workspace, self.team.name, ceremony, why, detail, since, people)


def _of_team(session: Session, place: _Place, horizon: Horizon) -> Found:
    team = place.team
    if team.archived_at is not None:
        if team.archived_at > horizon.now - ENDED_LATELY:
            yield place.resting(Why.ARCHIVED, since=team.archived_at)
        return
    here = (Ceremony.workspace_id == team.workspace_id, Ceremony.team_id == team.id)
    for ceremony in session.scalars(select(Ceremony).where(*here).order_by(Ceremony.name, Ceremony.id)):
        yield from _of_ceremony(session, place, ceremony, horizon)
    yield from _action_reminders(session, place, horizon)


def _of_ceremony(session: Session, place: _Place, ceremony: Ceremony, horizon: Horizon) -> Found:
    if ceremony.ended_at is not None:
        if ceremony.ended_at > horizon.now - ENDED_LATELY:
            yield place.resting(Why.ENDED, ceremony.name, since=ceremony.ended_at)
    elif ceremony.paused_at is not None:
        yield place.resting(Why.PAUSED, ceremony.name, ceremony.paused_for or "", ceremony.paused_at)
    elif KINDS[ceremony.kind].together:
        yield from _held_together(session, place, ceremony, horizon)
    else:
        yield from _answered_apart(session, place, ceremony, horizon)


def _held_together(session: Session, place: _Place, ceremony: Ceremony, horizon: Horizon) -> Found:
    if ceremony.next_at is None or ceremony.next_day is None:
        paused = bool((ceremony.options or {}).get("paused"))
        yield place.resting(Why.PAUSED_BY_TEAM if paused else Why.NO_RHYTHM, ceremony.name)
        return
    team, what, zone = place.team, WHAT_OF_KIND[ceremony.kind], zone_of(ceremony, place.team)
    off = days_off(session, ceremony, local_day(horizon.now, zone))
    shown = sorted(day for day in off if horizon.holds(instant(day, ceremony.at, zone)))
    yield from (place.resting(Why.CALLED_OFF, ceremony.name, since=day) for day in shown)
    already = open_retro(session, team) if what == What.RETRO else None
    people = sum(role in ASKED_FOR_CARDS and person.takes_part for person, role in team_people(session, team))
    for due in _days_of(ceremony, team, Due(ceremony.next_day, ceremony.next_at), horizon):
        if due.day in off:
            continue
        if already is not None:
            yield place.resting(Why.RETRO_OPEN, ceremony.name, str(already.ordinal), due.day)
        else:
            yield place.coming(due.at, what, ceremony.name, people if what == What.RETRO else 0)


def _days_of(ceremony: Ceremony, team: Team, first: Due, horizon: Horizon) -> Iterator[Due]:
    """The days on which the bot acts, and when: the one that it aims at, and those after it."""
    zone, before = zone_of(ceremony, team), acts_before(ceremony)
    if horizon.holds(first.at):
        yield first
    for due in upcoming(ceremony.cadence, zone, after=instant(first.day, ceremony.at, zone)):
        if not horizon.holds(due.at - before):
            return
        yield Due(due.day, due.at - before)


def _answered_apart(session: Session, place: _Place, ceremony: Ceremony, horizon: Horizon) -> Found:
    """Prompts and reminders, by the instant at which so many people hear of it, and the wrap-up of each day."""
    members = members_of(session, ceremony)
    active = [(member, person) for member, person in members if not person.is_deactivated]
    if len(active) < len(members):
        yield place.resting(Why.DEACTIVATED, ceremony.name, people=len(members) - len(active))
    if not active:
        yield place.resting(Why.NOBODY, ceremony.name)
    prompts, reminders = Counter[datetime](), Counter[datetime]()
    wrap_ups: dict[date, datetime] = {}
    for member, person in active:
        for due in _prompts_of(ceremony, place.team, member, person, horizon):
            closes_at = team_deadline(ceremony, place.team, due.day)
            prompts[due.at] += 1
            wrap_ups[due.day] = closes_at
            if ceremony.remind_before_min is not None:
                reminders[own_deadline(closes_at, due.at) - timedelta(minutes=ceremony.remind_before_min)] += 1
    over, still_open = _wrap_ups(session, ceremony)
    wrap_ups = {day: at for day, at in wrap_ups.items() if day not in over} | still_open
    reminders.update(_open_reminders(session, ceremony))
    for what, counted in ((What.PROMPT, prompts), (What.REMINDER, reminders)):
        yield from (place.coming(at, what, ceremony.name, n) for at, n in counted.items() if horizon.holds(at))
    yield from (place.coming(at, What.WRAP_UP, ceremony.name) for at in wrap_ups.values() if horizon.holds(at))


def _prompts_of(
    ceremony: Ceremony, team: Team, member: CeremonyMember, person: Person, horizon: Horizon
) -> Iterator[Due]:
    if member.next_at is None or member.next_day is None or not horizon.holds(member.next_at):
        return
    yield Due(member.next_day, member.next_at)
    for due in upcoming(ceremony.cadence, member_zone(person, team), after=max(member.next_at, horizon.now)):
        if not horizon.holds(due.at):
            return
        if due.day > member.next_day:
            yield due


def _wrap_ups(session: Session, ceremony: Ceremony) -> tuple[set[date], dict[date, datetime]]:
    """The days that were wrapped up, although somebody in the west may be still to be asked; when open ones will be."""
    here = (Occurrence.workspace_id == ceremony.workspace_id, Occurrence.ceremony_id == ceremony.id)
    rows = session.execute(
        select(Occurrence.day, Occurrence.closes_at, Occurrence.wrapped_up_at).where(
            *here, or_(Occurrence.next_at.is_not(None), Occurrence.wrapped_up_at.is_not(None))
        )
    ).all()
    still_open = {day: closes_at for day, closes_at, wrapped_up_at in rows if wrapped_up_at is None}
    return {day for day, _, wrapped_up_at in rows if wrapped_up_at is not None}, still_open


def _open_reminders(session: Session, ceremony: Ceremony) -> Iterator[datetime]:
    here = (Occurrence.workspace_id == ceremony.workspace_id, Occurrence.ceremony_id == ceremony.id)
    found = session.scalars(
        select(Participant.remind_at)
        .join(Occurrence, Occurrence.id == Participant.occurrence_id)
        # Whose prompt is still to come is counted with it.
        .where(*here, Participant.remind_at.is_not(None), Participant.prompted_at.is_not(None))
    )
    return (at for at in found if at is not None)


def _action_reminders(session: Session, place: _Place, horizon: Horizon) -> Found:
    """The owners whom the bot will remind, at 9:00 on their own clocks."""
    team = place.team
    rows = session.execute(
        select(ActionItem, Person)
        .join(Person, Person.id == ActionItem.owner_id)
        .where(
            ActionItem.workspace_id == team.workspace_id,
            ActionItem.team_id == team.id,
            ActionItem.state == ActionState.OPEN,
            ActionItem.remind_at.is_not(None),
        )
    )
    owners: dict[datetime, set[int]] = {}
    gone = set[int]()
    for item, owner in rows:
        if owner.is_deactivated:
            gone.add(owner.id)
            continue
        at = item.remind_at
        while at is not None and horizon.holds(at):
            owners.setdefault(at, set()).add(owner.id)
            at = next_reminder(item.due_on, member_zone(owner, team), after=max(at, horizon.now))
    yield from (place.coming(at, What.ACTION, people=len(whom)) for at, whom in owners.items())
    if gone:
        yield place.resting(Why.DEACTIVATED, detail=What.ACTION, people=len(gone))
