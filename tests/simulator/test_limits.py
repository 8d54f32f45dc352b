"""Slack's limits: how much may be said, how often a method may be called, and what comes of too much."""

from __future__ import annotations

from datetime import timedelta

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.simulator.cast import ANA, CHECKOUT, LAB, PAYMENTS
from bot.simulator.driver import CannotDo, Slack
from bot.simulator.limits import Limits
from bot.simulator.simulator import Simulator
from tests.simulator.calling import TOKEN, call, post


class Clock:
    """A monotonic clock that a test turns."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def limits(clock: Clock, speed: float = 1.0, **allowances: float) -> Limits:
    made = Limits(speed, clock)
    made.on(**allowances)
    return made


def said(limits: Limits, place: str = "C1", workspace: str = "T1") -> int | None:
    """None when one more message is allowed, else the Retry-After."""
    excess = limits.message(workspace, place)
    return excess.retry_after if excess else None


def test_nothing_is_limited_until_that_is_switched_on(clock: Clock) -> None:
    free = Limits(monotonic=clock)
    assert [said(free) for _ in range(500)] == [None] * 500
    assert [free.call("users.list", "T1") for _ in range(500)] == [None] * 500
    free.on()
    free.off()
    assert [said(free) for _ in range(500)] == [None] * 500


def test_switching_on_again_counts_afresh(clock: Clock) -> None:
    few = limits(clock, channel_burst=1)
    assert [said(few), said(few)] == [None, 1]
    few.on(channel_burst=1)
    assert said(few) is None


def test_a_channel_takes_a_short_burst_and_then_one_message_a_second(clock: Clock) -> None:
    few = limits(clock)
    assert [said(few) for _ in range(4)] == [None, None, None, 1]
    clock.now += 1
    assert [said(few) for _ in range(2)] == [None, 1]
    assert said(few, place="C2") is None
    assert said(few, workspace="T2") is None


def test_the_burst_can_be_forbidden(clock: Clock) -> None:
    few = limits(clock, channel_burst=1)
    assert [said(few), said(few)] == [None, 1]
    for _ in range(100):
        clock.now += 1
        assert said(few) is None


def test_a_workspace_takes_sixty_at_once_and_then_four_a_second(clock: Clock) -> None:
    few = limits(clock)
    assert [said(few, place=f"D{n}") for n in range(60)] == [None] * 60
    assert said(few, place="D60") == 1
    clock.now += 1
    assert [said(few, place=f"D{n}") for n in range(60, 65)] == [None] * 4 + [1]


def test_a_refused_message_takes_nothing_from_the_other_allowance(clock: Clock) -> None:
    few = limits(clock, channel_burst=1, workspace_burst=2)
    assert [said(few), said(few)] == [None, 1]
    assert said(few, place="C2") is None
    assert said(few, place="C3") == 1


def test_who_does_not_wait_as_asked_is_refused_and_told(clock: Clock) -> None:
    few = limits(clock, channel_per_second=0.2, channel_burst=1)
    assert [said(few), said(few)] == [None, 5]
    clock.now += 4.5
    again = few.message("T1", "C1")
    assert again is not None
    assert again.what.startswith("called again 0.50 s before the Retry-After was over")
    assert again.retry_after == 1
    clock.now += 0.5
    assert said(few) is None


def test_speed_makes_the_seconds_of_slack_shorter(clock: Clock) -> None:
    fast = limits(clock, speed=10, channel_burst=1)
    assert said(fast) is None
    clock.now += 0.1
    assert said(fast) is None


@pytest.mark.parametrize(
    ("method", "at_once", "again_after"),
    (("users.list", 20, 3), ("chat.update", 50, 2), ("users.info", 100, 1), ("apps.connections.open", 10, 60)),
)
def test_methods_are_limited_by_their_tier(clock: Clock, method: str, at_once: int, again_after: int) -> None:
    tiers = limits(clock)
    assert [tiers.call(method, "T1") for _ in range(at_once)] == [None] * at_once
    excess = tiers.call(method, "T1")
    assert excess is not None
    assert excess.retry_after == again_after
    assert tiers.call(method, "T2") is None
    clock.now += again_after
    assert tiers.call(method, "T1") is None


def test_tiers_can_be_left_out(clock: Clock) -> None:
    lenient = limits(clock, tiers=False)
    assert {lenient.call("users.list", "T1") for _ in range(50)} == {None}


def test_an_allowance_that_there_is_not_is_refused(slack: Slack) -> None:
    with pytest.raises(CannotDo, match="no allowance channel_bursts; there is channel_per_second"):
        slack.weather.limits(channel_bursts=1)


def test_too_much_is_answered_by_429_and_noted(sim: Simulator, slack: Slack) -> None:
    slack.weather.limits(channel_burst=1)
    client = WebClient(TOKEN, base_url=sim.api_url)
    client.chat_postMessage(channel=CHECKOUT, text="One", unfurl_links=False, unfurl_media=False)
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel="#checkout", text="Two")
    assert refused.value.response.status_code == 429
    assert refused.value.response["error"] == "ratelimited"
    assert int(refused.value.response.headers["Retry-After"]) >= 1
    assert [message.text for message in slack.messages("#checkout")] == ["One"]
    assert slack.violations("rule") == []
    assert slack.violations("limit") == ["chat.postMessage: more than 1 messages a second in C0CHECKOUT"]
    slack.weather.no_limits()
    post(sim, CHECKOUT)


def test_a_method_that_is_called_too_often_is_refused(still: Simulator) -> None:
    still.limits.on()
    assert [call(still, "users.list").get("error") for _ in range(21)] == [None] * 20 + ["ratelimited"]
    assert call(still, "users.list", token="xoxb-other-drumbeat")["ok"]
    assert [each["kind"] for each in still.record.violations] == ["limit"]


def test_a_person_and_the_conversation_with_them_are_one_place(still: Simulator) -> None:
    still.limits.on(channel_burst=1)
    direct = post(still, ANA)["channel"]
    assert call(still, "chat.postMessage", channel=direct, text="Again")["error"] == "ratelimited"


def test_ephemeral_messages_and_edits_count_by_method_alone(still: Simulator) -> None:
    still.limits.on(channel_burst=1)
    ts = post(still, CHECKOUT)["ts"]
    for _ in range(5):
        assert call(still, "chat.update", channel=CHECKOUT, ts=ts, text="Edited")["ok"]
        assert call(still, "chat.postEphemeral", channel=CHECKOUT, user=ANA, text="Psst")["ok"]
    post(still, LAB)
    post(still, PAYMENTS)


def test_after_an_hour_that_is_turned_on_an_app_may_call_again(still: Simulator) -> None:
    still.limits.on(channel_burst=1)
    assert [said(still.limits), said(still.limits)] == [None, 1]
    still.world.clock.set(still.world.now + timedelta(hours=1))
    assert said(still.limits) is None
