"""What is paused, parked or open to us again, as the database tells it; on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bot.storage import pauses, pauses_over
from bot.storage.absences import Absence, absence_at, note_absence, note_presence
from bot.storage.ceremonies import Ceremony
from bot.storage.channels import channel_named, member_joined
from bot.storage.database import Database
from bot.storage.due import Work, outlook
from bot.storage.pauses_over import Place
from bot.storage.together import new_series
from bot.storage.workspaces import Workspace, take_up_again, uninstall_workspace
from tests.storage.cast import ACME, BOT, CHECKOUT, LOUNGE, MONDAY, OTHER, acme, elsewhere, installed

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def test_only_what_is_held_in_that_channel_of_that_workspace_is_paused(db: Database) -> None:
    with db.write() as session:
        house, other = acme(session), elsewhere(session)
        newly = pauses.pause_channel(session, house.workspace.id, CHECKOUT, "is_archived", now=MONDAY)
        assert [one.id for one in newly] == [house.ceremony.id]
        assert pauses.pause_channel(session, house.workspace.id, CHECKOUT, "is_archived", now=MONDAY) == []
        assert pauses.pause_channel(session, house.workspace.id, LOUNGE, "is_archived", now=MONDAY) == []
        assert session.get_one(Ceremony, other.ceremony.id).paused_at is None
        assert pauses.parked(session) == pauses.Parked(workspaces=0, ceremonies=1)


def test_that_the_bot_was_removed_is_known_and_whether_it_is_left_anywhere(db: Database) -> None:
    with db.write() as session:
        acme(session), elsewhere(session)
        uninstall_workspace(session, ACME, reason="app_uninstalled", at=MONDAY)
        assert pauses.parked(session) == pauses.Parked(0, 0, removed=1, is_gone=False)
        uninstall_workspace(session, OTHER, reason="tokens_revoked", at=MONDAY)
        assert pauses.parked(session) == pauses.Parked(0, 0, removed=2, is_gone=True)
        installed(session)
        assert pauses.parked(session) == pauses.Parked(0, 0, removed=1, is_gone=False)


def test_what_is_paused_is_neither_due_nor_awaited(db: Database) -> None:
    with db.write() as session:
        house = acme(session)
        new_series(session, "digest", house.team, "News", weekdays=frozenset({0}), by=house["Ana"], now=MONDAY)
        assert outlook(session, now=MONDAY + DAY).pending == 4
        pauses.pause_channel(session, house.workspace.id, CHECKOUT, "restricted_action", now=MONDAY + DAY)
        assert outlook(session, now=MONDAY + DAY).pending == 0
        assert outlook(session, now=MONDAY).next_at is None


def test_it_goes_on_when_the_bot_is_known_to_be_inside_a_channel_that_is_not_archived(db: Database) -> None:
    with db.write() as session:
        house = acme(session)
        place = Place(house.workspace.id, CHECKOUT)
        pauses.pause_channel(session, place.workspace_id, CHECKOUT, "not_in_channel", now=MONDAY)
        pauses_over.note_closed(session, house.workspace, CHECKOUT, "not_in_channel")
        assert pauses_over.places_to_look_at(session) == [place]
        assert pauses_over.places_that_go_on(session, now=MONDAY) == []
        channel = channel_named(session, place.workspace_id, CHECKOUT)
        assert channel is not None
        member_joined(session, channel, BOT)
        session.flush()
        assert pauses_over.places_that_go_on(session, now=MONDAY) == [place]
        assert outlook(session, now=MONDAY).due[Work.PAUSES] == 1
        channel.is_archived = True
        session.flush()
        assert pauses_over.places_that_go_on(session, now=MONDAY) == []


def test_a_reason_that_no_look_can_tell_about_is_tried_again_after_a_day(db: Database) -> None:
    with db.write() as session:
        house = acme(session)
        pauses.pause_channel(session, house.workspace.id, CHECKOUT, "restricted_action", now=MONDAY)
        assert pauses_over.places_to_look_at(session) == []
        assert pauses_over.places_that_go_on(session, now=MONDAY + DAY - MINUTE) == []
        assert pauses_over.places_that_go_on(session, now=MONDAY + DAY) == [Place(house.workspace.id, CHECKOUT)]


def test_a_workspace_is_suspended_once_and_its_absence_is_remembered_when_it_is_taken_up_again(db: Database) -> None:
    with db.write() as session:
        house = acme(session)
        assert pauses.suspend(session, house.workspace.id, "token_revoked", now=MONDAY)
        assert not pauses.suspend(session, house.workspace.id, "invalid_auth", now=MONDAY + DAY)
        assert outlook(session, now=MONDAY + DAY).pending == 0
        (suspended,) = pauses.suspended_workspaces(session)
        assert suspended.suspended_for == "token_revoked"
        take_up_again(session, suspended, at=MONDAY + DAY)
        assert absence_at(session, MONDAY + MINUTE) == Absence(MONDAY, MONDAY + DAY)
        assert outlook(session, now=MONDAY + DAY).pending == 3


def test_a_suspended_workspace_keeps_nobody_else_waiting(db: Database) -> None:
    with db.write() as session:
        house, _ = acme(session), elsewhere(session)
        pauses.suspend(session, house.workspace.id, "token_revoked", now=MONDAY)
        assert outlook(session, now=MONDAY + DAY).pending == 1


def test_a_gap_of_five_minutes_is_an_absence_and_a_shorter_one_is_not(db: Database) -> None:
    for minutes in (0, 1, 5, 8):  # never more than five between two looks
        note_presence(db, MONDAY + minutes * MINUTE - MINUTE / 60)
    with db.read() as session:
        assert absence_at(session, MONDAY + 3 * MINUTE) is None
    note_presence(db, MONDAY + 60 * MINUTE)
    with db.read() as session:
        found = absence_at(session, MONDAY + 30 * MINUTE)
        assert found is not None and found.until == MONDAY + 60 * MINUTE
        assert absence_at(session, MONDAY + 61 * MINUTE) is None


def test_a_clock_that_is_turned_back_is_no_absence(db: Database) -> None:
    note_presence(db, MONDAY)
    note_presence(db, MONDAY - DAY)
    note_presence(db, MONDAY - DAY + 3 * MINUTE)
    with db.read() as session:
        assert absence_at(session, MONDAY - DAY + MINUTE) is None


def test_only_the_last_absence_is_kept(db: Database) -> None:
    with db.write() as session:
        note_absence(session, Absence(MONDAY, MONDAY + MINUTE))
        note_absence(session, Absence(MONDAY + DAY, MONDAY + DAY + MINUTE))
        assert absence_at(session, MONDAY) is None
        assert absence_at(session, datetime(2026, 11, 24, 7, 0, 30, tzinfo=UTC)) is not None
        assert session.scalars(select(Workspace)).all() == []
