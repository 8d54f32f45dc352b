"""Retros in the memory: one open for a team, cards and votes of people who act at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.domain.retros import FORMATS, Mode, NewRetro, Phase, custom_format
from bot.errors import Refusal
from bot.storage.ceremonies import Ceremony
from bot.storage.database import Database
from bot.storage.living import LivingMessage, Subject
from bot.storage.people import Person
from bot.storage.retro_boards import board_of
from bot.storage.retro_cards import cards_of, write_card
from bot.storage.retro_steps import as_last_time, begin, close, go_back, go_on, place_of
from bot.storage.retro_votes import give_votes, tallies, votes_of
from bot.storage.retros import Retro, RetroCard, RetroVote, format_of, open_retro
from bot.storage.schema import Row
from bot.storage.teams import Team
from tests.storage.cast import MONDAY, House, acme

AT_ONCE = 6


@pytest.fixture
def house(db: Database) -> House:
    with db.write() as session:
        return acme(session)


def begun(session: Session, house: House, wanted: NewRetro | None = None) -> Retro:
    found = begin(session, house.team, wanted or NewRetro(), facilitator=house["Ana"], by=house["Ana"], now=MONDAY)
    assert found is not None
    return found


def with_cards(db: Database, house: House, count: int, phase: Phase) -> int:
    """A retro in that phase; its id."""
    with db.write() as session:
        retro = begun(session, house)
        column = format_of(session, retro).columns[0]
        for number in range(count):
            write_card(session, retro, column, f"card {number}", by=house["Ben"], at=MONDAY)
        while retro.phase != phase:
            assert go_on(session, retro, house.team, seen="", now=MONDAY)
        return retro.id


def at_once(db: Database, act: Callable[[Session, int], object], times: int = AT_ONCE) -> list[object]:
    """What each of several gets who act at the same moment, in a transaction of their own."""
    ready = Barrier(times)

    def one(number: int) -> object:
        ready.wait()
        with db.write() as session:
            return act(session, number)

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(one, range(times)))


def count_of(session: Session, row: type[Row]) -> int:
    return session.scalar(select(func.count()).select_from(row)) or 0


def loaded(session: Session, retro_id: int) -> Retro:
    return session.scalars(select(Retro).where(Retro.id == retro_id)).one()


def test_of_those_who_begin_at_once_one_does(db: Database, house: House) -> None:
    def start(session: Session, _: int) -> bool:
        team = session.scalars(select(Team).where(Team.id == house.team.id)).one()
        ana = session.scalars(select(Person).where(Person.id == house["Ana"].id)).one()
        return begin(session, team, NewRetro(), facilitator=ana, by=ana, now=MONDAY) is not None

    assert sorted(map(bool, at_once(db, start))) == [False] * (AT_ONCE - 1) + [True]
    with db.read() as session:
        assert count_of(session, Retro) == 1
        assert session.scalars(select(Ceremony.kind).where(Ceremony.kind == "retro")).all() == ["retro"]


def test_cards_of_those_who_write_at_once_are_all_there(db: Database, house: House) -> None:
    retro_id = with_cards(db, house, 0, Phase.GATHER)

    def write(session: Session, number: int) -> object:
        retro = loaded(session, retro_id)
        by = house[("Ana", "Ben", "Chi")[number % 3]]
        column = format_of(session, retro).columns[0]
        card = write_card(session, retro, column, f"card {number}", by=by, at=MONDAY)
        return None if card is None else card.number

    assert sorted(map(str, at_once(db, write))) == [str(number) for number in range(1, AT_ONCE + 1)]
    with db.read() as session:
        board = board_of(session, loaded(session, retro_id), house.team)
    assert (board.total, board.writers, board.cards) == (AT_ONCE, 3, ())


def test_a_card_written_while_all_are_shown_is_in_or_refused_but_never_lost(db: Database, house: House) -> None:
    retro_id = with_cards(db, house, 1, Phase.GATHER)

    def act(session: Session, number: int) -> object:
        retro = loaded(session, retro_id)
        if number == 0:
            return go_on(session, retro, house.team, seen="", now=MONDAY)
        column = format_of(session, retro).columns[0]
        return write_card(session, retro, column, f"late {number}", by=house["Ben"], at=MONDAY) is not None

    taken = at_once(db, act)[1:]
    with db.read() as session:
        board = board_of(session, loaded(session, retro_id), house.team)
    assert board.phase == Phase.REVEAL
    assert len(board.cards) == 1 + taken.count(True)


def test_votes_given_at_once_stay_within_what_each_person_has(db: Database, house: House) -> None:
    retro_id = with_cards(db, house, AT_ONCE, Phase.VOTE)

    def give(session: Session, number: int) -> object:
        retro = loaded(session, retro_id)
        try:
            return give_votes(session, retro, cards_of(session, retro)[number], 3, by=house["Ben"], example="x")
        except Refusal:
            return False

    assert at_once(db, give).count(True) == 1
    with db.read() as session:
        assert sum(votes_of(session, loaded(session, retro_id), house["Ben"]).values()) == 3


def test_different_people_vote_for_one_card_at_once(db: Database, house: House) -> None:
    retro_id = with_cards(db, house, 1, Phase.VOTE)

    def give(session: Session, number: int) -> object:
        retro = loaded(session, retro_id)
        by = house[("Ana", "Ben", "Chi")[number]]
        return give_votes(session, retro, cards_of(session, retro)[0], number + 1, by=by, example="x")

    assert at_once(db, give, 3) == [True] * 3
    with db.read() as session:
        assert list(tallies(session, loaded(session, retro_id)).values()) == [(6, 3)]


def test_two_presses_on_next_move_it_once(db: Database, house: House) -> None:
    retro_id = with_cards(db, house, 1, Phase.GATHER)
    with db.read() as session:
        seen = place_of(loaded(session, retro_id))

    def press(session: Session, _: int) -> object:
        return go_on(session, loaded(session, retro_id), house.team, seen=seen, now=MONDAY)

    assert at_once(db, press).count(True) == 1
    with db.read() as session:
        assert loaded(session, retro_id).phase == Phase.REVEAL


def test_totals_are_not_even_read_before_the_vote_is_over(db: Database, house: House) -> None:
    retro_id = with_cards(db, house, 2, Phase.VOTE)
    with db.write() as session:
        retro = loaded(session, retro_id)
        give_votes(session, retro, cards_of(session, retro)[1], 2, by=house["Ana"], example="x")
        assert {card.votes for card in board_of(session, retro, house.team).cards} == {0}
        go_on(session, retro, house.team, seen="", now=MONDAY)
        board = board_of(session, retro, house.team)
        assert [(card.text, card.votes) for card in board.topics] == [("card 1", 2)]
        assert board.topic == board.topics[0]


def test_votes_are_taken_back_and_leave_no_row(db: Database, house: House) -> None:
    retro_id = with_cards(db, house, 1, Phase.VOTE)
    with db.write() as session:
        retro = loaded(session, retro_id)
        (card,) = cards_of(session, retro)
        give_votes(session, retro, card, 2, by=house["Ana"], example="x")
        give_votes(session, retro, card, 0, by=house["Ana"], example="x")
        assert count_of(session, RetroVote) == 0


def test_numbers_of_a_hidden_retro_are_dealt_out_again_each_time_it_is_shown(db: Database, house: House) -> None:
    with db.write() as session:
        retro = begun(session, house, NewRetro(mode=Mode.HIDDEN))
        column = format_of(session, retro).columns[0]
        for number in range(40):
            write_card(session, retro, column, f"{number:02}", by=house["Ben"], at=MONDAY)
        orders = []
        for _ in range(2):
            go_on(session, retro, house.team, seen="", now=MONDAY)
            orders.append([card.text for card in board_of(session, retro, house.team).cards])
            assert {card.number for card in cards_of(session, retro)} == set(range(1, 41))
            assert {(card.author, card.age) for card in board_of(session, retro, house.team).cards} == {("", 0)}
            go_back(session, retro, house.team, now=MONDAY)
    assert orders[0] != sorted(orders[0]) != orders[1] != orders[0]


def test_the_series_remembers_how_the_last_retro_was_held(db: Database, house: House) -> None:
    wanted = NewRetro(custom_format(["Keep", "Try"]), Mode.HIDDEN, 7, 2)
    with db.write() as session:
        retro = begun(session, house, wanted)
        assert [column.name for column in format_of(session, retro).columns] == ["Keep", "Try"]
        close(session, retro, house.team, now=MONDAY)
        (ceremony,) = session.scalars(select(Ceremony).where(Ceremony.kind == "retro"))
        assert as_last_time(ceremony) == wanted
        second = begun(session, house, NewRetro(FORMATS["4l"]))
        assert (second.ordinal, as_last_time(ceremony).format.slug) == (2, "4l")
        assert [column.name for column in format_of(session, retro).columns] == ["Keep", "Try"]


def test_a_closed_retro_is_over_and_its_board_is_shown_once_more(db: Database, house: House) -> None:
    with db.write() as session:
        retro = begun(session, house)
        board = session.scalars(select(LivingMessage).where(LivingMessage.subject == Subject.BOARD)).one()
        assert close(session, retro, house.team, now=MONDAY + timedelta(hours=1))
        assert not close(session, retro, house.team, now=MONDAY + timedelta(hours=2))
        session.refresh(board)
        assert (board.wanted, retro.closed_at) == (2, MONDAY + timedelta(hours=1))
        assert open_retro(session, house.team) is None
        assert not go_on(session, retro, house.team, seen="", now=MONDAY)
        assert count_of(session, RetroCard) == 0
