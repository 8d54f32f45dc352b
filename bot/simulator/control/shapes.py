"""What the control API shows, as JSON."""

from __future__ import annotations

from bot.simulator import reading
from bot.simulator.acts.forms import Sent
from bot.simulator.acts.pressing import Pressed
from bot.simulator.acts.speaking import Said
from bot.simulator.ids import instant_of_ts
from bot.simulator.simulator import Simulator
from bot.simulator.views import OpenView
from bot.simulator.world import Channel, Json, Message, Person


def person(each: Person) -> Json:
    return {
        "id": each.id,
        "workspace": each.workspace_id,
        "name": each.shown_name,
        "handle": each.name,
        "title": each.title,
        "zone": each.zone,
        "is_bot": each.is_bot,
        "is_admin": each.is_admin,
        "is_guest": each.is_guest,
        "deactivated": each.deleted,
    }


def channel(sim: Simulator, each: Channel, reader: Person | None = None) -> Json:
    other = sim.world.people.get(each.with_user)
    return {
        "id": each.id,
        "workspace": each.workspace_id,
        "name": each.name,
        "kind": each.kind,
        "members": each.members,
        "joined": reader is not None and reader.id in each.members,
        "archived": each.is_archived,
        "topic": each.topic,
        "with": other.id if other else None,
    }


def message(sim: Simulator, said: Message, reader: Person) -> Json:
    """`reading` is what the reader reads, `text` and `blocks` are what was sent."""
    author = sim.world.people[said.user_id]
    return {
        "channel": said.channel_id,
        "ts": said.ts,
        "at": instant_of_ts(said.ts).isoformat(),
        "thread_ts": said.thread_ts,
        "user": author.id,
        "author": author.shown_name,
        "is_bot": author.is_bot,
        "text": said.text,
        "blocks": said.blocks,
        "attachments": said.attachments,
        "files": said.files,
        "reading": reading.message(sim.world, said, reader),
        "edited": said.edited_ts is not None,
        "ephemeral": said.only_for is not None,
        "broadcast": said.broadcast,
        "reactions": said.reactions,
        "reply_count": 0 if said.is_reply else len(sim.world.replies(said)),
        "metadata": said.metadata,
        "subtype": said.subtype,
        "values": sim.message_states.get((reader.id, said.channel_id, said.ts), {}),
    }


def view(sim: Simulator, each: OpenView, reader: Person) -> Json:
    """Slack's shape of the view, with `reading` and the `errors` at its fields."""
    return {
        **sim.views.shape(each),
        "values": each.state,
        "errors": each.errors,
        "reading": reading.blocks(sim.world, each.blocks, reader),
    }


def said(sim: Simulator, outcome: Said, reader: Person) -> Json:
    return {
        "kind": outcome.kind,
        "banner": outcome.banner,
        "acked": outcome.acked,
        "answer": _message(sim, outcome.answer, reader),
        "view": _view(sim, outcome.view, reader),
        "message": _message(sim, outcome.message, reader),
    }


def pressed(sim: Simulator, outcome: Pressed, reader: Person) -> Json:
    return {
        "kind": "action",
        "banner": outcome.banner,
        "acked": outcome.acked,
        "answer": _message(sim, outcome.answer, reader),
        "view": _view(sim, outcome.view, reader),
        "message": _message(sim, outcome.message, reader),
    }


def sent(sim: Simulator, outcome: Sent, reader: Person) -> Json:
    return {
        "kind": "form",
        "banner": outcome.banner,
        "acked": outcome.acked,
        "closed": outcome.closed,
        "errors": outcome.errors,
        "view": _view(sim, outcome.view, reader),
    }


def _message(sim: Simulator, each: Message | None, reader: Person) -> Json | None:
    return message(sim, each, reader) if each is not None else None


def _view(sim: Simulator, each: OpenView | None, reader: Person) -> Json | None:
    return view(sim, each, reader) if each is not None else None
