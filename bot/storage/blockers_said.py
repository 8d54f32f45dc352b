"""Blockers that answers make: *Is anything in your way?*, from the first yes to the answer that takes it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.domain.blockers import BlockerLine, NewBlocker, says_nothing, says_only_known
from bot.domain.grammar.references import references_in
from bot.domain.text import clipped
from bot.errors import NotFound
from bot.storage.blockers import (
    Blocker,
    hold_blocker,
    open_blockers_in,
    raise_blocker,
    reopen,
    resolve,
    reword,
    said_in,
)
from bot.storage.features import Feature
from bot.storage.living import Subject, refresh
from bot.storage.occurrences import Occurrence
from bot.storage.people import Person
from bot.storage.teams import Team

LONGEST_TEXT = 3000
MOST_ASKED_ABOUT = 5


def follow_answer(
    session: Session, team: Team, occurrence_id: int, by: Person, *, before: str | None, answer: str, at: datetime
) -> Blocker | None:
    """The blocker that a changed answer makes, rewords, resolves or opens again; None when it is about none.

    `before` is the answer that it takes the place of, None for the first one. Where neither says that anything is in
    the way, nothing is asked of the database.
    """
    names_one = _names_one(answer)
    known = None
    if before is not None and (names_one or _names_one(before)):
        known = said_in(session, team, occurrence_id, by.id)
    if known is not None:
        hold_blocker(session, known)
    if not names_one:
        return known if known is not None and resolve(session, known, by=by, at=at) else None
    text = clipped(answer, LONGEST_TEXT)
    feature_id = feature_spoken_of(session, team, text)
    # The same words again take back that it was emptied; other words after its end are another matter.
    if known is not None and (known.is_open or known.text == text):
        reopen(session, known, by=by, at=at)
        reword(session, known, text, by=by, at=at)
        known.feature_id = feature_id
        return known
    return raise_blocker(session, team, text, by=by, occurrence_id=occurrence_id, feature_id=feature_id, at=at)


def _names_one(answer: str) -> bool:
    return not (says_nothing(answer) or says_only_known(answer))


def feature_spoken_of(session: Session, team: Team, text: str) -> int | None:
    """The id of the first of the team's features that a text mentions; no query where it mentions none."""
    numbers = [one.number for one in references_in(text) if one.kind == "F"]
    return None if not numbers else _feature_numbered(session, team, numbers[0])


def feature_meant(session: Session, team: Team, wanted: NewBlocker, *, example: str) -> int | None:
    """The id of what `ref F-12` names, which has to be there; else of the first that the text mentions, if it is."""
    if wanted.feature is None:
        return feature_spoken_of(session, team, wanted.text)
    found = _feature_numbered(session, team, wanted.feature)
    if found is None:
        raise NotFound(what=f"F-{wanted.feature}", example=example)
    return found


def _feature_numbered(session: Session, team: Team, number: int) -> int | None:
    return session.scalar(
        select(Feature.id).where(
            Feature.workspace_id == team.workspace_id,
            Feature.team_id == team.id,
            Feature.number == number,
            Feature.deleted_at.is_(None),
        )
    )


def open_from_before(
    session: Session, team: Team, occurrence_id: int, person: Person, *, now: datetime
) -> list[BlockerLine]:
    """What the form of this occurrence asks somebody about: the oldest of what is theirs and was not said in it."""
    mine = open_blockers_in(session, [team], of=person, now=now)
    here = (occurrence_id, person.id)
    return [one for one in mine if (one.occurrence_id, one.raised_by_id) != here][:MOST_ASKED_ABOUT]


def resolve_asked_about(
    session: Session, team: Team, numbers: Sequence[int], *, by: Person, at: datetime
) -> list[Blocker]:
    """Resolve those of these numbers that are somebody's and still open; a form may be old, or forged."""
    if not numbers:
        return []
    asked = session.scalars(
        select(Blocker)
        .where(
            Blocker.workspace_id == team.workspace_id,
            Blocker.team_id == team.id,
            Blocker.number.in_(numbers),
            or_(Blocker.raised_by_id == by.id, Blocker.owner_id == by.id),
        )
        .order_by(Blocker.number)
    ).all()
    for blocker in asked:
        hold_blocker(session, blocker)
    resolved = [blocker for blocker in asked if resolve(session, blocker, by=by, at=at)]
    for blocker in resolved:
        show_anew(session, blocker)
    return resolved


def show_anew(session: Session, blocker: Blocker) -> None:
    """Have the posts of the stand-up in which it was said tell how it stands now."""
    if blocker.occurrence_id is None:
        return
    occurrence = session.scalars(
        select(Occurrence).where(
            Occurrence.workspace_id == blocker.workspace_id, Occurrence.id == blocker.occurrence_id
        )
    ).one()
    of = blocker.raised_by_id
    refresh(session, occurrence, (Subject.CARD, of), (Subject.PROMPT, of), (Subject.WRAP_UP, None))
