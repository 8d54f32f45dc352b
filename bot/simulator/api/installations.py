"""oauth.v2.access, auth.revoke, apps.uninstall: from a code to a token, and its end."""

from __future__ import annotations

from bot.simulator import installing
from bot.simulator.api.call import ApiError, Call
from bot.simulator.codes import BadCode
from bot.simulator.world import Json


def exchange(call: Call) -> Json:
    """A code for the bot's token of the workspace in which somebody allowed it."""
    _insist_on_the_app(call)
    try:
        grant = call.sim.codes.exchange(call.text("code") or "", call.text("redirect_uri"))
    except BadCode as bad:
        raise ApiError(str(bad)) from None
    workspace = call.sim.world.workspaces[grant.workspace_id]
    installation = installing.install(call.sim, workspace, grant.scopes)
    return {
        "ok": True,
        "app_id": call.sim.app.id,
        "authed_user": {"id": grant.user_id},
        "scope": ",".join(sorted(installation.scopes)),
        "token_type": "bot",
        "access_token": installation.token,
        "bot_user_id": installation.user_id,
        "team": {"id": workspace.id, "name": workspace.name},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def revoke(call: Call) -> Json:
    """The end of the token that calls; with its only token the app is gone."""
    if call.flag("test"):
        return {"ok": True, "revoked": False}
    installing.uninstall(call.sim, call.workspace, "token_revoked")
    return {"ok": True, "revoked": True}


def uninstall(call: Call) -> Json:
    _insist_on_the_app(call)
    installing.uninstall(call.sim, call.workspace)
    return {"ok": True}


def _insist_on_the_app(call: Call) -> None:
    if call.text("client_id") != call.sim.app.client_id:
        raise ApiError("invalid_client_id")
    if call.text("client_secret") != call.sim.app.client_secret:
        raise ApiError("bad_client_secret")
