"""The Web API: the table of its methods."""

from __future__ import annotations

from collections.abc import Callable

from bot.simulator.api import apps, chat, conversations, files, installations, people, views
from bot.simulator.api.call import Call
from bot.simulator.world import Json


def _echo(call: Call) -> Json:
    return {"ok": True, "args": call.args}


METHODS: dict[str, Callable[[Call], Json]] = {
    "api.test": _echo,
    "apps.connections.open": apps.open_connection,
    "apps.uninstall": installations.uninstall,
    "auth.revoke": installations.revoke,
    "auth.test": people.auth_test,
    "bots.info": people.show_bot,
    "chat.delete": chat.delete,
    "chat.getPermalink": chat.permalink,
    "chat.postEphemeral": chat.post_ephemeral,
    "chat.postMessage": chat.post_message,
    "chat.update": chat.update,
    "conversations.history": conversations.history,
    "conversations.info": conversations.show,
    "conversations.join": conversations.join,
    "conversations.list": conversations.list_all,
    "conversations.members": conversations.members,
    "conversations.open": conversations.open_direct,
    "conversations.replies": conversations.replies,
    "files.completeUploadExternal": files.complete,
    "files.getUploadURLExternal": files.upload_address,
    "oauth.v2.access": installations.exchange,
    "reactions.add": people.react,
    "team.info": people.show_team,
    "users.conversations": conversations.list_of_user,
    "users.info": people.show_user,
    "users.list": people.list_users,
    "views.open": views.open_view,
    "views.publish": views.publish,
    "views.push": views.push,
    "views.update": views.update,
}
