"""A room to meet in: the people's door and the clock's, on one database, with a Slack nearby."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from bot.jobs.timetable import timetable
from bot.storage.agendas import AgendaItem
from bot.storage.database import Database
from bot.storage.due import outlook
from bot.storage.living import LivingMessage
from bot.storage.outbox import OutboundMessage
from tests.commands.counter import Counter
from tests.messages.reading import shown
from tests.storage.cast import CHECKOUT

WEEKLY = "/agenda new Weekly every week on tue at 10:00"
MOST_PASSES = 400


def tuesday(hour: int, minute: int = 0, *, week: int = 0) -> datetime:
    """An instant of a Tuesday, in UTC: Berlin's 10:00 is 9:00."""
    return datetime(2026, 11, 24, hour, minute, tzinfo=UTC) + timedelta(weeks=week)


class AgendaRoom(Counter):
    """The counter with all jobs behind it; `walk_to` stops at each instant that is due, as the heartbeat does."""

    def __init__(self, db: Database) -> None:
        super().__init__(db)
        self.lines = timetable(db, self.slack.client, self.metrics, pace=timedelta)

    def run(self) -> None:
        for _ in range(MOST_PASSES):
            done = sum(line.run(self.now) for line in self.lines)
            self._a_moment_later()
            if not done:
                return
        raise AssertionError(f"the jobs do not come to rest at {self.now}")

    def walk_to(self, until: datetime) -> None:
        self.run()
        while True:
            with self.db.read() as session:
                next_at = outlook(session, now=self.now).next_at
            if next_at is None or next_at > until:
                break
            self.now = next_at
            self.run()
        self.now = until
        self.run()

    def advance(self, **span: float) -> None:
        self.walk_to(self.now + timedelta(**span))

    def _a_moment_later(self) -> None:
        """The pace of edits is real time; have it over."""
        with self.db.write() as session:
            session.execute(update(LivingMessage).values(not_before=None))
            session.execute(update(OutboundMessage).values(not_before=None))

    def posts(self, channel: str = CHECKOUT) -> list[str]:
        """What stands in the channel now, oldest first."""
        found = {}
        for asked in self.slack.asked:
            shows = asked.method in ("chat.postMessage", "chat.update") and asked.answer.get("ok")
            if shows and asked.args["channel"] == channel:
                found[asked.answer["ts"]] = shown(asked.args["blocks"])
        return list(found.values())

    def agendas(self) -> list[str]:
        return [post for post in self.posts() if ":spiral_calendar_pad:" in post or "does not take place" in post]

    def points(self) -> dict[str, AgendaItem]:
        with self.db.read() as session:
            return {item.ref: item for item in session.scalars(select(AgendaItem))}
