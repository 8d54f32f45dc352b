"""A process for `commands.py`: one slash command served by a bare Bolt listener, or by the bot's own door.

Both stand behind the same verifier on the same server.
"""

from __future__ import annotations

import argparse
import json
import re
import signal
import sys
from typing import Any

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from bot import log
from bot.clock import system_clock
from bot.commands.door import Door
from bot.commands.events import Events
from bot.commands.listener import Listener
from bot.commands.nouns import table
from bot.cores import stay_on_one_core
from bot.domain.zones import use_pinned_zones
from bot.garbage import look_for_it_seldom
from bot.metrics import Metrics
from bot.slack.client import SlackClient
from bot.slack.transport import PooledTransport
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


def bots_door(db: Database, slack: SlackClient) -> Door:
    """The bot's own, without its jobs: parse, ask for permission, write, commit, reply."""
    return Door(
        db=db,
        slack=slack,
        respond=lambda _url, _message: None,
        table=table(""),
        clock=system_clock,
        wake=lambda: None,
        metrics=Metrics(),
    )


def bot(db: Database, slack: SlackClient, api_url: str) -> ASGIApp:
    door = bots_door(db, slack)
    events = Events(db=db, slack=slack, refresh=door.refresh, homes=door.homes, clock=system_clock, wake=lambda: None)
    return Listener(door, events, token=TOKEN, api_url=api_url).asgi


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("door", choices=("bare", "bot"))
    asked.add_argument("--secret", required=True)
    asked.add_argument("--database", default="", help="the bare one asks none, but is served as with that one")
    asked.add_argument("--api-url", default="")
    options = asked.parse_args()
    # As `drumbeat run` does.
    look_for_it_seldom()
    use_pinned_zones()
    if options.database.startswith("sqlite"):
        stay_on_one_core()
    log.configure("WARNING", stream=sys.stderr)
    transport = PooledTransport()
    slack = SlackClient(TOKEN, options.api_url, transport=transport)
    door = bot(Database(options.database), slack, options.api_url) if options.door == "bot" else bare_door()
    health = Health(lambda: None, lambda: True)
    app = create_app(slack_door=door, signing_secret=options.secret, health=health, metrics=Metrics())
    listener = bind("127.0.0.1", 0)
    print(json.dumps({"address": address_of(listener)}), flush=True)
    serve(app, listener)
    transport.close()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    main()
