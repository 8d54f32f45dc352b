"""Slack's own questions to a request URL: is it yours, and are you there."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs, urlencode

from bot.simulator.acts.place import Impossible
from bot.simulator.delivery import FORM, JSON, Reply
from bot.simulator.payloads import TOKEN
from bot.simulator.simulator import Simulator


async def verify(sim: Simulator, url: str) -> None:
    """Asks the URL for a challenge back. Impossible, with Slack's sentence, when it does not come."""
    challenge = sim.world.ids.secret(40)
    asked = {"token": TOKEN, "challenge": challenge, "type": "url_verification"}
    reply = await sim.deliverer.http.post(url, json.dumps(asked).encode(), {"Content-Type": JSON})
    if not reply.acked or challenge not in _challenges(reply.body):
        got = reply.failure if reply.status is None else f"HTTP {reply.status}"
        raise Impossible(f"Your URL didn't respond with the value of the challenge parameter ({got}).")


async def check_ssl(sim: Simulator) -> Reply:
    """Asks a command's URL whether it is there, as Slack does for apps that anyone may install."""
    body = urlencode({"ssl_check": "1", "token": TOKEN}).encode()
    return await sim.deliverer.http.post(sim.app.request_url, body, {"Content-Type": FORM})


def _challenges(body: str) -> list[str]:
    """What may be meant as the challenge: the body as it is, in a form, or in JSON."""
    found: list[Any] = [body.strip(), *parse_qs(body.strip()).get("challenge", [])]
    with suppress(ValueError):
        answer = json.loads(body)
        found.append(answer.get("challenge") if isinstance(answer, dict) else None)
    return found
