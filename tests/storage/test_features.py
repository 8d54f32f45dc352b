"""Features in rows: numbers, votes, halves of scores, history and lists; on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from bot.domain.features import FeatureStatus, Horizon, Side
from bot.domain.features.new import NewFeature
from bot.storage import features
from bot.storage.changes import changes_of
from bot.storage.database import Database
from bot.storage.feature_lists import feature_line, features_of, features_of_person, newest_ref, texts_of, voters
from bot.storage.feature_pictures import picture_of
from bot.storage.features import Feature, Source
from bot.storage.mentions import Place, note_mentions
from bot.storage.permissions import Actor
from tests.storage.cast import MONDAY, House, acme, elsewhere

LATER = MONDAY + timedelta(minutes=5)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def logged(session: Session, house: House, title: str = "Export to CSV", by: str = "Ana") -> Feature:
    return features.log_feature(session, house.team, NewFeature(title), by=house[by], at=MONDAY)


@pytest.fixture
def session(db: Database) -> Iterator[Session]:
    with db.write() as session:
        yield session


@pytest.fixture
def house(session: Session) -> House:
    return acme(session)


def test_numbers_are_counted_within_a_workspace(session: Session, house: House) -> None:
    other = elsewhere(session)
    assert [logged(session, house).ref, logged(session, house).ref] == ["F-1", "F-2"]
    assert features.log_feature(session, other.team, NewFeature("Theirs"), by=other["Fay"], at=MONDAY).ref == "F-1"
    assert (newest_ref(session, house.team), newest_ref(session, other.team)) == ("F-2", "F-1")


def test_a_person_has_one_vote(session: Session, house: House) -> None:
    feature = logged(session, house)
    assert [features.vote(session, feature, by=house[who], at=LATER) for who in ("Ben", "Ben", "Chi")] == [
        True,
        False,
        True,
    ]
    assert (features.votes_for(session, feature), voters(session, feature)) == (2, ["Ben", "Chi"])
    assert [features.unvote(session, feature, by=house["Ben"]) for _ in range(2)] == [True, False]
    assert feature_line(session, feature).votes == 1


def test_votes_at_the_same_moment_are_all_counted_once(db: Database) -> None:
    with db.write() as session:
        house = acme(session)
        feature = logged(session, house)
    together = Barrier(6)

    def votes(who: str) -> bool:
        together.wait()
        with db.write() as session:
            return features.vote(session, feature, by=house[who], at=LATER)

    with ThreadPoolExecutor(6) as pool:
        counted = list(pool.map(votes, ["Ana", "Ben", "Chi"] * 2))
    with db.read() as session:
        assert (sum(counted), features.votes_for(session, feature)) == (3, 3)


def test_each_half_of_a_score_is_the_latest_of_its_side(session: Session, house: House) -> None:
    feature = logged(session, house)
    features.score(session, feature, Side.PRODUCT, {"reach": 800, "impact": 2}, by=house["Ana"], at=MONDAY)
    assert feature_line(session, feature).score.rice is None
    features.score(session, feature, Side.DEVELOPMENT, {"confidence": 80, "effort": 3}, by=house["Ben"], at=LATER)
    features.score(session, feature, Side.DEVELOPMENT, {"confidence": 50, "effort": 2}, by=house["Chi"], at=MONDAY)
    score = feature_line(session, feature).score
    assert score.rice == pytest.approx(800 * 2 * 0.8 / 3)
    assert score.spread("effort") == (2, 3)
    features.score(session, feature, Side.DEVELOPMENT, {"effort": 1.5}, by=house["Ben"], at=LATER)
    assert feature_line(session, feature).score.rice == pytest.approx(853.33, abs=0.01)
    assert features.unscore(session, feature, Side.PRODUCT, by=house["Ana"])
    assert not features.unscore(session, feature, Side.PRODUCT, by=house["Ana"])
    assert feature_line(session, feature).score.waits_for == (Side.PRODUCT,)


def test_its_history_has_each_change_with_who_and_why(session: Session, house: House) -> None:
    feature, ben = logged(session, house), house["Ben"]
    assert features.move_to(session, feature, FeatureStatus.DECLINED, "Too few", by=ben, at=LATER)
    assert not features.move_to(session, feature, FeatureStatus.DECLINED, "Again", by=ben, at=LATER)
    assert features.plan(session, feature, Horizon.NEXT, date(2027, 1, 4), by=ben, at=LATER)
    assert features.plan(session, feature, Horizon.NEXT, date(2027, 2, 1), by=ben, at=LATER)
    assert not features.plan(session, feature, Horizon.NEXT, date(2027, 2, 1), by=ben, at=LATER)
    assert features.plan(session, feature, None, None, by=ben, at=LATER)
    assert features.give_to(session, feature, house["Chi"], by=ben, at=LATER)
    assert not features.give_to(session, feature, house["Chi"], by=ben, at=LATER)
    assert features.edit(session, feature, title="Export", details="", area="Data", by=ben, at=LATER) == [
        "title",
        "area",
    ]
    session.flush()
    history = changes_of(session, feature.workspace_id, "F", feature.id)
    assert [(change.what, change.before, change.after, change.why) for change, _ in history] == [
        ("status", "new", "declined", "Too few"),
        ("horizon", "", "next", ""),
        ("target", "", "2027-01-04", ""),
        ("target", "2027-01-04", "2027-02-01", ""),
        ("horizon", "next", "", ""),
        ("target", "2027-02-01", "", ""),
        ("owner", "", "Chi", ""),
        ("title", "Export to CSV", "Export", ""),
        ("area", "", "Data", ""),
    ]
    assert {person.name for _, person in history} == {"Ben"}


def test_what_was_deleted_is_in_no_list_and_its_number_is_not_given_again(session: Session, house: House) -> None:
    feature = logged(session, house)
    assert features.may_take_back(session, feature, house["Ana"], at=MONDAY + timedelta(hours=1))
    assert not features.may_take_back(session, feature, house["Ana"], at=MONDAY + timedelta(hours=1, seconds=1))
    assert not features.may_take_back(session, feature, house["Ben"], at=MONDAY)
    features.vote(session, feature, by=house["Ana"], at=MONDAY)
    assert not features.may_take_back(session, feature, house["Ana"], at=MONDAY)
    features.delete_feature(session, feature, by=house["Ana"], at=LATER)
    session.flush()
    assert features_of(session, house.team) == [] and texts_of(session, house.team) == []
    assert features_of_person(session, house["Ana"], [house.team]) == []
    assert logged(session, house).ref == "F-2"


def test_lists_are_of_one_team_by_status_with_names(session: Session, house: House) -> None:
    other = elsewhere(session)
    features.log_feature(session, other.team, NewFeature("Theirs"), by=other["Fay"], at=MONDAY)
    one, two = logged(session, house), logged(session, house, "Import", by="Ben")
    features.move_to(session, two, FeatureStatus.BUILDING, by=house["Ana"], at=LATER)
    features.give_to(session, one, house["Chi"], by=house["Ana"], at=LATER)
    session.flush()
    assert [(line.ref, line.author, line.owner) for line in features_of(session, house.team)] == [
        ("F-1", "Ana", "Chi"),
        ("F-2", "Ben", None),
    ]
    assert [line.ref for line in features_of(session, house.team, [FeatureStatus.BUILDING])] == ["F-2"]
    assert [line.ref for line in features_of_person(session, house["Chi"], [house.team])] == ["F-1"]
    assert features_of_person(session, house["Chi"], []) == []


def test_a_list_of_two_hundred_asks_three_questions(session: Session, house: House) -> None:
    for number in range(200):
        feature = logged(session, house, f"Thing {number}")
        features.vote(session, feature, by=house["Ana"], at=MONDAY)
    session.flush()
    asked: list[str] = []
    event.listen(session.connection(), "before_cursor_execute", lambda *given: asked.append(given[2]))
    assert sum(line.votes for line in features_of(session, house.team)) == 200
    assert len(asked) == 3


def test_the_message_in_which_it_was_asked_for_is_kept_as_it_was(session: Session, house: House) -> None:
    source = Source("C0CHECKOUT", "1.2", house["Ben"].slack_id, "ACME needs it", "https://acme.slack.com/x")
    made = features.log_feature(session, house.team, NewFeature("It"), by=house["Ana"], source=source, at=MONDAY)
    reader = Actor(house["Ana"], house.workspace, LONG_AGO, LONG_AGO)
    quote = picture_of(session, made, house.team, reader=reader, now=LATER).quote
    assert quote is not None
    assert (quote.text, quote.link, quote.author) == ("ACME needs it", "https://acme.slack.com/x", "Ben")


def test_where_it_was_mentioned_is_told_to_those_alone_who_may_read_it(session: Session, house: House) -> None:
    feature = logged(session, house)
    day = date(2026, 11, 23)
    note_mentions(session, house.team.id, house["Ben"], Place.ENTRY, 1, ["on F-1"], day=day, at=MONDAY)
    note_mentions(session, house.team.id, house["Chi"], Place.CARD, 1, ["F-1!"], named=False, day=day, at=LATER)
    session.flush()
    reader = Actor(house["Ana"], house.workspace, LONG_AGO, LONG_AGO)
    spoken = picture_of(session, feature, house.team, reader=reader, now=LATER).spoken
    assert [(one.place, one.by) for one in spoken] == [(Place.ENTRY, "Ben"), (Place.CARD, None)]
    outsider = Actor(house["Dov"], house.workspace, LONG_AGO, LONG_AGO)
    assert picture_of(session, feature, house.team, reader=outsider, now=LATER).spoken == []
