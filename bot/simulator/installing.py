"""Coming to a workspace and leaving it: tokens, and the events of a farewell."""

from __future__ import annotations

import random
from collections.abc import Sequence

from bot.simulator.simulator import Simulator
from bot.simulator.world import Installation, Json, Workspace

FAREWELLS = ("app_uninstalled", "tokens_revoked")


def install(sim: Simulator, workspace: Workspace, scopes: frozenset[str]) -> Installation:
    """Scopes add up for as long as the app stays; its token stays as well, and is a new one when it comes back."""
    installation = workspace.installation
    if installation.installed:
        installation.scopes |= scopes
    else:
        installation.scopes = scopes
        installation.token = f"xoxb-{workspace.domain}-{sim.world.ids.secret(16)}"
        installation.installed = True
        sim.world.people[installation.user_id].deleted = False
    sim.world.changes.bump()
    return installation


def uninstall(
    sim: Simulator, workspace: Workspace, error: str = "account_inactive", order: Sequence[str] | None = None
) -> None:
    """The token is dead at once (`error` says how); the app hears of it in this `order`, or in any."""
    installation = workspace.installation
    if not installation.installed:
        return
    sim.app.dead_tokens[installation.token] = error
    installation.token, installation.installed = "", False
    sim.world.people[installation.user_id].deleted = True
    sim.world.changes.bump()
    told = list(order or random.Random(sim.world.ids.secret(8)).sample(FAREWELLS, 2))  # noqa: S311 - repeatable
    carried = sim.traffic.start("farewell")
    sim.in_background(_say_farewell(sim, workspace, told, carried))


async def _say_farewell(sim: Simulator, workspace: Workspace, told: list[str], carried: int) -> None:
    """One after the other, so that the order holds."""
    revoked = {"oauth": [], "bot": [workspace.installation.user_id]}
    events: dict[str, Json] = {
        "app_uninstalled": {"type": "app_uninstalled"},
        "tokens_revoked": {"type": "tokens_revoked", "tokens": revoked},
    }
    try:
        for kind in told:
            delivery = sim.events.send(workspace.id, events[kind])
            if delivery is not None:
                await delivery
    finally:
        sim.traffic.end(carried)
