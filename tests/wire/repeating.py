"""Deliveries that come more than once: one memory, two bots before it, one at each of Slack's doors."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.simulator.driver import Slack
from tests.slack.signing import signed
from tests.wire.bots import Bot, settings_for
from tests.wire.setups import Setup, bot_in

# How a delivery comes again: long after it was answered (in turn, or all at once), or all at once with the first.
WAYS = ("later", "later at once", "with the first")
NO_SOCKETS = {"kind": "error", "error": "internal_error", "methods": ["apps.connections.open"]}


@dataclass
class TwoDoors:
    """What is said in this Slack comes over the socket; the other bot, with the same memory, listens on HTTP."""

    slack: Slack
    by_http: Bot
    by_socket: Bot

    @property
    def memory(self) -> str:
        """The address of the database."""
        return self.by_http.settings["DATABASE_URL"]

    def said(self, act: Callable[[], Any], kind: str, way: str, times: int) -> tuple[Any, list[Any]]:
        """Does it, and has it come again by each door so many times: what came of it, and the bodies of all acks."""
        if way == "with the first":
            first, number = self.nobody_hears(act, kind)
        else:
            first, number = act(), self.number_of(kind)
        return first, self.again(number, times, at_once=way != "later")

    def number_of(self, kind: str) -> int:
        return int(self.slack.deliveries(kind)[-1]["number"])

    def nobody_hears(self, act: Callable[[], Any], kind: str) -> tuple[Any, int]:
        """Does it while the app has no socket open: it was sent and never arrived."""
        told = len(self.slack.deliveries(kind))
        self.slack.weather.faults(NO_SOCKETS)
        try:
            self.slack.sockets.drop()
            self.slack.sockets.wait_for(0)
            came = act()
            heard = self.slack.wait_for(lambda: self.slack.deliveries(kind)[told:])
        finally:
            self.slack.weather.clears()
            self.slack.sockets.wait_for(2, seconds=30)
        assert heard[-1]["failure"] == "dispatch_failed"
        return came, int(heard[-1]["number"])

    def again(self, number: int, times: int, *, at_once: bool) -> list[Any]:
        """The bodies of the acks, as JSON: a bot that did not take it fails here."""

        def over(door: str) -> list[dict[str, Any]]:
            return self.slack.redelivers(number, times, over=door, at_once=at_once)

        if at_once:
            with ThreadPoolExecutor(2) as doors:
                replies = [reply for each in doors.map(over, ("http", "socket")) for reply in each]
        else:
            replies = over("http") + over("socket")
        assert [reply for reply in replies if reply["status"] != 200] == []
        return [json.loads(reply["body"] or "null") for reply in replies]


@contextmanager
def two_doors(slack: Slack, database: str, folder: Path) -> Iterator[TwoDoors]:
    """Both running, with one database."""
    slack.set_app(retries=False)  # what comes again comes when the test says so
    with bot_in(Setup(database, "http"), slack, folder / "http") as by_http:
        settings = settings_for(slack, folder / "socket", "socket")
        settings["DATABASE_URL"] = by_http.settings["DATABASE_URL"]
        with Bot(slack, folder / "socket", settings) as by_socket:
            slack.clock.wait_for_attached(2, seconds=30)
            yield TwoDoors(slack, by_http, by_socket)


def told(bot: Bot, event: dict[str, Any], retry: int) -> int:
    """The status by which a bot takes an event, sent to it for the first time (0) or again."""
    body = json.dumps(event).encode()
    stamp, secret = str(int(time.time())).encode(), bot.settings["SLACK_SIGNING_SECRET"]
    headers = {name.decode(): text.decode() for name, text in signed(body, stamp, secret)}
    headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"} if retry else {}
    headers["Content-Type"] = "application/json"
    request = urllib.request.Request(f"{bot.url}/slack/events", body, headers)
    with urllib.request.urlopen(request, timeout=10) as response:
        return int(response.status)


def only(bodies: list[Any]) -> Any:
    """The one answer that all of them are."""
    assert [body for body in bodies if body != bodies[0]] == []
    return bodies[0]
