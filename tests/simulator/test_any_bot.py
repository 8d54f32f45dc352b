"""Any bot can talk to this Slack: plain Bolt apps in Python and in Node, over HTTP and over sockets."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler

from bot.simulator.driver import Slack
from bot.simulator.simulator import Simulator
from tests.simulator import node_bot
from tests.simulator.listening import FrontDoor
from tests.simulator.plain_bot import plain_app, plain_bot

NO_NODE = "node and npm are not on this machine, so Bolt for Node was NOT tried against the simulator"


@pytest.fixture
def python_over_http(sim: Simulator, slack: Slack, door: FrontDoor) -> Slack:
    slack.set_app(request_url=door.open_for(plain_bot(sim)), verify=True)
    return slack


@pytest.fixture
def python_over_sockets(sim: Simulator, slack: Slack) -> Iterator[Slack]:
    slack.set_app(socket_mode=True)
    with _plugged_in(sim):
        slack.sockets.wait_for(1)
        yield slack


@pytest.fixture(scope="session")
def node_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not node_bot.is_there():
        pytest.skip(NO_NODE)
    return node_bot.installed(tmp_path_factory.getbasetemp().parent / "node-bot")


@pytest.fixture
def node_over_http(sim: Simulator, slack: Slack, node_folder: Path) -> Iterator[Slack]:
    with node_bot.node_bot(sim, node_folder, over_sockets=False) as port:
        slack.set_app(request_url=f"http://127.0.0.1:{port}/slack/events", verify=True)
        yield slack


@pytest.fixture
def node_over_sockets(sim: Simulator, slack: Slack, node_folder: Path) -> Iterator[Slack]:
    slack.set_app(socket_mode=True)
    with node_bot.node_bot(sim, node_folder, over_sockets=True):
        slack.sockets.wait_for(1)
        yield slack


@contextmanager
def _plugged_in(sim: Simulator) -> Iterator[None]:
    """Bolt's own handler of sockets, in a loop of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def connect() -> AsyncSocketModeHandler:
        handler = AsyncSocketModeHandler(plain_app(sim), sim.app.app_token)
        await handler.connect_async()  # type: ignore[no-untyped-call] # Bolt's types end here
        return handler

    handler = asyncio.run_coroutine_threadsafe(connect(), loop).result(30)
    try:
        yield
    finally:
        closing = handler.close_async()  # type: ignore[no-untyped-call]
        asyncio.run_coroutine_threadsafe(closing, loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


@pytest.mark.timeout(400)  # the first one with Node installs what it needs
@pytest.mark.parametrize("bot", ("python_over_http", "python_over_sockets", "node_over_http", "node_over_sockets"))
def test_a_plain_bot_holds_a_conversation(request: pytest.FixtureRequest, bot: str) -> None:
    slack: Slack = request.getfixturevalue(bot)
    assert slack.says("Ana", "#checkout", "/echo a & b").text == "a & b"
    refused = (
        slack.says("Ana", "#checkout", "/card").press("Fill in").fill(yesterday="Refunds", today="nothing").submit()
    )
    assert refused.errors == {"today": "Really nothing?"}
    assert refused.form.fill(today="Invoices").submit().closed
    assert slack.wait_for(lambda: slack.dms("Ana"))[-1].text == "Saved: Invoices"
    slack.says("Ben", "#checkout", "/later")
    assert slack.wait_for(lambda: slack.messages("#checkout", seen_by="Ben"))[-1].text == "Here it is"
    assert slack.wait_for(lambda: slack.opens_home("Chi")).text in ("Welcome home", "Your stand-up")
    slack.says("Chi", "dm", "hello there")
    assert slack.wait_for(lambda: slack.dms("Chi"))[-1].text == "Hello, @Chi"
    assert slack.violations() == []
    assert {each["over"] for each in slack.deliveries()} == {"socket" if bot.endswith("sockets") else "http"}


@pytest.mark.timeout(400)
@pytest.mark.parametrize("bot", ("python_over_sockets", "node_over_sockets"))
def test_a_plain_bot_comes_back_after_its_line_is_refreshed(request: pytest.FixtureRequest, bot: str) -> None:
    slack: Slack = request.getfixturevalue(bot)
    slack.sockets.set(notice_seconds=0.5)
    slack.sockets.refresh()
    asked = slack.wait_for(lambda: slack.requests("apps.connections.open")[1:], 30)
    assert len(asked) == 1
    slack.sockets.wait_for(1, 30)
    assert slack.wait_for(lambda: slack.says("Ana", "#checkout", "/echo again").text, 30) == "again"
