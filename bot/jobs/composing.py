"""What each living message shows as things stand."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.message import Message
from bot.jobs.held import HELD
from bot.messages import occurrences as messages
from bot.storage.access import team_of
from bot.storage.ceremonies import Ceremony, team_zone
from bot.storage.living import LivingMessage, Subject
from bot.storage.occurrences import Occurrence
from bot.storage.reports import gathering
from bot.storage.teams import Team


def compose(session: Session, living: LivingMessage, now: datetime) -> tuple[Message, Message | None]:
    """The message; for a reply also what it would say outside its thread."""
    occurrence = session.scalars(select(Occurrence).where(Occurrence.id == living.occurrence_id)).one()
    ceremony = session.scalars(select(Ceremony).where(Ceremony.id == occurrence.ceremony_id)).one()
    team = team_of(session, ceremony)
    held = HELD.get(ceremony.kind)
    if held is not None:
        return held.posts[living.subject](session, occurrence, ceremony, team, now), None
    return _of_a_gathering(session, living, occurrence, ceremony, team, now)


def _of_a_gathering(
    session: Session, living: LivingMessage, occurrence: Occurrence, ceremony: Ceremony, team: Team, now: datetime
) -> tuple[Message, Message | None]:
    picture = gathering(session, occurrence, ceremony, team, now=now)
    if living.subject == Subject.DAY:
        return messages.day(picture, team_zone(team)), None
    if living.subject == Subject.WRAP_UP:
        first = living.wanted == 1
        return messages.wrap_up(picture, team_zone(team), updated_at=None if first else now), None
    attendee = next(one for one in picture.attendees if one.person_id == living.person_id)
    if living.subject == Subject.PROMPT:
        return messages.prompt(picture, attendee), None
    card = messages.card(picture, attendee)
    return card, messages.alone(picture, card)
