"""A process for `fanout.py`: one courier empties the outbox, and says how long that took and what Slack said."""

from __future__ import annotations

import argparse
import json
import time
from datetime import UTC, datetime

from sqlalchemy import func, select

from bot import log
from bot.domain import paces as pace
from bot.jobs.deliver import Courier
from bot.jobs.scheduler import MOMENT
from bot.metrics import Metrics
from bot.slack.client import SlackClient
from bot.slack.transport import PooledTransport
from bot.storage import delivery, models, paces
from bot.storage.database import Database
from bot.storage.delivery import Timings
from bot.storage.outbox import OPEN_STATES, OutboundMessage


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--database", required=True)
    asked.add_argument("--api-url", required=True)
    asked.add_argument("--token", required=True)
    asked.add_argument("--speed", type=float, default=1.0, help="how many times faster Slack's minutes go")
    asked.add_argument("--unpaced", action="store_true")
    options = asked.parse_args()
    assert models.TABLES
    log.configure("ERROR")
    # A Slack whose minutes are shorter takes more a second; everything else stays as it is.
    fast = pace.Speed(pace.POSTS.rate * options.speed, pace.POSTS.burst)
    for function in (pace.full, pace.refilled, pace.granted, pace.sent, pace.taken, pace.refused):
        function.__defaults__ = (*(function.__defaults__ or ())[:-1], fast)
    paces.SPEEDS[paces.EVERYWHERE] = fast
    delivery.BETWEEN_POSTS /= options.speed
    db, metrics = Database(options.database), Metrics()
    transport = PooledTransport()
    slack = SlackClient(options.token, options.api_url, transport=transport)
    courier = Courier(db, slack, metrics, timings=Timings(), paced=lambda: not options.unpaced)
    began, cpu = time.monotonic(), time.process_time()
    while _left(db):
        if not courier.run(datetime.now(UTC)):
            time.sleep(MOMENT.total_seconds())
    seconds, cpu = time.monotonic() - began, time.process_time() - cpu
    courier.close(datetime.now(UTC))
    transport.close()
    db.close()
    count = {outcome: metrics.deliveries.labels(outcome)._value.get() for outcome in ("posted", "notposted", "unknown")}
    print(json.dumps({"seconds": seconds, "cpu": cpu, **count}))


def _left(db: Database) -> bool:
    with db.read() as session:
        open_ones = select(func.count()).where(OutboundMessage.state.in_(OPEN_STATES))
        return bool(session.scalar(open_ones))


if __name__ == "__main__":
    main()
