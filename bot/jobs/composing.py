"""What each living message shows as things stand."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.attendance import Attendee
from bot.domain.message import Block, Message
from bot.jobs.held import HELD
from bot.messages import lateness
from bot.messages import occurrences as messages
from bot.messages.blockers import on_the_card
from bot.messages.mrkdwn import Mrkdwn
from bot.messages.refs import named_line
from bot.storage.access import team_of
from bot.storage.blockers import blocker_line, blockers_to_wrap_up, said_in
from bot.storage.ceremonies import Ceremony, team_zone
from bot.storage.living import LivingMessage, Subject
from bot.storage.occurrences import Occurrence
from bot.storage.outbox import OutboundMessage
from bot.storage.pauses import off_at
from bot.storage.people import Person
from bot.storage.permissions import may_be_told
from bot.storage.refs import named_refs
from bot.storage.reports import gathering, missed_before
from bot.storage.teams import Team
from bot.storage.together import zone_of

# What has its time says how late it came; what opens a date says which ones before it were missed (a digest in its own
# words).
HAS_ITS_TIME = frozenset({Subject.PROMPT, Subject.AGENDA, Subject.DIGEST, Subject.WRAP_UP})
OPENS_A_DATE = frozenset({Subject.DAY, Subject.AGENDA, Subject.BOARD})


def compose(session: Session, living: LivingMessage, now: datetime) -> tuple[Message, Message | None]:
    """The message; for a reply also what it would say outside its thread."""
    occurrence = session.scalars(select(Occurrence).where(Occurrence.id == living.occurrence_id)).one()
    ceremony = session.scalars(select(Ceremony).where(Ceremony.id == occurrence.ceremony_id)).one()
    team = team_of(session, ceremony)
    notes = _notes(session, living, occurrence, ceremony, zone_of(ceremony, team), now)
    held = HELD.get(ceremony.kind)
    if held is not None:
        message = held.posts[living.subject](session, occurrence, ceremony, team, now)
        return lateness.with_notes(message, notes), None
    message, alone = _of_a_gathering(session, living, occurrence, ceremony, team, now)
    return lateness.with_notes(message, notes), alone


def _notes(
    session: Session,
    living: LivingMessage,
    occurrence: Occurrence,
    ceremony: Ceremony,
    zone: ZoneInfo,
    now: datetime,
) -> list[Mrkdwn | None]:
    """The small print about being off: the same in a post and in its later edits."""
    notes = []
    if living.subject in HAS_ITS_TIME:
        by = _posted_at(session, living, now) - living.due_at
        late = by > lateness.ON_TIME
        notes.append(lateness.late_by(by, off=late and off_at(session, ceremony, living.due_at) is not None))
    if living.subject in OPENS_A_DATE:
        missed = missed_before(session, occurrence)
        off = off_at(session, ceremony, missed[0].opens_at) if missed else None
        notes.append(lateness.off_before([one.day for one in missed], off, zone))
    return notes


def _posted_at(session: Session, living: LivingMessage, now: datetime) -> datetime:
    row = None if living.outbox_id is None else session.get(OutboundMessage, living.outbox_id)
    return now if row is None or row.sent_at is None else row.sent_at


def _of_a_gathering(
    session: Session, living: LivingMessage, occurrence: Occurrence, ceremony: Ceremony, team: Team, now: datetime
) -> tuple[Message, Message | None]:
    picture = gathering(session, occurrence, ceremony, team, now=now)
    if living.subject == Subject.DAY:
        return messages.day(picture, team_zone(team)), None
    if living.subject == Subject.WRAP_UP:
        updated_at = None if living.wanted == 1 else now
        wrapped_up_at = occurrence.wrapped_up_at or now
        blockers = blockers_to_wrap_up(session, team, occurrence.id, wrapped_up_at=wrapped_up_at, now=now)
        return messages.wrap_up(picture, team_zone(team), updated_at=updated_at, blockers=blockers), None
    attendee = next(one for one in picture.attendees if one.person_id == living.person_id)
    named = named_line(named_refs(session, team, attendee.answers.values()))
    if living.subject == Subject.PROMPT:
        # A direct message: its reader may take part without reading the team. The card below is for the channel.
        reader = session.scalars(select(Person).where(Person.id == attendee.person_id)).one()
        return messages.prompt(picture, attendee, below=named if may_be_told(session, team, reader) else ()), None
    card = messages.card(picture, attendee, below=[*_blocker(session, team, occurrence, attendee, now), *named])
    return card, messages.alone(picture, card)


def _blocker(session: Session, team: Team, occurrence: Occurrence, attendee: Attendee, now: datetime) -> list[Block]:
    """What stands below a card about the blocker that its answer made."""
    blocker = said_in(session, team, occurrence.id, attendee.person_id)
    return [] if blocker is None else on_the_card(blocker_line(session, blocker, now=now))
