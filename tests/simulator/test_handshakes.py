"""What Slack asks of a request URL before it trusts it."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.simulator.driver import CannotDo, Slack
from bot.simulator.simulator import Simulator
from tests.simulator.listening import FrontDoor
from tests.simulator.plain_bot import plain_bot


@pytest.mark.parametrize("form", ("plain", "form", "json"))
def test_a_url_that_gives_the_challenge_back_is_taken(slack: Slack, door: FrontDoor, form: str) -> None:
    async def answer(request: Request) -> Response:
        asked = json.loads(await request.body())
        assert asked.keys() == {"token", "challenge", "type"}
        assert asked["type"] == "url_verification"
        assert request.headers["x-slack-signature"].startswith("v0=")
        challenge = asked["challenge"]
        if form == "json":
            return JSONResponse({"challenge": challenge})
        return PlainTextResponse(challenge if form == "plain" else f"challenge={challenge}")

    url = door.open_for(answer)
    assert slack.set_app(request_url=url, verify=True)["request_url"] == url


def test_a_challenge_with_an_error_is_none(slack: Slack, door: FrontDoor) -> None:
    async def answer(request: Request) -> Response:
        return PlainTextResponse(json.loads(await request.body())["challenge"], 500)

    with pytest.raises(CannotDo, match="HTTP 500"):
        slack.set_app(request_url=door.open_for(answer), verify=True)


@pytest.mark.parametrize(("status", "body"), ((200, "something else"), (200, "[1]"), (404, ""), (500, "challenge")))
def test_a_url_that_does_not_is_refused_and_the_old_one_stays(
    slack: Slack, door: FrontDoor, status: int, body: str
) -> None:
    async def answer(request: Request) -> Response:
        return PlainTextResponse(body, status)

    slack.set_app(request_url="http://127.0.0.1:9/old")
    with pytest.raises(CannotDo, match="didn't respond with the value of the challenge parameter"):
        slack.set_app(request_url=door.open_for(answer), verify=True)
    assert slack.set_app()["request_url"] == "http://127.0.0.1:9/old"


def test_bolt_answers_both_questions_by_itself(sim: Simulator, slack: Slack, door: FrontDoor) -> None:
    slack.set_app(request_url=door.open_for(plain_bot(sim)), verify=True)
    assert slack.checks_ssl()["status"] == 200


def test_the_question_after_ssl_is_a_signed_form(slack: Slack, door: FrontDoor) -> None:
    heard: list[Any] = []

    async def answer(request: Request) -> Response:
        heard.append((dict(parse_qsl((await request.body()).decode())), request.headers["content-type"]))
        return Response()

    slack.set_app(request_url=door.open_for(answer))
    assert slack.checks_ssl() == {"status": 200, "body": "", "failure": None}
    ((form, content_type),) = heard
    assert form["ssl_check"] == "1"
    assert form.keys() == {"ssl_check", "token"}
    assert content_type == "application/x-www-form-urlencoded"
