"""Notices in the outbox: what somebody has to be told, gathered for a moment so that it comes as one message."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.message import Message
from bot.domain.notices import Notice, with_one_more
from bot.storage.access import team_of
from bot.storage.ceremonies import Ceremony
from bot.storage.database import database_now
from bot.storage.outbox import OutboundMessage, OutboxState, enqueue, message_named
from bot.storage.people import Person, people_named
from bot.storage.teams import Role, Team, team_of_channel, team_people

PREFIX = "notice:"
ADMINS = "admins"
# In real time: what went wrong in one go is told in one go.
GATHERING_FOR = timedelta(seconds=2)
WORTH_TELLING_FOR = timedelta(days=7)
MOST_KEPT = 200
Compose = Callable[[Sequence[Notice]], Message]


def told_of(session: Session, ceremony: Ceremony) -> Sequence[Person]:
    """Who hears what became of it: its owner; who runs the bot where the owner is gone, else the team's leads."""
    owner = session.scalar(
        select(Person).where(Person.workspace_id == ceremony.workspace_id, Person.id == ceremony.owner_id)
    )
    if owner is not None and not owner.is_deactivated:
        return [owner]
    return admins(session, ceremony.workspace_id) or _leads(session, team_of(session, ceremony))


def told_of_channel(session: Session, workspace_id: int, channel: str) -> Sequence[Person]:
    """The same for what belongs to no ceremony: who leads the team of that channel, else who runs the bot."""
    team = team_of_channel(session, workspace_id, channel)
    return (_leads(session, team) if team is not None else []) or admins(session, workspace_id)


def admins(session: Session, workspace_id: int) -> Sequence[Person]:
    """Those of DRUMBEAT_ADMINS who are in that workspace, as far as they are known."""
    named = people_named(session, workspace_id, session.info.get(ADMINS, ()))
    return [person for person in named if not person.is_deactivated]


def _leads(session: Session, team: Team) -> Sequence[Person]:
    return [person for person, role in team_people(session, team) if role in (Role.LEAD, Role.PM)]


def tell(
    session: Session, person: Person, key: str, new: Notice, compose: Compose, *, now: datetime
) -> OutboundMessage | None:
    """Have somebody told, once under this key; with what else they are about to be told. None: they were told."""
    full_key = f"{PREFIX}{key}:{person.id}"
    if message_named(session, person.workspace_id, full_key) is not None:
        return None
    row = _open_notice(session, person)
    if row is None:
        message = compose([new])
        expires_at = now + WORTH_TELLING_FOR
        row = enqueue(session, person.workspace_id, full_key, person.slack_id, message, now=now, expires_at=expires_at)
        row.payload = {**row.payload, "about": [new.kept()]}
    else:
        about = with_one_more([Notice.from_kept(one) for one in row.payload["about"]], new)
        row.replace(compose(about))
        row.payload = {**row.payload, "about": [one.kept() for one in about]}
    row.not_before = database_now(session) + GATHERING_FOR
    session.flush()
    return row


def _open_notice(session: Session, person: Person) -> OutboundMessage | None:
    """What they are about to be told, as long as nobody has begun to send it."""
    row = session.scalar(
        select(OutboundMessage)
        .where(
            OutboundMessage.workspace_id == person.workspace_id,
            OutboundMessage.channel == person.slack_id,
            OutboundMessage.state == OutboxState.PENDING,
            OutboundMessage.lease_until.is_(None),
            OutboundMessage.attempts == 0,
            OutboundMessage.key.startswith(PREFIX, autoescape=True),
        )
        .order_by(OutboundMessage.id.desc())
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return row if row is not None and 0 < len(row.payload.get("about", ())) < MOST_KEPT else None
