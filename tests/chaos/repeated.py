"""Commands that come one to four times each, shuffled, to replicas that are killed meanwhile."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import deque
from dataclasses import dataclass

import aiohttp

from bot.simulator.delivery import COMMAND, Delivery
from bot.simulator.simulator import Simulator
from tests.chaos.fleet import Fleet
from tests.slack.signing import signed

AT_ONCE = 12
MOST_REPETITIONS = 3
PATIENCE_SECONDS = 10.0


@dataclass
class Count:
    """Deliveries that were answered, and those that were not and came again."""

    answered: int = 0
    failed: int = 0
    kills: int = 0


def lines_of(template: str, texts: list[str]) -> list[bytes]:
    """Bodies like the one of the command that was said last, each its own delivery."""
    said = json.loads(template)
    return [
        Delivery.of("", COMMAND, {**said, "text": text, "trigger_id": f"{said['trigger_id']}.{number}"}).body
        for number, text in enumerate(texts)
    ]


def last_command(sim: Simulator) -> str:
    """The payload of what was said last."""
    return next(each.text for each in reversed(sim.traffic.told.values()) if each.kind == COMMAND)


def shuffled(bodies: list[bytes], deliveries: int, chance: random.Random) -> list[bytes]:
    """Each once, and some up to three times more: so many in all."""
    again = [body for body in bodies for _ in range(MOST_REPETITIONS)]
    chance.shuffle(again)
    wanted = [*bodies, *again[: deliveries - len(bodies)]]
    chance.shuffle(wanted)
    return wanted


async def delivered(fleet: Fleet, bodies: list[bytes], kills: int, chance: random.Random) -> Count:
    """All of them, until each was answered; what meets a bot that dies comes again, as Slack has it."""
    waiting, count = deque(bodies), Count()
    deaths = sorted(chance.sample(range(len(bodies)), kills))
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(PATIENCE_SECONDS)) as client:

        async def carrier(number: int) -> None:
            while waiting:
                body = waiting.popleft()
                if await _is_taken(client, fleet, body, number):
                    count.answered += 1
                else:
                    count.failed += 1
                    waiting.append(body)
                    await asyncio.sleep(0.05)

        async def killer() -> None:
            for death in deaths:
                while count.answered < death:
                    await asyncio.sleep(0.005)
                await asyncio.to_thread(fleet.kills_one, chance)
                count.kills += 1

        await asyncio.gather(killer(), *map(carrier, range(AT_ONCE)))
    return count


async def _is_taken(client: aiohttp.ClientSession, fleet: Fleet, body: bytes, number: int) -> bool:
    """Whether the bot answered, with anything but an apology."""
    replica = fleet.replicas[number % len(fleet.replicas)]
    secret = replica.settings["SLACK_SIGNING_SECRET"]
    headers = {name.decode(): text.decode() for name, text in signed(body, str(int(time.time())).encode(), secret)}
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        async with client.post(f"{replica.url}/slack/events", data=body, headers=headers) as response:
            return response.status == 200 and "went wrong on my side" not in await response.text()
    except (aiohttp.ClientError, TimeoutError):
        return False
