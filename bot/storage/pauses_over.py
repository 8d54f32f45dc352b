"""When a pause is over: what is known of each channel by events and looks, and what had waited for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session

from bot.storage.ceremonies import Ceremony
from bot.storage.channels import Channel, ChannelMember, channel_named, keep_channel, member_joined, member_left
from bot.storage.living import LivingMessage
from bot.storage.occurrences import Occurrence
from bot.storage.outbox import OutboundMessage, OutboxState
from bot.storage.schema import UtcDateTime
from bot.storage.teams import Team
from bot.storage.workspaces import Workspace, is_installed

# Of these, what is known of the channel tells when they are over; the others are tried again once a day.
SEEN = ("not_in_channel", "is_archived", "channel_not_found")
TRY_AGAIN_AFTER = timedelta(days=1)
A_DAY_AGO = bindparam("a_day_ago", type_=UtcDateTime())


@dataclass(frozen=True)
class Place:
    """A channel in which something is paused."""

    workspace_id: int
    channel: str


def _is_open_to_us() -> ColumnElement[bool]:
    """The bot is in the channel, and it is not archived."""
    inside = exists().where(
        ChannelMember.workspace_id == Channel.workspace_id,
        ChannelMember.channel_id == Channel.id,
        ChannelMember.slack_id == Workspace.bot_user_id,
    )
    return and_(Channel.is_archived.is_(False), inside)


PAUSED = (
    select(Ceremony.workspace_id, Team.channel)
    .join(Team, Team.id == Ceremony.team_id)
    .join(Workspace, Workspace.id == Ceremony.workspace_id)
    .join(Channel, and_(Channel.workspace_id == Team.workspace_id, Channel.slack_id == Team.channel))
    .where(is_installed(Ceremony.workspace_id), Ceremony.paused_at.is_not(None), Ceremony.ended_at.is_(None))
    .distinct()
)
TO_LOOK_AT = PAUSED.where(Ceremony.paused_for.in_(SEEN), ~_is_open_to_us())
OVER = PAUSED.where(
    or_(
        and_(Ceremony.paused_for.in_(SEEN), _is_open_to_us()),
        and_(Ceremony.paused_for.not_in(SEEN), Ceremony.paused_at <= A_DAY_AGO),
    )
)
# See due.py.
HOW_MANY = select(func.count()).select_from(OVER.subquery())


def places_to_look_at(session: Session) -> Sequence[Place]:
    """Channels that are closed to us as far as we know."""
    return [Place(*row) for row in session.execute(TO_LOOK_AT)]


def places_that_go_on(session: Session, *, now: datetime) -> Sequence[Place]:
    """Channels in which it may be tried again."""
    return [Place(*row) for row in session.execute(OVER, {"a_day_ago": now - TRY_AGAIN_AFTER})]


def note_closed(session: Session, workspace: Workspace, slack_id: str, error: str) -> None:
    """Keep what Slack's refusal says of a channel."""
    channel = channel_named(session, workspace.id, slack_id)
    if channel is None:
        channel = keep_channel(session, workspace.id, slack_id, name="", is_private=False, is_archived=False)
    if error == "is_archived":
        channel.is_archived = True
    elif error in SEEN:
        member_left(session, channel, workspace.bot_user_id)


def note_seen(session: Session, workspace: Workspace, slack_id: str, *, is_archived: bool, is_in: bool) -> None:
    """Keep how Slack describes a channel that was closed to us."""
    channel = channel_named(session, workspace.id, slack_id)
    if channel is None:
        return
    channel.is_archived = is_archived
    (member_joined if is_in else member_left)(session, channel, workspace.bot_user_id)


def held_back(session: Session, ceremony: Ceremony) -> Sequence[tuple[OutboundMessage, LivingMessage | None]]:
    """What has waited in the outbox, each with the living message that it is the first posting of."""
    rows = session.execute(
        select(OutboundMessage, LivingMessage)
        .join(Occurrence, Occurrence.id == OutboundMessage.occurrence_id)
        .outerjoin(LivingMessage, LivingMessage.outbox_id == OutboundMessage.id)
        .where(
            OutboundMessage.workspace_id == ceremony.workspace_id,
            Occurrence.ceremony_id == ceremony.id,
            OutboundMessage.state == OutboxState.PENDING,
            OutboundMessage.lease_until.is_(None),
        )
        .order_by(OutboundMessage.id)
        .with_for_update(of=OutboundMessage)
    )
    return [(row, living) for row, living in rows]


def given_up(session: Session, ceremony: Ceremony, *, since: datetime) -> Sequence[tuple[OutboundMessage, Occurrence]]:
    """What became worth nothing while it waited."""
    rows = session.execute(
        select(OutboundMessage, Occurrence)
        .join(Occurrence, Occurrence.id == OutboundMessage.occurrence_id)
        .where(
            OutboundMessage.workspace_id == ceremony.workspace_id,
            Occurrence.ceremony_id == ceremony.id,
            OutboundMessage.state == OutboxState.DROPPED,
            OutboundMessage.expires_at >= since,
        )
        .order_by(OutboundMessage.id)
    )
    return [(row, occurrence) for row, occurrence in rows]
