"""Living messages: what is wanted, what is shown, and the pace of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from bot.storage.database import Database, database_now
from bot.storage.due import Work, outlook
from bot.storage.living import (
    LivingMessage,
    Subject,
    living_message,
    refresh,
    stale_messages,
    want,
)
from bot.storage.occurrences import Occurrence, open_occurrence
from tests.storage.cast import MONDAY, acme

Place = tuple[Session, Occurrence]
SECOND = timedelta(seconds=1)


@pytest.fixture
def place(db: Database) -> Iterator[Place]:
    with db.write() as session:
        house = acme(session)
        yield session, open_occurrence(session, house.ceremony, house.team, date(2026, 11, 23), now=MONDAY)


def wanted(place: Place, subject: Subject = Subject.DAY, person_id: int | None = None) -> LivingMessage:
    session, occurrence = place
    return want(session, occurrence, subject, "C1", person_id=person_id, due_at=MONDAY, expires_at=MONDAY + 9 * SECOND)


def stale(place: Place) -> list[int]:
    return stale_messages(place[0], real_now=MONDAY)


def test_what_is_wanted_is_stale_until_it_is_shown(place: Place) -> None:
    living = wanted(place)
    assert (living.wanted, living.shown) == (1, 0)
    assert stale(place) == [living.id]
    living.shown = living.wanted
    assert stale(place) == []


def test_wanted_again_it_is_the_same_message_one_version_on(place: Place) -> None:
    first = wanted(place)
    first.shown = 1
    again = wanted(place)
    assert (again.id, again.wanted, again.shown) == (first.id, 2, 1)
    assert stale(place) == [first.id]


def test_a_change_while_it_is_being_shown_is_not_forgotten(place: Place) -> None:
    living = wanted(place)
    shows = living.wanted
    wanted(place)
    living.shown = shows
    assert stale(place) == [living.id]


def test_what_nobody_wanted_is_not_refreshed_into_being(place: Place) -> None:
    session, occurrence = place
    refresh(session, occurrence, (Subject.WRAP_UP, None))
    assert living_message(session, occurrence, Subject.WRAP_UP) is None


def test_each_person_has_a_card_of_their_own(place: Place) -> None:
    session, occurrence = place
    ana, ben = wanted(place, Subject.CARD, 1), wanted(place, Subject.CARD, 2)
    ana.shown = ben.shown = 1
    refresh(session, occurrence, (Subject.CARD, 2))
    session.expire_all()
    assert (ana.wanted, ben.wanted) == (1, 2)
    assert living_message(session, occurrence, Subject.CARD, 1) is ana


def test_edits_keep_their_pace(place: Place) -> None:
    session, _ = place
    living = wanted(place)
    real_now = database_now(session)
    living.not_before = real_now + 2 * SECOND
    assert stale_messages(session, real_now=real_now) == []
    assert outlook(session, now=MONDAY).due[Work.LIVING] == 1
    assert stale_messages(session, real_now=real_now + 2 * SECOND) == [living.id]
    living.not_before = real_now + timedelta(minutes=1)
    assert outlook(session, now=MONDAY).due[Work.LIVING] == 0


def test_a_message_that_somebody_deleted_is_posted_anew_under_another_key(place: Place) -> None:
    living = wanted(place)
    before = living.outbox_key
    living.is_gone()
    assert living.outbox_key != before
    assert living.outbox_id is None
    assert living.outbox_key.startswith(living.key)
