"""Control API: the app, what it declares, where it listens and what it may do."""

from __future__ import annotations

from starlette.routing import Route

from bot.simulator import handshakes, manifest
from bot.simulator.control.changing import workspace_named
from bot.simulator.control.route import Ask, route
from bot.simulator.simulator import Simulator
from bot.simulator.sockets.line import DISABLED
from bot.simulator.world import Installation, Json

_PLAIN = ("signing_secret", "options_url", "app_token", "client_id", "client_secret", "redirect_urls")


def routes(sim: Simulator) -> list[Route]:
    return [route(sim, "app", set_app, "POST", "GET")]


async def set_app(ask: Ask) -> Json:
    """Changes what is named; answers all of it, with the addresses that the app needs."""
    sim, app = ask.sim, ask.sim.app
    installations = [each.installation for each in sim.world.workspaces.values()]
    for key in _PLAIN:
        if key in ask.given:
            setattr(app, key, ask[key])
    if "manifest" in ask.given:
        manifest.declare(app, installations, ask["manifest"])
    if "commands" in ask.given:
        app.commands = [{"command": each} if isinstance(each, str) else each for each in ask["commands"]]
    if "events" in ask.given:
        app.events = frozenset(ask["events"])
    if "app_scopes" in ask.given:
        app.app_scopes = frozenset(ask["app_scopes"])
    if "retries" in ask.given:
        sim.events.retries = bool(ask["retries"])
    installation = sim.world.workspaces[workspace_named(ask)].installation
    installation.token = ask.get("bot_token", installation.token)
    if "scopes" in ask.given:
        _grant(ask, installations)
    await _open_doors(ask)
    sim.world.changes.bump()
    return _shown(sim, installation)


def _grant(ask: Ask, installations: list[Installation]) -> None:
    """To one workspace when one is named, else to all."""
    only = ask.sim.world.workspaces[workspace_named(ask)].installation if ask.get("workspace") else None
    for installation in installations:
        if only in (None, installation):
            installation.scopes = frozenset(ask["scopes"])


async def _open_doors(ask: Ask) -> None:
    """The request URL, asked for its challenge if `verify` is given; Socket Mode on or off."""
    sim, app = ask.sim, ask.sim.app
    if "request_url" in ask.given:
        if ask.get("verify"):
            await handshakes.verify(sim, ask["request_url"])
        app.request_url = ask["request_url"]
    app.socket_mode = bool(ask.get("socket_mode", app.socket_mode))
    if not app.socket_mode:
        for line in list(sim.lines.open):
            await sim.lines.turn_away(line, DISABLED)


def _shown(sim: Simulator, installation: Installation) -> Json:
    app = sim.app
    return {
        "request_url": app.request_url,
        "commands": app.commands,
        "events": sorted(app.events),
        "bot_token": installation.token,
        "scopes": sorted(installation.scopes),
        "app_scopes": sorted(app.app_scopes),
        "socket_mode": app.socket_mode,
        "retries": sim.events.retries,
        "api_url": sim.api_url,
        "clock_url": sim.clock_url,
        **{key: getattr(app, key) for key in _PLAIN},
    }
