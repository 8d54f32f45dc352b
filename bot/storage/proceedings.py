"""What happens in an occurrence, whoever moves it: it opens, people are asked, answer or sit out, it is wrapped up.

Each step also says which posts are wanted (anew); a job composes and shows them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot.ceremonies import KINDS
from bot.domain.attendance import Standing
from bot.domain.grammar.references import references_in
from bot.storage.access import Seat
from bot.storage.blockers import Blocker
from bot.storage.blockers_said import follow_answer
from bot.storage.ceremonies import Ceremony, end_ceremony
from bot.storage.endings import keep_ending
from bot.storage.entries import Rewording, write_entries
from bot.storage.living import Subject, refresh, want
from bot.storage.mentions import Place, note_mentions
from bot.storage.occurrences import (
    Occurrence,
    OccurrenceState,
    Participant,
    add_participant,
    look_again,
    occurrence_on,
    open_occurrence,
    open_occurrences_of,
    participant_of,
    participants_of,
)
from bot.storage.people import Person
from bot.storage.places import hold, note_answer
from bot.storage.reminders import withdraw_reminders
from bot.storage.teams import Team


def open_day(session: Session, ceremony: Ceremony, team: Team, day: date, *, now: datetime) -> Occurrence:
    """The occurrence of that day, opened if need be; its thread is posted when its first participant is due."""
    found = occurrence_on(session, ceremony, day)
    if found is not None:
        return found
    occurrence = open_occurrence(session, ceremony, team, day, now=now)
    want(
        session,
        occurrence,
        Subject.DAY,
        team.channel,
        due_at=occurrence.opens_at,
        expires_at=occurrence.closes_at + KINDS[ceremony.kind].wrap_up_late_window,
    )
    return occurrence


def place_in(session: Session, occurrence: Occurrence, ceremony: Ceremony, team: Team, person: Person) -> Participant:
    """Somebody's place; who joined after it opened gets one now."""
    found = participant_of(session, occurrence, person.id)
    if found is not None:
        return found
    participant = add_participant(session, occurrence, ceremony, team, person)
    refresh(session, occurrence, (Subject.DAY, None))
    return participant


def ask(session: Session, seat: Seat, person: Person, *, due_at: datetime, now: datetime) -> None:
    """Send somebody their card, at most once; who has answered or sits it out is left alone."""
    participant = seat.participant
    if participant.prompted_at is not None or participant.answered_at or participant.skipped_at:
        return
    participant.prompted_at = now
    want(
        session,
        seat.occurrence,
        Subject.PROMPT,
        person.slack_id,
        person_id=person.id,
        due_at=due_at,
        expires_at=participant.prompt_at + KINDS[seat.ceremony.kind].prompt_late_window,
    )


def could_not_ask(session: Session, seat: Seat, *, now: datetime) -> None:
    """The prompt never reached them: not their fault, and the wrap-up says so."""
    seat.participant.not_asked, seat.participant.remind_at = True, None
    _changed(session, seat, now=now)


@dataclass(frozen=True)
class Kept:
    """What an answer changed: anything at all, and the blocker that it made, reworded or resolved.

    `answers` are all that they have written now, by section.
    """

    changed: bool
    answers: Mapping[str, str]
    blocker: Blocker | None = None


def answer(session: Session, seat: Seat, by: Person, answers: Mapping[str, str], *, at: datetime) -> Kept:
    """Keep what somebody answered, and what of it is in their way. Sections not given stay."""
    hold(session, seat.participant)  # two answers of one person, at once, are taken one after the other
    written = write_entries(session, seat.occurrence, by, answers, at=at)
    if not written.changes:
        return Kept(False, written.answers)
    if seat.participant.answered_at is None and seat.participant.remind_at is None:
        withdraw_reminders(session, seat.occurrence, [by.id])
    note_answer(session, seat.participant, at=at)
    blocker = _follow(session, seat, by, written.changes, at=at)
    if Subject.CARD not in _changed(session, seat, now=at):
        due_at = max(at, seat.occurrence.opens_at)
        want(
            session,
            seat.occurrence,
            Subject.CARD,
            seat.team.channel,
            person_id=by.id,
            due_at=due_at,
            expires_at=due_at + timedelta(days=1),
        )
    return Kept(True, written.answers, blocker)


def _follow(session: Session, seat: Seat, by: Person, changed: Sequence[Rewording], *, at: datetime) -> Blocker | None:
    """Keep what the changed answers mention, and the blocker that one of them is about."""
    blocker = None
    concerns = {section.slug for section in KINDS[seat.ceremony.kind].sections if section.concern}
    for one in changed:
        if references_in(one.text) or references_in(one.before or ""):
            texts, day = (one.text,), seat.occurrence.day
            note_mentions(session, seat.team.id, by, Place.ENTRY, one.entry_id, texts, day=day, at=at)
        if one.section in concerns:
            found = follow_answer(session, seat.team, seat.occurrence.id, by, before=one.before, answer=one.text, at=at)
            blocker = found or blocker
    return blocker


def sit_out(session: Session, seat: Seat, *, at: datetime) -> bool:
    """Somebody skips this one; False when they have answered already, which stays."""
    if seat.participant.answered_at is not None:
        return False
    seat.participant.skip(at=at)
    withdraw_reminders(session, seat.occurrence, [seat.participant.person_id])
    _changed(session, seat, now=at)
    return True


def wrap_up(session: Session, occurrence: Occurrence, ceremony: Ceremony, team: Team, *, now: datetime) -> None:
    """At the team's deadline post the wrap-up; at each own deadline after it, show who turned out missing."""
    occurrence.state = OccurrenceState.CLOSED
    if occurrence.wrapped_up_at is None:
        occurrence.wrapped_up_at = now
    window = KINDS[ceremony.kind].wrap_up_late_window
    due_at = occurrence.closes_at
    want(session, occurrence, Subject.WRAP_UP, team.channel, due_at=due_at, expires_at=due_at + window)
    for participant, person in participants_of(session, occurrence):
        if participant.standing(now) == Standing.MISSING:
            refresh(session, occurrence, (Subject.PROMPT, person.id))  # their card says that it was due
    look_again(session, occurrence, now=now)


def end(session: Session, ceremony: Ceremony, *, at: datetime) -> None:
    """No further occurrences, and nothing more from those that are open; what was answered stays."""
    end_ceremony(session, ceremony, at=at)
    keep_ending(ceremony, at=at)
    for occurrence in open_occurrences_of(session, ceremony):
        occurrence.state, occurrence.next_at = OccurrenceState.CLOSED, None
        everybody = participants_of(session, occurrence)
        for participant, _ in everybody:
            participant.remind_at = None
        withdraw_reminders(session, occurrence, [person.id for _, person in everybody])


def _changed(session: Session, seat: Seat, *, now: datetime) -> set[Subject]:
    """Show it everywhere; which posts are there to show it."""
    look_again(session, seat.occurrence, now=now)
    mine = seat.participant.person_id
    return refresh(
        session,
        seat.occurrence,
        (Subject.DAY, None),
        (Subject.CARD, mine),
        (Subject.PROMPT, mine),
        (Subject.WRAP_UP, None),
    )
