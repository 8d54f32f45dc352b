"""The auditor: who hears of what is late, once, and when the dead man's switch is fed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from bot.domain.message import Message
from bot.jobs.audit_deliveries import GRACE_SECONDS, LOOK_EVERY_SECONDS, SWITCH_EVERY_SECONDS, Audit
from bot.metrics import Metrics
from bot.storage.auditing import PREFIX
from bot.storage.ceremonies import Ceremony
from bot.storage.database import Database
from bot.storage.notices import ADMINS
from bot.storage.outbox import OutboundMessage, OutboxState, enqueue
from bot.storage.people import Person
from bot.storage.proceedings import open_day
from bot.storage.workspaces import uninstall_workspace
from tests.storage.cast import ACME, MONDAY, House, acme, slack_id

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


class Office:
    """Acme with its outbox, an auditor, and both clocks in the test's hand."""

    def __init__(self, db: Database) -> None:
        self.db, self.metrics = db, Metrics()
        self.now, self.monotonic, self.reached = MONDAY, 1000.0, True
        self.fed: list[float] = []
        with db.write() as session:
            self.house: House = acme(session)
            self.occurrence = open_day(session, self.house.ceremony, self.house.team, MONDAY.date(), now=MONDAY)
            for row in session.scalars(select(OutboundMessage)):
                row.state = OutboxState.SENT
        self.audit = self.another()

    def another(self) -> Audit:
        """A replica, or the bot after a restart."""
        return Audit(
            self.db,
            self.metrics,
            slack_reached=lambda: self.reached,
            feed=lambda: self.fed.append(self.monotonic),
            monotonic=lambda: self.monotonic,
        )

    def put(self, key: str, *, of_ceremony: bool = True, due_at: datetime = MONDAY) -> int:
        occurrence_id = self.occurrence.id if of_ceremony else None
        with self.db.write() as session:
            row = enqueue(
                session,
                self.house.workspace.id,
                key,
                "C1",
                Message("hello"),
                now=due_at,
                expires_at=due_at + DAY,
                occurrence_id=occurrence_id,
            )
            return row.id

    def passes(self, seconds: float) -> None:
        """Both clocks go on."""
        self.now += timedelta(seconds=seconds)
        self.monotonic += seconds

    def looks_for(self, minutes: float, *audits: Audit) -> None:
        for _ in range(int(minutes * 60 / LOOK_EVERY_SECONDS)):
            self.passes(LOOK_EVERY_SECONDS)
            for audit in audits or (self.audit,):
                audit.run(self.now)

    def ends(self, *ids: int) -> None:
        with self.db.write() as session:
            session.execute(update(OutboundMessage).where(OutboundMessage.id.in_(ids)).values(state=OutboxState.SENT))

    def told(self) -> list[tuple[str, str]]:
        """Whom, and in which words."""
        with self.db.read() as session:
            notices = select(OutboundMessage).where(OutboundMessage.key.startswith(PREFIX)).order_by(OutboundMessage.id)
            return [(row.channel, row.message.text) for row in session.scalars(notices)]

    def gauge(self, name: str, **labels: str) -> float | None:
        return self.metrics.registry.get_sample_value(name, labels)


@pytest.fixture
def office(db: Database) -> Office:
    return Office(db)


def test_what_is_late_is_told_to_the_owner_once_within_ten_minutes(office: Office) -> None:
    office.put("wrap_up:1")
    office.put("day:1")
    office.looks_for(10)
    ((whom, words),) = office.told()
    assert whom == slack_id("Ana")
    assert words.startswith("2 messages are over 5 minutes late, the oldest since ")
    assert "• *Checkout · Daily*: 2" in words
    office.looks_for(60)
    assert len(office.told()) == 1
    assert office.audit.overdue == office.gauge("drumbeat_outbox_overdue") == 2


def test_nobody_hears_of_what_is_late_by_less(office: Office) -> None:
    row = office.put("wrap_up:1")
    office.looks_for(4)
    office.ends(row)
    office.looks_for(10)
    assert office.told() == []


def test_what_a_turned_clock_makes_late_is_given_time_to_be_posted(office: Office) -> None:
    row = office.put("wrap_up:1", due_at=MONDAY + 3 * MINUTE)
    office.now += timedelta(hours=6)
    office.audit.run(office.now)
    office.passes(GRACE_SECONDS - 1)
    office.audit.run(office.now)
    office.ends(row)
    office.looks_for(10)
    assert office.told() == []


def test_a_second_incident_is_told_again(office: Office) -> None:
    first = office.put("wrap_up:1")
    office.looks_for(10)
    office.ends(first)
    office.looks_for(2)
    assert office.gauge("drumbeat_outbox_overdue") == 0
    office.put("wrap_up:2", due_at=office.now)
    office.looks_for(10)
    assert len(office.told()) == 2


def test_what_becomes_late_meanwhile_is_the_same_incident(office: Office) -> None:
    first = office.put("wrap_up:1")
    office.looks_for(10)
    office.put("wrap_up:2", due_at=office.now)
    office.looks_for(10)
    office.ends(first)
    office.looks_for(10)
    assert len(office.told()) == 1


def test_replicas_and_a_restart_tell_it_once(office: Office) -> None:
    oldest = office.put("wrap_up:1")
    office.put("wrap_up:2")
    office.looks_for(10, office.audit, office.another())
    office.ends(oldest)
    office.looks_for(10, office.another())
    assert len(office.told()) == 1


def test_replicas_that_see_it_at_one_moment_tell_it_once(office: Office) -> None:
    office.put("wrap_up:1")
    replicas = office.another(), office.another()
    office.looks_for(6, *replicas)
    office.passes(GRACE_SECONDS)
    with office.db.read() as session:
        assert not session.scalars(select(OutboundMessage).where(OutboundMessage.key.startswith(PREFIX))).all()
    for replica in replicas:
        replica.run(office.now)
    assert len(office.told()) == 1


@pytest.fixture
def dov_runs_the_bot() -> Iterator[None]:
    def names_him(session: Session, *_: object) -> None:
        session.info[ADMINS] = (slack_id("Dov"), "U0NOBODY")

    event.listen(Session, "after_begin", names_him)
    yield
    event.remove(Session, "after_begin", names_him)


@pytest.mark.usefixtures("dov_runs_the_bot")
def test_what_belongs_to_no_ceremony_is_told_to_whoever_runs_the_bot(office: Office) -> None:
    office.put("welcome:1", of_ceremony=False)
    office.looks_for(10)
    ((whom, words),) = office.told()
    assert whom == slack_id("Dov")
    assert words.startswith("One message is over 5 minutes late")
    assert "• of no ceremony: 1" in words


def test_the_owner_who_is_gone_is_not_written_to(office: Office) -> None:
    with office.db.write() as session:
        session.execute(update(Person).where(Person.slack_id == slack_id("Ana")).values(is_deactivated=True))
    office.put("wrap_up:1")
    office.looks_for(10)
    assert slack_id("Ana") not in [whom for whom, _ in office.told()]


@pytest.mark.parametrize("why", ("paused", "suspended", "uninstalled"))
def test_what_waits_for_a_person_is_not_late(office: Office, why: str) -> None:
    office.put("wrap_up:1")
    with office.db.write() as session:
        if why == "paused":
            session.execute(update(Ceremony).values(paused_at=MONDAY, paused_for="not_in_channel"))
        elif why == "uninstalled":
            uninstall_workspace(session, ACME, reason="app_uninstalled", at=MONDAY)
        else:
            session.get_one(type(office.house.workspace), office.house.workspace.id).suspended_at = MONDAY
    office.looks_for(10)
    assert (office.told(), office.audit.overdue) == ([], 0)
    assert office.gauge("drumbeat_outbox_due", late="1h") == 0


def test_a_notice_that_does_not_get_through_makes_no_other(office: Office) -> None:
    first = office.put("wrap_up:1")
    office.looks_for(10)
    office.ends(first)
    office.looks_for(60)
    assert (len(office.told()), office.audit.overdue) == (1, 0)


def test_the_backlog_is_counted_by_how_late_it_is(office: Office) -> None:
    at = MONDAY + timedelta(hours=2)
    for seconds, key in ((-1, "to come"), (30, "a"), (200, "b"), (290, "c"), (301, "d"), (3700, "e")):
        office.put(key, due_at=at - timedelta(seconds=seconds))
    office.now = at
    office.audit.run(at)
    ages = {late: office.gauge("drumbeat_outbox_due", late=late) for late in ("1m", "5m", "1h", "longer")}
    assert ages == {"1m": 1, "5m": 2, "1h": 1, "longer": 1}


def test_the_switch_is_fed_every_five_minutes_while_all_is_well(office: Office) -> None:
    office.looks_for(21)
    between = [after - before for before, after in zip(office.fed, office.fed[1:], strict=False)]
    assert between == [SWITCH_EVERY_SECONDS] * 4


def test_the_switch_is_not_fed_while_anything_is_late(office: Office) -> None:
    row = office.put("wrap_up:1")
    office.looks_for(5)
    office.fed.clear()
    office.looks_for(20)
    assert office.fed == []
    office.ends(row)
    office.looks_for(1)
    assert len(office.fed) == 1


def test_the_switch_is_not_fed_while_slack_is_not_reached(office: Office) -> None:
    office.reached = False
    office.looks_for(20)
    assert office.fed == []


def test_a_switch_that_cannot_be_reached_holds_up_nothing(office: Office, db: Database) -> None:
    def away() -> None:
        raise OSError("https://hc-ping.com/CANARY is away")

    audit = Audit(db, office.metrics, feed=away, monotonic=lambda: office.monotonic)
    office.put("wrap_up:1", due_at=MONDAY + 30 * MINUTE)
    office.looks_for(50, audit)
    assert len(office.told()) == 1
