"""Who calls: which workspace a token speaks for, what it may do, and how often."""

from __future__ import annotations

from bot.simulator import scopes
from bot.simulator.api.call import ApiError, Call, RateLimited
from bot.simulator.limits import Excess
from bot.simulator.simulator import Simulator
from bot.simulator.world import Channel, Workspace

WITHOUT_TOKEN = frozenset(("api.test", "oauth.v2.access"))
APP_LEVEL = frozenset(("apps.connections.open",))


def workspace_of(sim: Simulator, method: str, token: str | None) -> Workspace:
    """The workspace for which this token speaks. ApiError when it does not, or not for this method."""
    workspaces = list(sim.world.workspaces.values())
    if method in WITHOUT_TOKEN:
        return workspaces[0]
    if not token:
        raise ApiError("not_authed")
    owner = next((each for each in workspaces if each.installation.token == token), None)
    if method in APP_LEVEL and (token == sim.app.app_token or owner is not None):
        if owner is not None:
            raise ApiError("not_allowed_token_type")
        return workspaces[0]
    if owner is not None:
        return owner
    if token == sim.app.app_token:
        raise ApiError("not_allowed_token_type")
    raise ApiError(sim.app.dead_tokens.get(token, "invalid_auth"))


def granted_to(sim: Simulator, method: str, workspace: Workspace) -> frozenset[str]:
    """The scopes of the token that this method is called with."""
    if method in APP_LEVEL:
        return sim.app.app_scopes
    return frozenset() if method in WITHOUT_TOKEN else workspace.installation.scopes


def insist_on_scopes(call: Call) -> None:
    """ApiError `missing_scope`, with what is needed and what there is."""
    granted = granted_to(call.sim, call.method, call.workspace)
    channel = _channel_named(call)
    types = (call.text("types") or "public_channel").replace(" ", "").split(",")
    lacking = scopes.missing(call.method, granted, channel.kind if channel else None, types)
    if lacking:
        raise ApiError("missing_scope", needed=",".join(lacking), provided=",".join(sorted(granted)))


def count_call(call: Call) -> None:
    """RateLimited when the method was called too often."""
    excess = call.sim.limits.call(call.method, call.workspace.id)
    if excess:
        note_excess(call.sim, call.method, excess)
        raise RateLimited(excess.retry_after)


def count_message(call: Call, channel: Channel) -> None:
    """RateLimited when too much was said, in this conversation or in all of the workspace."""
    excess = call.sim.limits.message(call.workspace.id, channel.id)
    if excess:
        note_excess(call.sim, call.method, excess)
        raise RateLimited(excess.retry_after)


def note_excess(sim: Simulator, where: str, excess: Excess) -> None:
    sim.record.violation(where, excess.what, {"retry_after": excess.retry_after}, kind="limit")


def _channel_named(call: Call) -> Channel | None:
    wanted = call.text("channel") or ""
    channel = call.sim.world.channels.get(wanted) or call.sim.world.channel_named(call.workspace.id, wanted)
    return channel if channel is not None and channel.workspace_id == call.workspace.id else None
