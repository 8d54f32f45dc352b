"""A process for `commands.py`: one slash command served by a bare Bolt listener, or by the bot's own door.

Both stand behind the same verifier on the same server. With `--record FILE` the door writes down, at SIGTERM, the
statements of each person's last command.
"""

from __future__ import annotations

import argparse
import json
import pickle
import re
import signal
import sys
from pathlib import Path
from typing import Any

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import event
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from benchmarks.recording import Statement, listen
from bot import log
from bot.clock import system_clock
from bot.commands.door import Door
from bot.commands.events import Events
from bot.commands.listener import Listener
from bot.commands.nouns import table
from bot.domain.zones import use_pinned_zones
from bot.garbage import look_for_it_seldom
from bot.metrics import Metrics
from bot.slack.client import SlackClient
from bot.slack.transport import PooledTransport, Transport
from bot.storage.database import Database
from bot.web.health import Health
from bot.web.serve import address_of, bind, serve
from bot.web.server import create_app

TOKEN = "xoxb-acme-drumbeat"


def bare_door() -> ASGIApp:
    """What Bolt costs by itself: one listener that says ok."""

    async def authorize(**_: Any) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=None, bot_token=TOKEN)

    app = AsyncApp(
        client=AsyncWebClient(TOKEN, base_url="http://127.0.0.1:9/api/"),
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,
    )

    @app.command(re.compile(".*"))
    async def ok(ack: Any) -> None:
        await ack("ok")

    handler = AsyncSlackRequestHandler(app)

    async def asgi(scope: Scope, receive: Receive, send: Send) -> None:
        response = await handler.handle(Request(scope, receive))
        await response(scope, receive, send)

    return asgi


def bots_door(database_url: str, api_url: str, transport: Transport, recorded: dict[str, list[Statement]]) -> ASGIApp:
    """The bot's own, without its jobs: verify, parse, ask for permission, write, commit, reply."""
    db = Database(database_url)
    slack = SlackClient(TOKEN, api_url, transport=transport)
    door = Door(
        db=db,
        slack=slack,
        respond=lambda _url, _message: None,
        table=table(""),
        clock=system_clock,
        wake=lambda: None,
        metrics=Metrics(),
    )
    events = Events(db=db, slack=slack, refresh=door.refresh, homes=door.homes, clock=system_clock, wake=lambda: None)
    if recorded is not NOT_RECORDED:
        _record(db, recorded)
    return Listener(door, events, token=TOKEN, api_url=api_url).asgi


NOT_RECORDED: dict[str, list[Statement]] = {}


def _record(db: Database, recorded: dict[str, list[Statement]]) -> None:
    """One command at a time: what runs between BEGIN and COMMIT, filed under the inbox key's person."""
    running: list[Statement] = []
    listen(db, running.append)

    @event.listens_for(db.engine, "begin")
    def begin(_connection: Any) -> None:
        running.clear()

    @event.listens_for(db.engine, "commit")
    def keep(_connection: Any) -> None:
        if any(statement.startswith("INSERT INTO inbox") for statement, *_ in running):
            recorded[str(len(recorded))] = list(running)
        running.clear()


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("door", choices=("bare", "bot"))
    asked.add_argument("--secret", required=True)
    asked.add_argument("--database", default="")
    asked.add_argument("--api-url", default="")
    asked.add_argument("--record", type=Path)
    options = asked.parse_args()
    look_for_it_seldom()  # as `drumbeat run` does
    use_pinned_zones()
    log.configure("WARNING", stream=sys.stderr)
    recorded: dict[str, list[Statement]] = {} if options.record else NOT_RECORDED
    transport = PooledTransport()
    bots = options.door == "bot"
    door = bots_door(options.database, options.api_url, transport, recorded) if bots else bare_door()
    health = Health(lambda: None, lambda: True)
    app = create_app(slack_door=door, signing_secret=options.secret, health=health, metrics=Metrics())
    listener = bind("127.0.0.1", 0)
    print(json.dumps({"address": address_of(listener)}), flush=True)
    serve(app, listener)
    transport.close()
    if options.record:
        options.record.write_bytes(pickle.dumps(recorded))


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    main()
