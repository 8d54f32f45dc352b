"""Channels that matter to a team, and who is in them: what `access` decides by."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import PrimaryKeyConstraint, Select, UniqueConstraint, bindparam, delete, insert, select
from sqlalchemy.orm import Mapped, Session, validates

from bot.domain.text import normalised
from bot.storage.hoisted import Hoisted
from bot.storage.schema import InWorkspace, Key, Reference, Row, SlackId, Words, insert_once, within
from bot.storage.workspaces import Workspace


class Channel(Row):
    __tablename__ = "channels"
    __table_args__ = (UniqueConstraint("workspace_id", "id"), UniqueConstraint("workspace_id", "slack_id"))

    id: Mapped[Key]
    workspace_id: Mapped[InWorkspace]
    slack_id: Mapped[SlackId]
    name: Mapped[Words]
    is_private: Mapped[bool]
    is_archived: Mapped[bool]
    # When its members were read from Slack, in real time; None: never, or not to be trusted any more.
    members_read_at: Mapped[datetime | None]

    @validates("name")
    def _fit_to_be_stored(self, _column: str, name: str) -> str:
        return normalised(name)


class ChannelMember(Row):
    """Somebody in a channel, by Slack's id: most of them never become a person of ours."""

    __tablename__ = "channel_members"
    __table_args__ = (PrimaryKeyConstraint("workspace_id", "channel_id", "slack_id"), within("channels", "channel_id"))

    workspace_id: Mapped[InWorkspace]
    channel_id: Mapped[Reference]
    slack_id: Mapped[SlackId]


def channel_named(session: Session, workspace_id: int, slack_id: str) -> Channel | None:
    return session.scalar(_named(workspace_id, slack_id))


def _named(workspace_id: int, slack_id: str) -> Select[Channel]:
    return select(Channel).where(Channel.workspace_id == workspace_id, Channel.slack_id == slack_id)


def keep_channel(
    session: Session, workspace_id: int, slack_id: str, *, name: str, is_private: bool, is_archived: bool
) -> Channel:
    """Insert or bring up to date what is known of a channel itself."""
    channel = channel_named(session, workspace_id, slack_id)
    if channel is None:
        known = {"name": normalised(name), "is_private": is_private, "is_archived": is_archived}
        # Another request, or another bot with this database, may hear of it at the same moment.
        insert_once(session, Channel, workspace_id=workspace_id, slack_id=slack_id, members_read_at=None, **known)
        channel = session.scalars(_named(workspace_id, slack_id)).one()
    channel.name, channel.is_private, channel.is_archived = name, is_private, is_archived
    session.flush()
    return channel


def keep_members(session: Session, channel: Channel, slack_ids: Iterable[str], *, read_at: datetime) -> None:
    """Replace the members of a channel by what Slack just said."""
    wanted = set(slack_ids)
    _let_nobody_else_change(session, channel)
    had = member_ids(session, channel)
    here = (ChannelMember.workspace_id == channel.workspace_id) & (ChannelMember.channel_id == channel.id)
    if gone := had - wanted:
        session.execute(delete(ChannelMember).where(here, ChannelMember.slack_id.in_(gone)))
    if new := wanted - had:
        keys = {"workspace_id": channel.workspace_id, "channel_id": channel.id}
        session.execute(insert(ChannelMember), [{**keys, "slack_id": slack_id} for slack_id in sorted(new)])
    channel.members_read_at = read_at


def member_ids(session: Session, channel: Channel) -> set[str]:
    """Slack's ids of everybody in the channel, as last read."""
    return set(
        session.scalars(
            select(ChannelMember.slack_id).where(
                ChannelMember.workspace_id == channel.workspace_id, ChannelMember.channel_id == channel.id
            )
        )
    )


_MEMBER = Hoisted(
    select(ChannelMember.slack_id)
    .join(Channel, Channel.id == ChannelMember.channel_id)
    .where(
        Channel.workspace_id == bindparam("in_workspace"),
        Channel.slack_id == bindparam("channel"),
        Channel.members_read_at >= bindparam("fresh_since"),
        ChannelMember.slack_id == bindparam("person"),
    )
)


def is_member(session: Session, workspace_id: int, channel: str, person: str, *, fresh_since: datetime) -> bool:
    """Whether somebody is in a channel (both by Slack's ids) whose members were read since then (real time)."""
    values = {"in_workspace": workspace_id, "channel": channel, "person": person, "fresh_since": fresh_since}
    return _MEMBER.first(session, values) is not None


def _let_nobody_else_change(session: Session, channel: Channel) -> None:
    """Until this transaction ends: two that insert the same members would break each other."""
    session.execute(
        select(Channel.id)
        .where(Channel.workspace_id == channel.workspace_id, Channel.id == channel.id)
        .with_for_update()
    )


def member_joined(session: Session, channel: Channel, slack_id: str) -> None:
    _let_nobody_else_change(session, channel)
    if slack_id not in member_ids(session, channel):
        session.add(ChannelMember(workspace_id=channel.workspace_id, channel_id=channel.id, slack_id=slack_id))


def member_left(session: Session, channel: Channel, slack_id: str) -> None:
    here = (ChannelMember.workspace_id == channel.workspace_id) & (ChannelMember.channel_id == channel.id)
    session.execute(delete(ChannelMember).where(here, ChannelMember.slack_id == slack_id))


def bot_is_in(session: Session, workspace: Workspace, slack_id: str) -> bool:
    """Whether the bot was in that channel when it was last read."""
    channel = channel_named(session, workspace.id, slack_id)
    return channel is not None and workspace.bot_user_id in member_ids(session, channel)
