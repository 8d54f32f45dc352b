"""How the lines of Socket Mode are kept, and how they end."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import aiohttp
import pytest

from bot.simulator.driver import CannotDo, Slack
from bot.simulator.driver.connection import Connection
from bot.simulator.server import running
from bot.simulator.simulator import Simulator
from tests.simulator.calling import call
from tests.simulator.plugging import APP_TOKEN, PluggedBot, plugged


def test_pings_are_answered_until_a_line_falls_silent(plugged_bot: PluggedBot, slack: Slack, sim: Simulator) -> None:
    url = call(sim, "apps.connections.open", token=APP_TOKEN)["url"]
    assert plugged_bot.run(_pinged(url)) == (aiohttp.WSMsgType.PONG, b"there?")
    plug = plugged_bot.plug(heartbeat=0.5)
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


def test_a_silent_line_hears_nothing(plugged_bot: PluggedBot, slack: Slack) -> None:
    silent = plugged_bot.plug()
    slack.sockets.wait_for(1)
    slack.sockets.silence()
    plugged_bot.says(silent, "hello?")
    plugged_bot.says(plugged_bot.plug(), "hello!")
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


def test_while_one_line_ends_another_gets_all_that_is_new(plugged_bot: PluggedBot, slack: Slack) -> None:
    old = plugged_bot.plug()
    slack.sockets.refresh()
    assert slack.says("Ana", "#checkout", "/standup").acked
    assert len(old.envelopes) == 1
    new = plugged_bot.plug()
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


def test_the_eleventh_connection_is_one_too_many(plugged_bot: PluggedBot, slack: Slack) -> None:
    for _ in range(10):
        plugged_bot.plug()
    slack.sockets.wait_for(10)
    eleventh = plugged_bot.plug()
    assert eleventh.ended.wait(5)
    assert eleventh.told() == ["too_many_websockets"]
    assert slack.sockets.connected == 10


@pytest.mark.parametrize(("tell", "told"), (("too_many", "too_many_websockets"), ("disable", "link_disabled")))
def test_lines_are_ended_with_a_reason(plugged_bot: PluggedBot, slack: Slack, tell: str, told: str) -> None:
    first, second = plugged_bot.plug(), plugged_bot.plug()
    slack.sockets.wait_for(2)
    getattr(slack.sockets, tell)(1)
    assert first.ended.wait(5)
    assert first.told()[-1] == told
    assert not second.ended.is_set()


def test_switching_socket_mode_off_ends_all_lines_and_admits_none(plugged_bot: PluggedBot, slack: Slack) -> None:
    plug = plugged_bot.plug()
    slack.sockets.wait_for(1)
    slack.set_app(socket_mode=False)
    assert plug.ended.wait(5)
    assert plug.told()[-1] == "link_disabled"
    assert plugged_bot.plug().told() == ["link_disabled"]


def test_a_dropped_line_ends_without_a_word(plugged_bot: PluggedBot, slack: Slack) -> None:
    plug = plugged_bot.plug()
    slack.sockets.wait_for(1)
    slack.sockets.drop()
    assert plug.ended.wait(5)
    assert plug.told() == ["hello"]
    slack.sockets.wait_for(0)
    with pytest.raises(CannotDo, match="0 sockets are open"):
        slack.sockets.wait_for(1, seconds=0)
