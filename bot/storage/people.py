"""People of a workspace, as Slack last described them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import String, UniqueConstraint, bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain.text import normalised
from bot.storage.glimpses import columns_of, glimpse_one
from bot.storage.hoisted import Hoisted
from bot.storage.schema import InWorkspace, Key, Row, SlackId, Words


class Person(Row):
    __tablename__ = "people"
    __table_args__ = (UniqueConstraint("workspace_id", "id"), UniqueConstraint("workspace_id", "slack_id"))

    id: Mapped[Key]
    workspace_id: Mapped[InWorkspace]
    slack_id: Mapped[SlackId]
    name: Mapped[Words]
    zone: Mapped[str | None] = mapped_column(String(64))
    is_admin: Mapped[bool]
    is_guest: Mapped[bool]
    is_external: Mapped[bool]
    is_bot: Mapped[bool]
    is_deactivated: Mapped[bool]
    # Real time, not the clock that can be turned: it says how much to trust this row.
    read_at: Mapped[datetime]

    @property
    def takes_part(self) -> bool:
        """Whether rosters take this person in by themselves."""
        return not (self.is_bot or self.is_deactivated or self.is_guest or self.is_external)

    def describe(self, user: Mapping[str, Any], *, home: str, read_at: datetime) -> None:
        """Take over what Slack says about them (`users.info`'s `user`); `home` is Slack's id of this workspace."""
        profile = user.get("profile") or {}
        names = (profile.get("display_name"), profile.get("real_name"), user.get("name"), self.slack_id)
        self.name = next(name for given in names if given and (name := normalised(given)))
        self.zone = user.get("tz") or None
        self.is_admin = bool(user.get("is_admin") or user.get("is_owner"))
        self.is_guest = bool(user.get("is_restricted") or user.get("is_ultra_restricted"))
        self.is_external = bool(user.get("is_stranger")) or user.get("team_id", home) != home
        self.is_bot = bool(user.get("is_bot")) or self.slack_id == "USLACKBOT"
        self.is_deactivated = bool(user.get("deleted"))
        self.read_at = read_at


NAMED = select(Person).where(Person.workspace_id == bindparam("workspace_id"), Person.slack_id == bindparam("slack_id"))


def person_named(session: Session, workspace_id: int, slack_id: str) -> Person | None:
    return session.scalar(NAMED, {"workspace_id": workspace_id, "slack_id": slack_id})


SEEN = Hoisted(
    columns_of(Person).where(Person.workspace_id == bindparam("workspace_id"), Person.slack_id == bindparam("slack_id"))
)


def person_seen(session: Session, workspace_id: int, slack_id: str) -> Person | None:
    """The same to look at."""
    return glimpse_one(session, SEEN, {"workspace_id": workspace_id, "slack_id": slack_id}, Person)


def people_named(session: Session, workspace_id: int, slack_ids: Iterable[str]) -> list[Person]:
    """The known people among `slack_ids`, in that order."""
    wanted = list(dict.fromkeys(slack_ids))
    found = session.scalars(select(Person).where(Person.workspace_id == workspace_id, Person.slack_id.in_(wanted)))
    by_id = {person.slack_id: person for person in found}
    return [by_id[slack_id] for slack_id in wanted if slack_id in by_id]


def keep_person(
    session: Session, workspace_id: int, user: Mapping[str, Any], *, home: str, read_at: datetime
) -> Person:
    """Insert or bring up to date the person whom Slack describes."""
    person = person_named(session, workspace_id, user["id"])
    if person is None:
        return _new_person(session, workspace_id, user, home=home, read_at=read_at)
    person.describe(user, home=home, read_at=read_at)
    session.flush()
    return person


def _new_person(
    session: Session, workspace_id: int, user: Mapping[str, Any], *, home: str, read_at: datetime
) -> Person:
    person = Person(workspace_id=workspace_id, slack_id=user["id"])
    person.describe(user, home=home, read_at=read_at)
    try:
        with session.begin_nested():
            session.add(person)
    except IntegrityError:  # another request, or another bot with this database, heard of them at the same moment
        return session.scalars(NAMED, {"workspace_id": workspace_id, "slack_id": user["id"]}).one()
    return person
