"""A plain slack-bolt app that knows nothing of this project: whatever it can do here, it does in Slack as well."""

from __future__ import annotations

from typing import Any

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.responses import Response

from bot.simulator.simulator import Simulator
from tests.simulator.calling import actions, button, modal, question, section
from tests.simulator.listening import Handler

Json = dict[str, Any]
CARD = [section("Your stand-up"), actions(button("Fill in", "entry.open", value="7"))]
FORM = modal(question("yesterday", "Yesterday?"), question("today", "Today?"), callback_id="entry.save")


def plain_app(sim: Simulator, **settings: Any) -> AsyncApp:
    """`settings` go to Bolt."""
    client = AsyncWebClient("xoxb-acme-drumbeat", base_url=sim.api_url)
    app = AsyncApp(client=client, signing_secret=sim.app.signing_secret, **settings)
    _commands(app)
    _forms(app)
    _events(app)
    return app


def plain_bot(sim: Simulator, **settings: Any) -> Handler:
    """The app, as a handler of requests."""
    bolt = AsyncSlackRequestHandler(plain_app(sim, **settings))

    async def answer(request: Request) -> Response:
        return await bolt.handle(request)

    return answer


def _commands(app: AsyncApp) -> None:
    @app.command("/echo")
    async def echo(ack: Any, command: Json) -> None:
        await ack(command["text"])

    @app.command("/card")
    async def card(ack: Any, command: Json) -> None:
        await ack(text="Your stand-up", blocks=CARD)

    @app.command("/prompt")
    async def prompt(ack: Any, command: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.chat_postMessage(
            channel=command["user_id"], text="Your stand-up", blocks=CARD, unfurl_links=False, unfurl_media=False
        )

    @app.command("/later")
    async def later(ack: Any, respond: Any) -> None:
        await ack()
        await respond("Here it is")


def _forms(app: AsyncApp) -> None:
    @app.action("entry.open")
    async def open_form(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)
        await ack()

    @app.view("entry.save")
    async def save(ack: Any, view: Json, body: Json, client: AsyncWebClient) -> None:
        answers = {block: each["answer"]["value"] for block, each in view["state"]["values"].items()}
        if answers["today"] == "nothing":
            await ack(response_action="errors", errors={"today": "Really nothing?"})
            return
        await ack()
        await client.chat_postMessage(
            channel=body["user"]["id"], text=f"Saved: {answers['today']}", unfurl_links=False, unfurl_media=False
        )


def _events(app: AsyncApp) -> None:
    @app.event("app_home_opened")
    async def home(event: Json, client: AsyncWebClient) -> None:
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [section("Welcome home")]})

    @app.message("hello")
    async def hello(message: Json, say: Any) -> None:
        await say(f"Hello, <@{message['user']}>", unfurl_links=False, unfurl_media=False)
