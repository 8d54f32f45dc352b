"""What follows when a message was not delivered: who was not asked, what is paused, who is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.notices import Notice, What
from bot.jobs.telling import tell_all, tell_not_asked
from bot.log import logger
from bot.slack.answers import Kind, kind_of
from bot.storage import notices, pauses, pauses_over, proceedings
from bot.storage.access import seat_at, team_of
from bot.storage.ceremonies import Ceremony
from bot.storage.living import Subject
from bot.storage.occurrences import Occurrence, participant_of
from bot.storage.outbox import OutboundMessage, OutboxState
from bot.storage.people import Person
from bot.storage.teams import Team
from bot.storage.workspaces import Workspace

# What nobody misses when it comes too late, or at all.
NO_LOSS_IF_LATE = frozenset({"reminder", "action", "retro-still-open", "retro-prompt"})
NO_LOSS = frozenset({"hint"})
log = logger(__name__)


def undelivered(session: Session, row: OutboundMessage, now: datetime) -> None:
    """It will not be posted any more, or nobody can tell whether it was (`row.state`, `row.last_error`)."""
    if row.key.startswith(notices.PREFIX):
        log.warning("a notice was not delivered", message=row.id, error=row.last_error)
        return
    _was_not_asked(session, row, now)
    occurrence, ceremony = _belongs_to(session, row)
    if _is_told(session, row, ceremony):
        _tell(session, row, occurrence, ceremony, now)


def _belongs_to(session: Session, row: OutboundMessage) -> tuple[Occurrence | None, Ceremony | None]:
    if row.occurrence_id is None:
        return None, None
    here = Occurrence.workspace_id == row.workspace_id, Occurrence.id == row.occurrence_id
    occurrence = session.scalars(select(Occurrence).where(*here)).one()
    ceremony = session.scalars(select(Ceremony).where(Ceremony.id == occurrence.ceremony_id)).one()
    return occurrence, ceremony


def _is_told(session: Session, row: OutboundMessage, ceremony: Ceremony | None) -> bool:
    """Not what nobody misses, nor what somebody would have got who is gone; of a pause all is told when it is over."""
    if slug_of(row) in (NO_LOSS | NO_LOSS_IF_LATE if row.state == OutboxState.DROPPED else NO_LOSS):
        return False
    if ceremony is not None and (ceremony.paused_at is not None or ceremony.ended_at is not None):
        return False
    person = None if row.person_id is None else session.get(Person, row.person_id)
    return person is None or not (person.is_deactivated and row.channel == person.slack_id)


def slug_of(row: OutboundMessage) -> str:
    """What kind of message it is: the beginning of its key."""
    return row.key.partition(":")[0]


def _tell(
    session: Session, row: OutboundMessage, occurrence: Occurrence | None, ceremony: Ceremony | None, now: datetime
) -> None:
    person = None if row.person_id is None else session.get(Person, row.person_id)
    slug, team = slug_of(row), None if ceremony is None else team_of(session, ceremony)
    if slug == Subject.PROMPT and row.state == OutboxState.DROPPED and ceremony and occurrence and person and team:
        tell_not_asked(session, ceremony, team, occurrence.day, person, due_at=row.due_at, now=now)
        return
    new = Notice(
        What.UNSURE if row.state == OutboxState.UNKNOWN else What.NOT_POSTED,
        team="" if team is None else team.name,
        channel=row.channel,
        parts=(f"{slug}:{person.name}" if person is not None and slug == Subject.PROMPT else slug,),
        ceremony="" if ceremony is None else ceremony.name,
        day=None if occurrence is None else occurrence.day,
        why="" if row.state == OutboxState.DROPPED else (row.last_error or ""),
    )
    tell_all(session, _told(session, row, ceremony), f"undelivered:{row.public_id}", new, now=now)


def _told(session: Session, row: OutboundMessage, ceremony: Ceremony | None) -> Sequence[Person]:
    """Whoever cannot be written to themselves is no one to tell."""
    if ceremony is not None:
        found = notices.told_of(session, ceremony)
    else:
        found = notices.told_of_channel(session, row.workspace_id, row.channel)
    return [person for person in found if person.slack_id != row.channel] or notices.admins(session, row.workspace_id)


def blocked(session: Session, row: OutboundMessage, error: str, now: datetime) -> None:
    """Slack does not let us post there, or at all (`error`): it stays pending until somebody puts that right."""
    if kind_of(error) == Kind.TOKEN:
        if pauses.suspend(session, row.workspace_id, error, now=now):
            log.error("Slack does not take the token: a workspace is suspended", error=error)
    elif row.channel.startswith(("C", "G")):
        close_channel(session, row.workspace_id, row.channel, error, now)


def close_channel(session: Session, workspace_id: int, slack_id: str, error: str, now: datetime) -> None:
    """Pause what is held in a channel that is closed to us; those whom it concerns hear why, and what to do."""
    newly = pauses.pause_channel(session, workspace_id, slack_id, error, now=now)
    if not newly:
        return
    workspace = session.get_one(Workspace, workspace_id)
    pauses_over.note_closed(session, workspace, slack_id, error)
    log.warning("a channel is closed to us: what is held there is paused", channel=slack_id, error=error)
    # What is tried again once a day need not be told once a day.
    when = f"{now:%Y%m%d%H%M%S}" if error in pauses_over.SEEN else f"{error}/{now:%G-%V}"
    for ceremony in newly:
        team: Team = team_of(session, ceremony)
        part = f"{ceremony.kind}:{team.name} · {ceremony.name}"
        new = Notice(What.PAUSED, team="", channel=slack_id, parts=(part,), why=error)
        tell_all(session, notices.told_of(session, ceremony), f"paused:{ceremony.id}/{when}"[:90], new, now=now)


def _was_not_asked(session: Session, row: OutboundMessage, now: datetime) -> None:
    """A prompt that did not arrive: the wrap-up says so, and it is not their fault."""
    if not row.key.startswith(f"{Subject.PROMPT}:") or row.person_id is None or row.state == OutboxState.UNKNOWN:
        return
    occurrence = session.scalars(select(Occurrence).where(Occurrence.id == row.occurrence_id)).one()
    participant = participant_of(session, occurrence, row.person_id)
    if participant is not None:
        proceedings.could_not_ask(session, seat_at(session, occurrence, participant), now=now)
