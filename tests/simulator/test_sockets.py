"""Socket Mode: who may connect, what is said over the sockets, what comes back, and how they end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import aiohttp
import pytest

from bot.simulator.driver import CannotDo, Slack
from bot.simulator.driver.connection import Connection
from bot.simulator.server import running
from bot.simulator.simulator import Simulator
from tests.simulator.calling import TOKEN, actions, button, call, post
from tests.simulator.listening import FrontDoor, RawBot
from tests.simulator.plugging import APP_TOKEN, PluggedBot, plugged


@pytest.fixture
def bot(sim: Simulator, slack: Slack) -> Iterator[PluggedBot]:
    slack.set_app(socket_mode=True)
    with plugged(sim) as bot:
        yield bot


@pytest.fixture
def hasty() -> Iterator[tuple[Slack, PluggedBot]]:
    """Where three seconds are a fifth of one: for what is not acknowledged."""
    with running(speed=15) as sim, plugged(sim) as bot:
        slack = Slack(sim.url)
        slack.set_app(socket_mode=True)
        yield slack, bot


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


def test_a_connection_is_greeted_and_counted(bot: PluggedBot, slack: Slack) -> None:
    first, second = bot.plug(), bot.plug()
    assert first.frames[0]["type"] == "hello"
    assert (first.frames[0]["num_connections"], second.frames[0]["num_connections"]) == (1, 2)
    assert first.frames[0]["connection_info"] == {"app_id": "A0DRUMBEAT"}
    slack.sockets.wait_for(2)
    assert slack.sockets.url.startswith("ws://127.0.0.1:")


def test_a_ticket_is_used_once(bot: PluggedBot, sim: Simulator) -> None:
    url = call(sim, "apps.connections.open", token=APP_TOKEN)["url"]
    bot.plug_into(url)
    with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
        bot.plug_into(url)


def test_a_command_is_told_over_a_socket_and_its_ack_is_shown(bot: PluggedBot, slack: Slack) -> None:
    plug = bot.plug()
    bot.answers["/standup"] = {"text": "Daily at 9:30"}
    assert slack.says("Ana", "#checkout", "/standup list <all>").text == "Daily at 9:30"
    (envelope,) = plug.envelopes
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
    assert (envelope["payload"]["text"], envelope["payload"]["user_name"]) == ("list &lt;all&gt;", "ana")
    assert slack.violations() == []


def test_an_ack_over_a_socket_is_judged_as_one_over_http(bot: PluggedBot, slack: Slack) -> None:
    bot.plug()
    bot.answers["/standup"] = {"text": "Hi", "blocks": [{"type": "section"}]}
    assert "invalid_command_response" in str(slack.says("Ana", "#checkout", "/standup").banner)
    assert slack.violations()[0].startswith("ack of /standup")


def test_a_button_is_told_over_a_socket(bot: PluggedBot, slack: Slack, sim: Simulator) -> None:
    plug = bot.plug()
    post(sim, "C0CHECKOUT", "Card", blocks=[actions(button("Fill in"))])
    assert slack.last("#checkout", seen_by="Ana").press("Fill in").acked
    assert plug.envelopes[0]["type"] == "interactive"
    assert plug.envelopes[0]["payload"]["type"] == "block_actions"


def test_an_event_is_told_over_a_socket_and_takes_no_payload(bot: PluggedBot, slack: Slack) -> None:
    plug = bot.plug()
    slack.opens_home("Ana")
    envelope = plug.envelopes[0]
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("events_api", False)
    assert (envelope["retry_attempt"], envelope["retry_reason"]) == (0, "")
    assert envelope["payload"]["event"]["type"] == "app_home_opened"


def test_nothing_goes_over_http_while_socket_mode_is_on(bot: PluggedBot, slack: Slack, door: FrontDoor) -> None:
    listening = RawBot()
    slack.set_app(request_url=door.open_for(listening.answer))
    bot.plug()
    slack.says("Ana", "#checkout", "/standup")
    slack.opens_home("Ana")
    assert (len(bot.heard), listening.heard) == (2, [])
    slack.set_app(socket_mode=False)
    slack.says("Ana", "#checkout", "/standup")
    assert (len(bot.heard), len(listening.heard)) == (2, 1)


def test_payloads_go_to_any_of_the_connections_and_each_to_one(bot: PluggedBot, slack: Slack) -> None:
    plugs = [bot.plug() for _ in range(3)]
    slack.sockets.wait_for(3)
    slack.says_many([("Ana", "#checkout", f"/standup {n}") for n in range(30)])
    counts = [len(plug.envelopes) for plug in plugs]
    assert sum(counts) == 30
    assert min(counts) > 2


def test_without_a_connection_a_command_fails_at_once(bot: PluggedBot, slack: Slack) -> None:
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


def test_pings_are_answered_until_a_line_falls_silent(bot: PluggedBot, slack: Slack, sim: Simulator) -> None:
    url = call(sim, "apps.connections.open", token=APP_TOKEN)["url"]
    assert bot.run(_pinged(url)) == (aiohttp.WSMsgType.PONG, b"there?")
    plug = bot.plug(heartbeat=0.5)
    slack.sockets.silence()
    assert plug.ended.wait(5)


async def _pinged(url: str) -> tuple[aiohttp.WSMsgType, bytes]:
    """What comes back to a ping, after the hello."""
    async with aiohttp.ClientSession() as session, session.ws_connect(url, autoping=False) as socket:
        await socket.receive(timeout=5)
        await socket.ping(b"there?")
        answer = await socket.receive(timeout=5)
        return answer.type, bytes(answer.data)


def test_slack_pings_too() -> None:
    with running(speed=100) as sim, plugged(sim) as bot:
        Slack(sim.url).set_app(socket_mode=True)
        url = call(sim, "apps.connections.open", token=APP_TOKEN)["url"]
        assert bot.run(_second_frame(url)).type is aiohttp.WSMsgType.PING


async def _second_frame(url: str) -> aiohttp.WSMessage:
    """What comes after the hello when nobody says anything."""
    async with aiohttp.ClientSession() as session, session.ws_connect(url, autoping=False) as socket:
        await socket.receive(timeout=5)
        return await socket.receive(timeout=5)


def test_a_silent_line_hears_nothing(bot: PluggedBot, slack: Slack) -> None:
    silent = bot.plug()
    slack.sockets.wait_for(1)
    slack.sockets.silence()
    bot.says(silent, "hello?")
    bot.says(bot.plug(), "hello!")
    assert slack.wait_for(slack.violations) == ["socket: a frame that is no ack"]
    assert Connection(slack.url).get("violations")["violations"][0]["payload"] == "hello!"


def test_a_line_that_goes_away_before_the_ack_is_a_failed_dispatch() -> None:
    with running(speed=2) as sim, plugged(sim) as bot, ThreadPoolExecutor(1) as speaking:
        slack = Slack(sim.url)
        slack.set_app(socket_mode=True)
        plug = bot.plug()
        bot.answers["/standup"] = None
        said = speaking.submit(slack.says, "Ana", "#checkout", "/standup")
        while not plug.envelopes:
            slack.sockets.wait_for(1)
        slack.sockets.drop()
        assert said.result(10).banner == '/standup failed with the error "dispatch_failed"'


def test_what_is_said_to_a_silent_line_is_lost(hasty: tuple[Slack, PluggedBot]) -> None:
    slack, bot = hasty
    plug = bot.plug()
    slack.sockets.wait_for(1)
    slack.sockets.silence()
    assert "operation_timeout" in str(slack.says("Ana", "#checkout", "/standup").banner)
    assert plug.envelopes == []


@pytest.mark.parametrize(
    ("tell", "told"),
    (("refresh", ["refresh_requested"]), ("warn", ["warning", "refresh_requested"])),
)
def test_a_line_that_is_to_end_says_so_and_ends_later(
    hasty: tuple[Slack, PluggedBot], tell: str, told: list[str]
) -> None:
    slack, bot = hasty
    slack.sockets.set(notice_seconds=0.05)
    plug = bot.plug()
    slack.sockets.wait_for(1)
    getattr(slack.sockets, tell)()
    assert plug.ended.wait(5)
    assert plug.told() == ["hello", *told]
    slack.sockets.wait_for(0)


def test_while_one_line_ends_another_gets_all_that_is_new(bot: PluggedBot, slack: Slack) -> None:
    old = bot.plug()
    slack.sockets.refresh()
    assert slack.says("Ana", "#checkout", "/standup").acked
    assert len(old.envelopes) == 1
    new = bot.plug()
    slack.sockets.wait_for(2)
    slack.says_many([("Ana", "#checkout", f"/standup {n}") for n in range(10)])
    assert (len(old.envelopes), len(new.envelopes)) == (1, 10)


def test_lines_end_by_themselves_when_their_time_is_over(hasty: tuple[Slack, PluggedBot]) -> None:
    slack, bot = hasty
    slack.sockets.set(life_seconds=0.2, notice_seconds=0.05)
    plug = bot.plug()
    assert plug.ended.wait(5)
    assert plug.told() == ["hello", "warning", "refresh_requested"]


def test_lines_for_debugging_live_six_minutes() -> None:
    with running(speed=360) as sim, plugged(sim) as bot:
        Slack(sim.url).set_app(socket_mode=True)
        plug = bot.plug("&debug_reconnects=true")
        assert plug.ended.wait(5)
        assert plug.told() == ["hello", "warning", "refresh_requested"]


def test_the_eleventh_connection_is_one_too_many(bot: PluggedBot, slack: Slack) -> None:
    for _ in range(10):
        bot.plug()
    slack.sockets.wait_for(10)
    eleventh = bot.plug()
    assert eleventh.ended.wait(5)
    assert eleventh.told() == ["too_many_websockets"]
    assert slack.sockets.connected == 10


@pytest.mark.parametrize(("tell", "told"), (("too_many", "too_many_websockets"), ("disable", "link_disabled")))
def test_lines_are_ended_with_a_reason(bot: PluggedBot, slack: Slack, tell: str, told: str) -> None:
    first, second = bot.plug(), bot.plug()
    slack.sockets.wait_for(2)
    getattr(slack.sockets, tell)(1)
    assert first.ended.wait(5)
    assert first.told()[-1] == told
    assert not second.ended.is_set()


def test_switching_socket_mode_off_ends_all_lines_and_admits_none(bot: PluggedBot, slack: Slack) -> None:
    plug = bot.plug()
    slack.sockets.wait_for(1)
    slack.set_app(socket_mode=False)
    assert plug.ended.wait(5)
    assert plug.told()[-1] == "link_disabled"
    assert bot.plug().told() == ["link_disabled"]


def test_a_dropped_line_ends_without_a_word(bot: PluggedBot, slack: Slack) -> None:
    plug = bot.plug()
    slack.sockets.wait_for(1)
    slack.sockets.drop()
    assert plug.ended.wait(5)
    assert plug.told() == ["hello"]
    slack.sockets.wait_for(0)
    with pytest.raises(CannotDo, match="0 sockets are open"):
        slack.sockets.wait_for(1, seconds=0)


def test_a_frame_that_is_no_ack_is_noted(bot: PluggedBot, slack: Slack) -> None:
    plug = bot.plug()
    bot.says(plug, "hello?")
    bot.says(plug, json.dumps({"envelope_id": "unknown"}))
    assert slack.wait_for(slack.violations) == ["socket: a frame that is no ack"]
