"""Control API: workspaces, and the app's coming to them and leaving."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from starlette.routing import Route

from bot.simulator import installing, oauth
from bot.simulator.acts.place import Impossible
from bot.simulator.control.changing import workspace_named
from bot.simulator.control.route import Ask, route
from bot.simulator.scopes import EVERYTHING
from bot.simulator.simulator import Simulator
from bot.simulator.world import Installation, Json, Person, Workspace


def routes(sim: Simulator) -> list[Route]:
    return [
        route(sim, "workspaces", add_workspace),
        route(sim, "install", install),
        route(sim, "uninstall", uninstall),
        route(sim, "allow", allow),
    ]


async def add_workspace(ask: Ask) -> Json:
    """A workspace without people, in which the app is not installed yet."""
    world, name = ask.sim.world, str(ask["name"])
    if any(each.name == name for each in world.workspaces.values()):
        raise Impossible(f"There is a workspace {name} already.")
    bot_id = world.ids.new("B", "DRUM")
    bot = world.ids.new("U", "DRUM")
    workspace = Workspace(world.ids.new("T", name), name, name.lower().replace(" ", "-"), Installation(bot, bot_id, ""))
    workspace.installation.installed = False
    world.workspaces[workspace.id] = workspace
    world.people[bot] = Person(
        bot, workspace.id, "drumbeat", "Drumbeat", "Etc/UTC", is_bot=True, bot_id=bot_id, deleted=True
    )
    world.changes.bump()
    return {"workspace": {"id": workspace.id, "name": workspace.name}}


async def install(ask: Ask) -> Json:
    """Without the detour over a browser."""
    workspace = ask.sim.world.workspaces[workspace_named(ask)]
    installation = installing.install(ask.sim, workspace, frozenset(ask.get("scopes", EVERYTHING)))
    return {"bot_token": installation.token, "scopes": sorted(installation.scopes)}


async def uninstall(ask: Ask) -> Json:
    """`order` is that of the two events, `["tokens_revoked", "app_uninstalled"]`; any, when it is not given."""
    order = ask.get("order")
    if order is not None and not set(order) <= set(installing.FAREWELLS):
        raise Impossible(f'"order" holds {" and ".join(installing.FAREWELLS)}, not {order!r}.')
    installing.uninstall(ask.sim, ask.sim.world.workspaces[workspace_named(ask)], order=order)
    return {}


async def allow(ask: Ask) -> Json:
    """What a browser does on the page at `url`: where it is sent after Allow (or Cancel: `"allow": false`)."""
    address = urlsplit(ask["url"])
    if address.path != oauth.PATH:
        raise Impossible(f"{ask['url']} is not the page on which apps are let in.")
    asked = dict(parse_qsl(address.query, keep_blank_values=True))
    return {"redirect": oauth.sent_back(ask.sim, asked, ask["as"], bool(ask.get("allow", True)))}
