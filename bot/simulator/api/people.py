"""auth.*, users.*, team.*, bots.*, reactions.*: who is who, and what they think of a message."""

from __future__ import annotations

from bot.simulator import shapes
from bot.simulator.api.call import ApiError, Call
from bot.simulator.ids import ts_key
from bot.simulator.world import Json


def auth_test(call: Call) -> Json:
    workspace = call.workspace
    return {
        "ok": True,
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.name,
        "user": call.sim.world.people[call.bot_user_id].name,
        "team_id": workspace.id,
        "user_id": call.bot_user_id,
        "bot_id": workspace.installation.bot_id,
        "is_enterprise_install": False,
    }


def show_user(call: Call) -> Json:
    return {"ok": True, "user": shapes.user(call.sim.world, call.person())}


def list_users(call: Call) -> Json:
    page, following = call.page(call.sim.world.people_of(call.workspace.id))
    shown = [shapes.user(call.sim.world, person) for person in page]
    return {
        "ok": True,
        "members": shown,
        "cache_ts": int(call.sim.world.now.timestamp()),
        "response_metadata": following,
    }


def show_team(call: Call) -> Json:
    workspace = call.workspace
    team = {"id": workspace.id, "name": workspace.name, "domain": workspace.domain, "email_domain": "", "icon": {}}
    return {"ok": True, "team": team}


def show_bot(call: Call) -> Json:
    installation = call.workspace.installation
    if call.text("bot") not in (None, installation.bot_id):
        raise ApiError("bot_not_found")
    bot = {
        "id": installation.bot_id,
        "app_id": call.sim.app.id,
        "user_id": installation.user_id,
        "name": call.sim.world.people[installation.user_id].real_name,
        "deleted": False,
        "icons": {},
    }
    return {"ok": True, "bot": bot}


def react(call: Call) -> Json:
    channel = call.channel()
    ts, name = call.text("timestamp") or "", (call.text("name") or "").strip(":")
    message = call.sim.world.message(channel.id, ts)
    if message is None or message.only_for is not None or not ts_key(ts):
        raise ApiError("message_not_found")
    if not name:
        raise ApiError("invalid_name")
    fans = message.reactions.setdefault(name, [])
    if call.bot_user_id in fans:
        raise ApiError("already_reacted")
    fans.append(call.bot_user_id)
    call.sim.world.changes.bump()
    return {"ok": True}
