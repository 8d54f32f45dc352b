"""The clock's door with a clock that is turned by hand: every line of the timetable, on a real database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import delete, select, update

from bot.domain.attendance import Gathering
from bot.jobs.go_on import LOOK_EVERY_SECONDS, GoOn
from bot.jobs.timetable import timetable
from bot.metrics import Metrics
from bot.storage.access import Seat
from bot.storage.database import Database
from bot.storage.delivery import Timings
from bot.storage.due import outlook
from bot.storage.living import LivingMessage
from bot.storage.occurrences import Occurrence, participant_of
from bot.storage.outbox import OutboundMessage
from bot.storage.paces import Pace
from bot.storage.proceedings import answer, sit_out
from bot.storage.reports import gatherings
from tests.jobs.nearby_slack import NearbySlack
from tests.storage.cast import DAILY, MONDAY, House, acme

SUNDAY = MONDAY - timedelta(hours=12)
DAY = MONDAY.date()
MOST_PASSES = 300


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    """An instant of November 2026: the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


class Desk:
    """Acme's stand-up on a database of its own, a Slack nearby, and all jobs."""

    def __init__(self, db: Database, words: str = DAILY) -> None:
        self.db, self.slack, self.metrics = db, NearbySlack(), Metrics()
        self._real_time = 0.0
        going_on = GoOn(db, self.slack.client, self.metrics, monotonic=lambda: self._real_time)
        self.lines = timetable(db, self.slack.client, self.metrics, going_on=going_on)
        with db.write() as session:
            self.house: House = acme(session, words, SUNDAY)

    def run(self, now: datetime) -> None:
        """All lines, until none of them finds anything to do; Slack's clock shows the same."""
        self.slack.sim.world.clock.set(now)
        for _ in range(MOST_PASSES):
            if not sum(line.run(now) for line in self.lines):
                return
        raise AssertionError(f"the jobs do not come to rest at {now}")

    def walk_to(self, until: datetime, start: datetime = SUNDAY) -> None:
        """Stop at each due instant on the way, as the heartbeat does."""
        now = start
        while True:
            with self.db.read() as session:
                next_at = outlook(session, now=now).next_at
            if next_at is None or next_at > until:
                break
            now = next_at
            self.run(now)
        self.run(until)

    def looks_again(self) -> None:
        """So much real time goes by that channels and tokens are asked about again."""
        self._real_time += LOOK_EVERY_SECONDS

    def a_moment_later(self) -> None:
        """The pace of edits and retries is real time; have it over."""
        with self.db.write() as session:
            session.execute(update(LivingMessage).values(not_before=None))
            session.execute(update(OutboundMessage).values(not_before=None))
            session.execute(delete(Pace))

    def history_settles(self) -> None:
        """Real time goes by until what Slack shows is believed about messages in doubt."""
        with self.db.write() as session:
            for row in session.scalars(select(OutboundMessage)):
                for name in ("first_send_at", "last_send_at", "recheck_at"):
                    if (at := getattr(row, name)) is not None:
                        setattr(row, name, at - Timings().second_looks[1])

    def occurrence(self, day: date = DAY) -> Occurrence:
        with self.db.read() as session:
            return session.scalars(select(Occurrence).where(Occurrence.day == day)).one()

    def picture(self, now: datetime, day: date = DAY) -> Gathering:
        with self.db.read() as session:
            (found,) = gatherings(session, self.house.team, day, day, now=now)
            return found

    def standings(self, now: datetime, day: date = DAY) -> dict[str, str]:
        return {attendee.name: attendee.standing.value for attendee in self.picture(now, day).attendees}

    def says(self, name: str, now: datetime, day: date = DAY, **answers: str) -> None:
        """Somebody answers, as the people's door would have it."""
        with self.db.write() as session:
            occurrence = session.scalars(select(Occurrence).where(Occurrence.day == day)).one()
            participant = participant_of(session, occurrence, self.house[name].id)
            assert participant is not None
            seat = Seat(occurrence, self.house.ceremony, self.house.team, participant)
            answer(session, seat, self.house[name], answers, at=now)
        self.run(now)

    def skips(self, name: str, now: datetime) -> None:
        with self.db.write() as session:
            occurrence = session.scalars(select(Occurrence)).one()
            participant = participant_of(session, occurrence, self.house[name].id)
            assert participant is not None
            sit_out(session, Seat(occurrence, self.house.ceremony, self.house.team, participant), at=now)
        self.run(now)

    def seen(self, name: str) -> list[str]:
        """What stands in their direct messages."""
        return self.slack.seen_by(self.house[name].slack_id)

    def asked(self, names: Iterable[str] = ("Ana", "Ben", "Chi")) -> dict[str, int]:
        """How many messages each of these got by direct message."""
        return {name: len(self.slack.posted(self.house[name].slack_id)) for name in names}
