"""Faults on command: what the app sees of a call that goes wrong, and what has become of it all the same."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import aiohttp
import pytest

from bot.simulator.cast import CHECKOUT
from bot.simulator.driver import CannotDo, Slack
from bot.simulator.faults import Faults
from bot.simulator.simulator import Simulator
from tests.simulator.calling import TOKEN, call, post

Json = dict[str, Any]
POST = "chat.postMessage"


def attempt(sim: Simulator, text: str = "Hello", method: str = POST) -> tuple[int, Any] | None:
    """Status and body of the answer; None when the connection was closed before there was one."""

    async def once() -> tuple[int, Any] | None:
        said = {"channel": CHECKOUT, "text": text, "unfurl_links": False, "unfurl_media": False}
        headers = {"Authorization": f"Bearer {TOKEN}"}
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.post(f"{sim.api_url}{method}", json=said, headers=headers) as response,
            ):
                body = await response.text()
                return response.status, await response.json() if body.startswith("{") else body
        except aiohttp.ClientConnectionError:
            return None

    return asyncio.run(once())


def texts(slack: Slack) -> list[str]:
    return [message.text for message in slack.messages("#checkout")]


def test_a_lost_reply_is_a_message_that_stands_there(sim: Simulator, slack: Slack) -> None:
    slack.weather.faults({"kind": "lose_reply", "times": 1})
    assert attempt(sim) is None
    assert texts(slack) == ["Hello"]
    assert attempt(sim, "Again")[0] == 200  # type: ignore[index] # it is answered
    assert slack.weather.struck == {"lose_reply": 1}


def test_a_closed_connection_is_a_message_that_never_was(sim: Simulator, slack: Slack) -> None:
    slack.weather.faults({"kind": "close", "methods": [POST]})
    assert attempt(sim) is None
    assert texts(slack) == []
    assert call(sim, "auth.test")["ok"]


def test_a_late_message_stands_there_after_a_while(sim: Simulator, slack: Slack) -> None:
    slack.weather.faults({"kind": "late", "seconds": 0.3, "times": 1})
    assert attempt(sim) is None
    assert texts(slack) == []
    assert slack.wait_for(lambda: texts(slack)) == ["Hello"]


def test_a_slow_answer_is_of_a_message_that_stands_there_already(sim: Simulator, slack: Slack) -> None:
    slack.weather.faults({"kind": "slow", "seconds": 0.3})
    started = time.monotonic()
    answer = attempt(sim)
    assert time.monotonic() - started >= 0.3
    assert answer is not None
    assert answer[1]["ok"]
    assert texts(slack) == ["Hello"]


@pytest.mark.parametrize("taken", (True, False))
@pytest.mark.parametrize(
    ("fault", "seen"),
    (
        ({"kind": "status", "status": 503}, (503, "upstream connect error")),
        ({"kind": "error", "error": "fatal_error"}, (200, {"ok": False, "error": "fatal_error"})),
    ),
)
def test_an_error_is_of_a_call_that_was_taken_or_not(
    sim: Simulator, slack: Slack, fault: Json, seen: Any, taken: bool
) -> None:
    slack.weather.faults({**fault, "taken": taken})
    assert attempt(sim) == seen
    assert texts(slack) == (["Hello"] if taken else [])


def test_a_storm_of_429_lasts_as_long_as_it_is_told(sim: Simulator, slack: Slack) -> None:
    slack.weather.faults({"kind": "ratelimited", "retry_after": 7, "lasts": 60, "methods": POST})
    assert attempt(sim) == (429, {"ok": False, "error": "ratelimited"})
    assert texts(slack) == slack.violations() == []
    sim.faults.active[0].began -= 61
    assert attempt(sim)[0] == 200  # type: ignore[index] # it is answered


def test_history_shows_a_message_only_after_the_lag(sim: Simulator, slack: Slack) -> None:
    ts = post(sim, CHECKOUT)["ts"]
    slack.weather.faults({"kind": "history_lag", "seconds": 60})
    assert call(sim, "conversations.history", channel=CHECKOUT)["messages"] == []
    sim.world.messages(CHECKOUT)[0].stored -= 61
    assert [each["ts"] for each in call(sim, "conversations.history", channel=CHECKOUT)["messages"]] == [ts]


def test_chance_is_the_same_for_the_same_seed() -> None:
    def struck(seed: int) -> list[bool]:
        faults = Faults(seed)
        faults.on("close", chance=0.3)
        return [faults.strike(POST, "close") is not None for _ in range(200)]

    assert struck(7) == struck(7)
    assert struck(7) != struck(8)
    assert 30 < sum(struck(7)) < 90


def test_faults_of_other_methods_and_kinds_do_not_happen() -> None:
    faults = Faults()
    faults.on("close", methods="chat.update")
    assert faults.strike(POST, "close") is None
    assert faults.strike("chat.update", "slow") is None
    assert faults.strike("chat.update", "close") is not None
    faults.off()
    assert faults.strike("chat.update", "close") is None


@pytest.mark.parametrize(
    ("fault", "why"),
    (({"kind": "explode"}, 'no fault "explode"; there is close'), ({"kind": "slow", "second": 1}, "has no second")),
)
def test_a_fault_that_there_is_not_is_refused(slack: Slack, fault: Json, why: str) -> None:
    with pytest.raises(CannotDo, match=why):
        slack.weather.faults(fault)


def test_clearing_ends_faults_and_limits(sim: Simulator, slack: Slack) -> None:
    slack.weather.faults({"kind": "close"})
    slack.weather.limits(channel_burst=1)
    slack.weather.clears()
    post(sim, CHECKOUT)
    post(sim, CHECKOUT)
