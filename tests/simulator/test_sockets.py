"""Socket Mode: who may connect, what is said over the sockets and what comes back."""

from __future__ import annotations

import json

import aiohttp
import pytest

from bot.simulator.driver import Slack
from bot.simulator.simulator import Simulator
from tests.simulator.calling import TOKEN, actions, button, call, post
from tests.simulator.listening import FrontDoor, RawBot
from tests.simulator.plugging import APP_TOKEN, PluggedBot


@pytest.mark.parametrize(
    ("token", "error"), ((TOKEN, "not_allowed_token_type"), ("xapp-wrong", "invalid_auth"), (None, "invalid_auth"))
)
def test_sockets_are_for_the_app_level_token(sim: Simulator, token: str | None, error: str) -> None:
    assert call(sim, "apps.connections.open", token=token)["error"] == error
    assert call(sim, "auth.test", token=APP_TOKEN)["error"] == "not_allowed_token_type"


def test_the_app_level_token_needs_a_scope_of_its_own(sim: Simulator, slack: Slack) -> None:
    assert slack.set_app()["app_scopes"] == ["connections:write"]
    slack.set_app(app_scopes=["authorizations:read"])
    refused = call(sim, "apps.connections.open", token=APP_TOKEN)
    assert (refused["error"], refused["needed"]) == ("missing_scope", "connections:write")


def test_a_connection_is_greeted_and_counted(plugged_bot: PluggedBot, slack: Slack) -> None:
    first, second = plugged_bot.plug(), plugged_bot.plug()
    assert first.frames[0]["type"] == "hello"
    assert (first.frames[0]["num_connections"], second.frames[0]["num_connections"]) == (1, 2)
    assert first.frames[0]["connection_info"] == {"app_id": "A0DRUMBEAT"}
    slack.sockets.wait_for(2)
    assert slack.sockets.url.startswith("ws://127.0.0.1:")


def test_a_ticket_is_used_once(plugged_bot: PluggedBot, sim: Simulator) -> None:
    url = call(sim, "apps.connections.open", token=APP_TOKEN)["url"]
    plugged_bot.plug_into(url)
    with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
        plugged_bot.plug_into(url)


def test_a_command_is_told_over_a_socket_and_its_ack_is_shown(plugged_bot: PluggedBot, slack: Slack) -> None:
    plug = plugged_bot.plug()
    plugged_bot.answers["/standup"] = {"text": "Daily at 9:30"}
    assert slack.says("Ana", "#checkout", "/standup list <all>").text == "Daily at 9:30"
    (envelope,) = plug.envelopes
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
    assert (envelope["payload"]["text"], envelope["payload"]["user_name"]) == ("list &lt;all&gt;", "ana")
    assert slack.violations() == []


def test_an_ack_over_a_socket_is_judged_as_one_over_http(plugged_bot: PluggedBot, slack: Slack) -> None:
    plugged_bot.plug()
    plugged_bot.answers["/standup"] = {"text": "Hi", "blocks": [{"type": "section"}]}
    assert "invalid_command_response" in str(slack.says("Ana", "#checkout", "/standup").banner)
    assert slack.violations()[0].startswith("ack of /standup")


def test_a_button_is_told_over_a_socket(plugged_bot: PluggedBot, slack: Slack, sim: Simulator) -> None:
    plug = plugged_bot.plug()
    post(sim, "C0CHECKOUT", "Card", blocks=[actions(button("Fill in"))])
    assert slack.last("#checkout", seen_by="Ana").press("Fill in").acked
    assert plug.envelopes[0]["type"] == "interactive"
    assert plug.envelopes[0]["payload"]["type"] == "block_actions"


def test_an_event_is_told_over_a_socket_and_takes_no_payload(plugged_bot: PluggedBot, slack: Slack) -> None:
    plug = plugged_bot.plug()
    slack.opens_home("Ana")
    envelope = plug.envelopes[0]
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("events_api", False)
    assert (envelope["retry_attempt"], envelope["retry_reason"]) == (0, "")
    assert envelope["payload"]["event"]["type"] == "app_home_opened"


def test_nothing_goes_over_http_while_socket_mode_is_on(plugged_bot: PluggedBot, slack: Slack, door: FrontDoor) -> None:
    listening = RawBot()
    slack.set_app(request_url=door.open_for(listening.answer))
    plugged_bot.plug()
    slack.says("Ana", "#checkout", "/standup")
    slack.opens_home("Ana")
    assert (len(plugged_bot.heard), listening.heard) == (2, [])
    slack.set_app(socket_mode=False)
    slack.says("Ana", "#checkout", "/standup")
    assert (len(plugged_bot.heard), len(listening.heard)) == (2, 1)


def test_payloads_go_to_any_of_the_connections_and_each_to_one(plugged_bot: PluggedBot, slack: Slack) -> None:
    plugs = [plugged_bot.plug() for _ in range(3)]
    slack.sockets.wait_for(3)
    slack.says_many([("Ana", "#checkout", f"/standup {n}") for n in range(30)])
    counts = [len(plug.envelopes) for plug in plugs]
    assert sum(counts) == 30
    assert min(counts) > 2


def test_without_a_connection_a_command_fails_at_once(plugged_bot: PluggedBot, slack: Slack) -> None:
    assert slack.says("Ana", "#checkout", "/standup").banner == '/standup failed with the error "dispatch_failed"'


def test_what_is_not_acknowledged_in_time_is_a_banner(hasty: tuple[Slack, PluggedBot]) -> None:
    slack, bot = hasty
    bot.plug()
    bot.answers["/standup"] = None
    assert slack.says("Ana", "#checkout", "/standup").banner == '/standup failed with the error "operation_timeout"'


def test_a_lost_ack_is_no_ack(hasty: tuple[Slack, PluggedBot]) -> None:
    slack, bot = hasty
    bot.plug()
    slack.weather.faults({"kind": "lose_ack", "times": 1})
    assert "operation_timeout" in str(slack.says("Ana", "#checkout", "/standup").banner)
    assert slack.says("Ana", "#checkout", "/standup").acked
    assert slack.weather.struck == {"lose_ack": 1}


@pytest.mark.parametrize("allowed", (True, False))
def test_an_ack_may_come_over_another_connection_unless_that_is_switched_off(
    hasty: tuple[Slack, PluggedBot], allowed: bool
) -> None:
    slack, bot = hasty
    bot.plug()
    bot.plug()
    bot.acks_elsewhere = True
    slack.sockets.set(foreign_acks=allowed)
    assert slack.says("Ana", "#checkout", "/standup").acked is allowed


def test_a_frame_that_is_no_ack_is_noted(plugged_bot: PluggedBot, slack: Slack) -> None:
    plug = plugged_bot.plug()
    plugged_bot.says(plug, "hello?")
    plugged_bot.says(plug, json.dumps({"envelope_id": "unknown"}))
    assert slack.wait_for(slack.violations) == ["socket: a frame that is no ack"]
