"""The cast, as rows: Acme with Ana, Ben and Chi in Checkout, Dov elsewhere, Eve the guest; Fay in another workspace."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.standups import parse_new_standup
from bot.storage.ceremonies import Ceremony, new_ceremony, take_part
from bot.storage.channels import keep_channel, keep_members
from bot.storage.people import Person, keep_person
from bot.storage.teams import Roster, Team, join_team, make_team
from bot.storage.workspaces import Workspace, install_workspace

MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
"""08:00 in Berlin, 02:00 in New York, 16:00 in Tokyo."""
ACME, OTHER = "T0ACME0001", "T0OTHER001"
BOT = "U0DRUMBEAT"
CHECKOUT, PAYMENTS, LOUNGE = "C0CHECKOUT", "C0PAYMENTS", "C0LOUNGE01"
ZONES = {
    "Ana": "Europe/Berlin",
    "Ben": "America/New_York",
    "Chi": "Asia/Tokyo",
    "Dov": "Europe/London",
    "Eve": "Europe/Berlin",
    "Fay": "America/Chicago",
}
DAILY = "Daily at 9:30 Europe/Berlin close 12:00"


@dataclass(frozen=True)
class House:
    """One workspace with a team in it, the team's stand-up, and people by name."""

    workspace: Workspace
    team: Team
    ceremony: Ceremony
    people: dict[str, Person]

    def __getitem__(self, name: str) -> Person:
        return self.people[name]


def slack_id(name: str) -> str:
    """`Ana` is U0ANA00001, as in the simulator's cast."""
    return f"U0{name.upper()}00001"


def described(name: str, **more: Any) -> dict[str, Any]:
    """A person as Slack describes them."""
    return {"id": slack_id(name), "name": name.lower(), "real_name": name, "tz": ZONES.get(name, "UTC")} | {
        "profile": {"display_name": name},
        **more,
    }


def installed(session: Session, workspace_id: str = ACME) -> Workspace:
    return install_workspace(
        session, slack_id=workspace_id, name=workspace_id, bot_user_id=BOT, bot_id="B0DRUMBEAT", at=MONDAY
    )


def known(session: Session, workspace: Workspace, name: str, **more: Any) -> Person:
    """A person of the workspace, read from Slack just now."""
    return keep_person(
        session, workspace.id, described(name, **more), home=workspace.slack_id, read_at=datetime.now(UTC)
    )


def founded(session: Session, by: Person, members: Iterable[Person], channel: str = CHECKOUT) -> Team:
    """A team of a channel, in which all of these are; its roster is read."""
    people = [by, *members]
    place = keep_channel(session, by.workspace_id, channel, name="checkout", is_private=False, is_archived=False)
    keep_members(session, place, [*(person.slack_id for person in people), BOT], read_at=datetime.now(UTC))
    team = make_team(session, by=by, channel=channel, name="Checkout", zone="Europe/Berlin", at=MONDAY)
    for person in people:
        join_team(session, team, person, at=MONDAY)
    team.roster = Roster.READ
    return team


def standup(
    session: Session, team: Team, by: Person, people: Iterable[Person], words: str = DAILY, now: datetime = MONDAY
) -> Ceremony:
    """A stand-up as its words say, in which these take part."""
    ceremony = new_ceremony(session, "standup", team, parse_new_standup(words), by=by, now=now)
    for person in people:
        take_part(session, ceremony, team, person, now=now)
    return ceremony


def acme(session: Session, words: str = DAILY, now: datetime = MONDAY) -> House:
    """Acme: Ana leads Checkout, Ben and Chi are in it and take part with her; Dov and Eve are about."""
    workspace = installed(session)
    people = {name: known(session, workspace, name) for name in ("Ana", "Ben", "Chi", "Dov")}
    people["Eve"] = known(session, workspace, "Eve", is_restricted=True, is_ultra_restricted=True)
    team = founded(session, people["Ana"], [people["Ben"], people["Chi"]])
    takers = [people[name] for name in ("Ana", "Ben", "Chi")]
    return House(workspace, team, standup(session, team, people["Ana"], takers, words, now), people)


def elsewhere(session: Session) -> House:
    """The workspace Other: Fay and her team."""
    workspace = installed(session, OTHER)
    fay = known(session, workspace, "Fay")
    team = founded(session, fay, [], LOUNGE)
    return House(workspace, team, standup(session, team, fay, [fay]), {"Fay": fay})
