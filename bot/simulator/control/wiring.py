"""Control API: the way between this Slack and the app: limits, faults, sockets, repeated deliveries."""

from __future__ import annotations

import asyncio
from dataclasses import asdict

from starlette.routing import Route

from bot.simulator import handshakes
from bot.simulator.acts.place import Impossible
from bot.simulator.control.route import Ask, route
from bot.simulator.delivery import Reply
from bot.simulator.simulator import Simulator
from bot.simulator.sockets.line import DISABLED, TOO_MANY, Line
from bot.simulator.world import Json


def routes(sim: Simulator) -> list[Route]:
    return [
        route(sim, "limits", limits, "GET", "POST"),
        route(sim, "faults", faults, "GET", "POST"),
        route(sim, "sockets", sockets, "GET", "POST"),
        route(sim, "redeliver", redeliver),
        route(sim, "ssl-check", check_ssl),
    ]


async def limits(ask: Ask) -> Json:
    """`{"on": true, "channel_burst": 1, …}` switches them on with these allowances, `{"on": false}` off."""
    given = dict(ask.given)
    on = given.pop("on", None)
    if on:
        ask.sim.limits.on(**given)
    elif on is not None:
        ask.sim.limits.off()
    return {"on": ask.sim.limits.enabled, **asdict(ask.sim.limits.allowed)}


async def faults(ask: Ask) -> Json:
    """`{"faults": [{"kind": …}, …], "seed": 7}` puts these in place of those before; an empty list ends all."""
    sim = ask.sim
    if ask.get("seed") is not None:
        sim.faults.seed(int(ask.number("seed")))
    if ask.get("faults") is not None:
        sim.faults.off()
        for wanted in ask["faults"]:
            sim.faults.on(**wanted)
    active = [{key: value for key, value in asdict(fault).items() if key != "began"} for fault in sim.faults.active]
    return {"faults": active, "struck": dict(sim.faults.struck)}


async def sockets(ask: Ask) -> Json:
    """`tell` is drop, silence, warn, refresh, too_many or disable, for `count` lines (all, unless it is given)."""
    lines = ask.sim.lines
    if ask.get("seed") is not None:
        lines.seed(int(ask.number("seed")))
    for setting in ("most", "life_seconds", "notice_seconds", "foreign_acks"):
        if setting in ask.given:
            setattr(lines, setting, ask[setting])
    if ask.get("tell"):
        count = int(ask.number("count", len(lines.open)))
        await asyncio.gather(*(_tell(ask.sim, line, ask["tell"]) for line in lines.open[:count]))
    return {
        "connected": len(lines.open),
        "most": lines.most,
        "late_acks": lines.late_acks,
        "life_seconds": lines.life_seconds,
        "notice_seconds": lines.notice_seconds,
        "foreign_acks": lines.foreign_acks,
        "url": ask.sim.listener.url,
    }


async def redeliver(ask: Ask) -> Json:
    """What was delivered under `number`, `times` over: at once or (`"at_once": false`) one after the other."""
    sim, number, times = ask.sim, int(ask.number("number")), int(ask.number("times", 1))
    if number not in sim.traffic.told:
        raise Impossible(f"Nothing was delivered under number {number}.")
    urls = ask.get("urls") or [ask.get("url")]
    repeated = [sim.deliverer.again(number, url, ask.get("over")) for _ in range(times) for url in urls]
    if ask.get("at_once", True):
        return {"replies": [_reply(each) for each in await asyncio.gather(*repeated)]}
    return {"replies": [_reply(await each) for each in repeated]}


async def check_ssl(ask: Ask) -> Json:
    return _reply(await handshakes.check_ssl(ask.sim))


async def _tell(sim: Simulator, line: Line, what: str) -> None:
    if what == "drop":
        line.drop()
    elif what == "silence":
        line.silent = True
    elif what == "warn":
        sim.in_background(sim.lines.warn(line))
    elif what == "refresh":
        sim.in_background(sim.lines.refresh(line))
    elif what in ("too_many", "disable"):
        await sim.lines.turn_away(line, TOO_MANY if what == "too_many" else DISABLED)
    else:
        raise Impossible(f'A socket cannot be told to "{what}": drop, silence, warn, refresh, too_many or disable.')


def _reply(reply: Reply) -> Json:
    return {"status": reply.status, "body": reply.body, "failure": reply.failure}
