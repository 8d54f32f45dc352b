"""Slash commands: what is delivered, what comes back, and what a person sees when it goes wrong."""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import Any

import pytest

from bot.simulator.cast import ANA, BOT, CHECKOUT, LAB
from bot.simulator.driver import CannotDo, Slack
from bot.simulator.http_door import signature_headers
from bot.simulator.server import running
from bot.simulator.simulator import Simulator
from tests.simulator.calling import section
from tests.simulator.listening import FrontDoor, RawBot, too_late


def test_slacks_own_example_is_signed_as_slack_signs_it() -> None:
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar"
        b"&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com"
        b"%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121."
        b"803a0bc887a14d10d2c447fce8b6703c"
    )
    headers = signature_headers("8f742231b10e8888abcd99yyyzzz85a5", body, 1531420618)
    assert headers["X-Slack-Signature"] == "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"


def test_every_delivery_is_signed_in_real_time(raw_bot: RawBot, slack: Slack, sim: Simulator) -> None:
    slack.clock.jump_to("2030-01-01 09:00")
    slack.says("Ana", "#checkout", "/standup list")
    (headers,), (body,) = raw_bot.headers, raw_bot.bodies
    sent_at = headers["x-slack-request-timestamp"]
    key = sim.app.signing_secret.encode()
    digest = hmac.new(key, f"v0:{sent_at}:".encode() + body, hashlib.sha256).hexdigest()
    assert headers["x-slack-signature"] == f"v0={digest}"
    assert abs(int(sent_at) - time.time()) < 30


def test_a_command_carries_every_field(raw_bot: RawBot, slack: Slack, sim: Simulator) -> None:
    slack.says("Ana", "#checkout", "/standup new Daily at 9:30 for @Ben <now>")
    (heard,) = raw_bot.heard
    assert heard["text"] == "new Daily at 9:30 for <@U0BEN00001> &lt;now&gt;"
    assert heard["response_url"].startswith(f"{sim.url}/commands/T0ACME0001/")
    assert len(heard["trigger_id"].split(".")) == 3
    fixed = {key: heard[key] for key in heard if key not in ("text", "response_url", "trigger_id", "token")}
    assert fixed == {
        "team_id": "T0ACME0001",
        "team_domain": "acme",
        "channel_id": CHECKOUT,
        "channel_name": "checkout",
        "user_id": ANA,
        "user_name": "ana",
        "command": "/standup",
        "api_app_id": "A0DRUMBEAT",
        "is_enterprise_install": "false",
    }


@pytest.mark.parametrize(
    ("where", "name"), (("#lab", "privategroup"), ("dm", "directmessage"), ("#checkout", "checkout"))
)
def test_private_places_are_not_named_to_the_app(raw_bot: RawBot, slack: Slack, where: str, name: str) -> None:
    slack.says("Ana", where, "/standup")
    assert raw_bot.heard[0]["channel_name"] == name


@pytest.mark.parametrize(
    ("answer", "failure"), ((500, "dispatch_failed"), (404, "dispatch_failed"), (too_late, "operation_timeout"))
)
def test_a_command_that_fails_shows_a_banner(door: FrontDoor, answer: Any, failure: str) -> None:
    bot = RawBot()
    bot.answers["/standup"] = answer
    with running(speed=10) as sim:
        slack = Slack(sim.url)
        slack.set_app(request_url=door.open_for(bot.answer))
        answered = slack.says("Ana", "#checkout", "/standup")
        assert answered.banner == f'/standup failed with the error "{failure}"'
        assert not answered.acked
        assert slack.banners("Ana") == [answered.banner]
        assert slack.banners("Ben") == []
        assert slack.deliveries()[-1]["failure"] == failure


def test_a_bot_that_is_not_there_shows_a_banner(slack: Slack) -> None:
    slack.set_app(request_url="http://127.0.0.1:9/slack/events")
    assert "dispatch_failed" in str(slack.says("Ana", "#checkout", "/standup").banner)


@pytest.mark.parametrize(
    "answer",
    (
        {"text": "x" * 40_001},
        {"text": "Hi", "blocks": [section("")]},
        {"blocks": "x"},
        {"response_type": "all", "text": "x"},
    ),
)
def test_an_ack_that_slack_could_not_show_is_a_banner_and_a_violation(
    raw_bot: RawBot, slack: Slack, answer: dict[str, Any]
) -> None:
    raw_bot.answers["/standup"] = answer
    answered = slack.says("Ana", "#checkout", "/standup")
    assert answered.banner == '/standup failed with the error "invalid_command_response"'
    assert slack.violations()[0].startswith("ack of /standup: ")
    assert slack.messages("#checkout", seen_by="Ana") == []


def test_an_ack_of_blocks_without_text_is_shown_and_noted(raw_bot: RawBot, slack: Slack) -> None:
    raw_bot.answers["/standup"] = {"blocks": [section("Hello")]}
    assert slack.says("Ana", "#checkout", "/standup").text == "Hello"
    assert "no `text`" in slack.violations()[0]


def test_an_answer_for_all_shows_what_was_typed_as_well(raw_bot: RawBot, slack: Slack) -> None:
    raw_bot.answers["/standup"] = {"response_type": "in_channel", "text": "Daily at 9:30"}
    slack.says("Ana", "#checkout", "/standup list")
    assert [(message.author, message.text) for message in slack.messages("#checkout", seen_by="Ben")] == [
        ("Ana", "/standup list"),
        ("Drumbeat", "Daily at 9:30"),
    ]


def test_a_command_in_a_thread_is_refused_by_slack(raw_bot: RawBot, slack: Slack) -> None:
    slack.says("Ana", "#checkout", "Morning")
    answer = slack.says("Ana", "#checkout", "/standup", thread=slack.last("#checkout"))
    assert answer.banner == "/standup is not supported in threads. Sorry!"
    assert raw_bot.heard_of("/standup") == []


def test_commands_that_no_app_declared_are_refused(raw_bot: RawBot, slack: Slack) -> None:
    slack.set_app(commands=["/standup", {"command": "/team", "description": "Teams", "usage_hint": "new"}])
    assert slack.says("Ana", "#checkout", "/feature").banner == "/feature is not a valid command."
    assert slack.says("Ana", "#checkout", "/team").acked
    assert [each["command"] for each in raw_bot.heard] == ["/team"]


def test_slacks_own_commands_never_reach_the_app(raw_bot: RawBot, slack: Slack) -> None:
    assert "Slack's own" in str(slack.says("Ana", "#checkout", "/remind me").banner)
    assert raw_bot.heard == []


def test_the_bot_is_invited_with_a_command(raw_bot: RawBot, slack: Slack) -> None:
    assert slack.says("Ana", "#general", "/invite @Drumbeat").banner is None
    slack.settle()
    (joined,) = raw_bot.heard_of("member_joined_channel")
    assert (joined["user"], joined["inviter"]) == (BOT, ANA)
    assert "already" in str(slack.says("Ana", "#general", "/invite @Drumbeat").banner)


@pytest.mark.parametrize(
    ("who", "where", "why"),
    (
        ("Eve", "#checkout", "sees no channel"),
        ("Fay", "#checkout", "sees no channel"),
        ("Dov", "#lab", "sees no channel"),
        ("Dov", "#checkout", "is not in #checkout"),
        ("Ana", "#attic", "archived"),
        ("Zed", "#checkout", "nobody called Zed"),
    ),
)
def test_nobody_speaks_where_they_could_not_in_slack(slack: Slack, who: str, where: str, why: str) -> None:
    with pytest.raises(CannotDo, match=why):
        slack.says(who, where, "/standup")


def test_a_private_channel_is_named_to_its_members_alone(slack: Slack) -> None:
    assert slack.messages("#lab", seen_by="Ben") == []
    with pytest.raises(CannotDo):
        slack.messages(LAB, seen_by="Chi")
