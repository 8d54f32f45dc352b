"""Deliveries that fail and come again: events by themselves, everything else when a test asks for it."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator

import pytest
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.simulator.driver import CannotDo, Slack
from bot.simulator.server import running
from bot.simulator.simulator import Simulator
from tests.simulator.listening import FrontDoor, RawBot, too_late
from tests.simulator.plugging import plugged

MINUTES_ARE_SHORT = 3000  # five minutes pass in a tenth of a second, and Slack's patience is a millisecond


@pytest.fixture
def fast() -> Iterator[Slack]:
    with running(speed=MINUTES_ARE_SHORT) as sim:
        sim.deliverer.http.ack_seconds = 5
        yield Slack(sim.url)


@pytest.fixture
def failing(fast: Slack, door: FrontDoor) -> RawBot:
    bot = RawBot()
    bot.answers["app_home_opened"] = 500
    fast.set_app(request_url=door.open_for(bot.answer))
    return bot


def tried(slack: Slack, times: int) -> list[tuple[int, str | None]]:
    """The deliveries of the event, once there are so many: which retry it was, and how it failed."""
    made = slack.wait_for(lambda: (told := slack.deliveries("event app_home_opened"))[times - 1 :] and told, 10)
    return [(each["retry"], each["failure"]) for each in made]


def test_an_event_that_fails_comes_three_times_more_and_says_why(fast: Slack, failing: RawBot) -> None:
    fast.opens_home("Ana")
    assert tried(fast, 4) == [(n, "dispatch_failed") for n in range(4)]
    assert [each.get("x-slack-retry-num") for each in failing.headers] == [None, "1", "2", "3"]
    assert {each["x-slack-retry-reason"] for each in failing.headers[1:]} == {"http_error"}
    assert len(set(failing.bodies)) == 1


def test_an_event_that_is_taken_at_last_comes_no_more(fast: Slack, failing: RawBot) -> None:
    answers = iter((500, 503, 200, 500))
    failing.answers["app_home_opened"] = lambda _: next(answers)
    fast.opens_home("Ana")
    assert tried(fast, 3) == [(0, "dispatch_failed"), (1, "dispatch_failed"), (2, None)]
    fast.opens_home("Ben")
    assert [each["retry"] for each in fast.deliveries("event app_home_opened")][:4] == [0, 1, 2, 0]


def test_an_app_that_wants_no_retry_gets_none(fast: Slack, failing: RawBot, door: FrontDoor) -> None:
    async def refuse(request: Request) -> Response:
        await failing.answer(request)
        return Response(status_code=500, headers={"x-slack-no-retry": "1"})

    fast.set_app(request_url=door.open_for(refuse))
    fast.opens_home("Ana")
    fast.opens_home("Ana")
    assert [each["retry"] for each in fast.deliveries()] == [0, 0]


def test_retries_can_be_switched_off(fast: Slack, failing: RawBot) -> None:
    assert fast.set_app(retries=False)["retries"] is False
    fast.opens_home("Ana")
    fast.opens_home("Ana")
    assert [each["retry"] for each in fast.deliveries()] == [0, 0]


@pytest.mark.parametrize(
    ("url", "reason"), (("http://127.0.0.1:9/", "connection_failed"), ("http://127.0.0.1:9:9/", "unknown_error"))
)
def test_an_app_that_comes_back_is_told_why_it_was_missed(door: FrontDoor, url: str, reason: str) -> None:
    bot = RawBot()
    with running(speed=150) as sim:
        sim.deliverer.http.ack_seconds = 5
        slack = Slack(sim.url)
        slack.set_app(request_url=url)
        slack.opens_home("Ana")
        slack.set_app(request_url=door.open_for(bot.answer))
        slack.wait_for(lambda: bot.headers)
        assert bot.headers[0]["x-slack-retry-reason"] == reason


def test_an_app_that_is_too_slow_is_a_timeout(door: FrontDoor) -> None:
    bot = RawBot()
    bot.answers["app_home_opened"] = too_late
    with running(speed=30) as sim:
        slack = Slack(sim.url)
        slack.set_app(request_url=door.open_for(bot.answer))
        slack.opens_home("Ana")
        assert tried(slack, 2) == [(0, "operation_timeout"), (1, "operation_timeout")]
        assert bot.headers[1]["x-slack-retry-reason"] == "http_timeout"


@pytest.mark.parametrize(("redirects", "reason"), ((2, None), (3, "too_many_redirects")))
def test_two_redirects_are_followed(
    fast: Slack, failing: RawBot, door: FrontDoor, redirects: int, reason: str | None
) -> None:
    failing.answers["app_home_opened"] = 200
    url = door.open_for(failing.answer)
    for _ in range(redirects):
        url = door.open_for(_redirecting(url))
    fast.set_app(request_url=url)
    fast.opens_home("Ana")
    if reason is None:
        assert tried(fast, 1) == [(0, None)]
    else:
        assert tried(fast, 4)[0] == (0, "dispatch_failed")


def _redirecting(url: str):  # type: ignore[no-untyped-def] # a handler, as the door takes them
    async def redirect(request: Request) -> Response:
        return RedirectResponse(url, 307)

    return redirect


def test_commands_and_actions_are_never_retried(fast: Slack, failing: RawBot) -> None:
    failing.answers["/standup"] = 500
    assert fast.says("Ana", "#checkout", "/standup").banner
    fast.opens_home("Ana")
    tried(fast, 4)
    assert len(fast.deliveries("command /standup")) == 1


def test_a_turn_of_the_clock_does_not_wait_for_a_retry_in_a_minute(raw_bot: RawBot, slack: Slack) -> None:
    raw_bot.answers["user_change"] = 500
    slack.changes_person("Ben", title="Lead")
    slack.settle()
    slack.clock.turn_to("12:00")
    assert len(slack.deliveries("event user_change")) in (1, 2)


def test_over_a_socket_a_retry_carries_its_number_in_the_envelope() -> None:
    with running(speed=150) as sim, plugged(sim) as bot:
        slack = Slack(sim.url)
        slack.set_app(socket_mode=True)
        plug = bot.plug()
        bot.answers["app_home_opened"] = None
        slack.opens_home("Ana")
        assert tried(slack, 3)
        marks = [(each["retry_attempt"], each["retry_reason"]) for each in plug.envelopes]
        assert marks[:3] == [(0, ""), (1, "timeout"), (2, "timeout")]
        assert len({each["envelope_id"] for each in plug.envelopes}) == len(plug.envelopes)
        assert len({each["payload"]["event_id"] for each in plug.envelopes}) == 1


def test_a_delivery_is_made_again_with_the_same_bytes_and_a_new_signature(
    raw_bot: RawBot, slack: Slack, sim: Simulator
) -> None:
    raw_bot.answers["/standup"] = {"text": "Noted"}
    slack.says("Ana", "#checkout", "/standup log t: Invoices")
    (made,) = slack.deliveries("command /standup")
    replies = slack.redelivers(made["number"], times=2)
    assert [(each["status"], json.loads(each["body"])) for each in replies] == [(200, {"text": "Noted"})] * 2
    assert len(raw_bot.bodies) == 3
    assert len(set(raw_bot.bodies)) == 1
    for body, headers in zip(raw_bot.bodies, raw_bot.headers, strict=True):
        basis = f"v0:{headers['x-slack-request-timestamp']}:".encode() + body
        signature = hmac.new(sim.app.signing_secret.encode(), basis, hashlib.sha256).hexdigest()
        assert headers["x-slack-signature"] == f"v0={signature}"
    assert [each.text for each in slack.messages("#checkout", seen_by="Ana")] == ["Noted"]


def test_a_delivery_is_made_again_to_others_too(raw_bot: RawBot, slack: Slack, door: FrontDoor) -> None:
    slack.says("Ana", "#checkout", "/standup")
    one, other = RawBot(), RawBot()
    urls = [door.open_for(one.answer), door.open_for(other.answer)]
    replies = slack.redelivers(1, times=3, urls=urls, at_once=False)
    assert len(replies) == 6
    assert (len(raw_bot.heard), len(one.heard), len(other.heard)) == (1, 3, 3)
    assert set(one.bodies + other.bodies) == set(raw_bot.bodies)


def test_what_came_over_http_can_come_again_over_a_socket_and_back(
    raw_bot: RawBot, slack: Slack, sim: Simulator
) -> None:
    slack.says("Ana", "#checkout", "/standup list")
    slack.set_app(socket_mode=True)
    with plugged(sim) as bot:
        bot.plug()
        bot.answers["/standup"] = {"text": "Again"}
        slack.sockets.wait_for(1)
        (reply,) = slack.redelivers(1)
        assert json.loads(reply["body"]) == {"text": "Again"}
        assert bot.heard == raw_bot.heard
        slack.redelivers(2, over="http")
        assert raw_bot.bodies[0] == raw_bot.bodies[1]
    assert [each["over"] for each in slack.deliveries()] == ["http", "socket", "http"]


def test_a_delivery_that_never_was_cannot_be_made_again(slack: Slack) -> None:
    with pytest.raises(CannotDo, match="Nothing was delivered under number 7"):
        slack.redelivers(7)


def test_everything_can_be_told_twice(raw_bot: RawBot, slack: Slack) -> None:
    slack.weather.faults({"kind": "twice", "times": 1})
    slack.says("Ana", "#checkout", "/standup")
    slack.says("Ana", "#checkout", "/standup")
    assert len(raw_bot.heard) == 3
