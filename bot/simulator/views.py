"""Modals in their stacks of three, and home tabs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.simulator.choices import initial_states
from bot.simulator.dress import with_ids
from bot.simulator.ids import Ids
from bot.simulator.shapes import APP_ID
from bot.simulator.world import Json, Person, World

MOST_VIEWS = 3


class BadView(Exception):
    """The text is Slack's error code."""


@dataclass
class OpenView:
    """A view that somebody sees; `state` is what stands in its fields, `cause` the interaction that it answers."""

    id: str
    workspace_id: str
    user_id: str
    payload: Json
    hash: str
    root_id: str
    cause: str | None = None
    previous_id: str | None = None
    state: dict[str, dict[str, Json]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    suggested: dict[str, list[Json]] = field(default_factory=dict)

    @property
    def blocks(self) -> list[Json]:
        return list(self.payload["blocks"])

    def input_blocks(self) -> list[Json]:
        return [block for block in self.blocks if block["type"] == "input"]


class Views:
    """Who has which views open. Errors are raised as Slack's codes."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.homes: dict[str, OpenView] = {}
        self._ids: Ids = world.ids
        self._stacks: dict[str, list[OpenView]] = {}

    def stack(self, user_id: str) -> list[OpenView]:
        return self._stacks.setdefault(user_id, [])

    def top(self, user_id: str) -> OpenView | None:
        stack = self.stack(user_id)
        return stack[-1] if stack else None

    def by_id(self, view_id: str | None) -> OpenView | None:
        return next((view for view in self._all() if view.id == view_id), None)

    def by_external_id(self, workspace_id: str, external_id: str) -> OpenView | None:
        for view in self._all():
            if view.workspace_id == workspace_id and view.payload.get("external_id") == external_id:
                return view
        return None

    def open(self, person: Person, payload: Json, cause: str | None = None) -> OpenView:
        """A new modal; what this person had open is gone."""
        view = self._made(person, payload)
        view.cause = cause
        self._stacks[person.id] = [view]
        self.world.changes.bump()
        return view

    def push(self, person: Person, payload: Json, cause: str | None = None) -> OpenView:
        stack = self.stack(person.id)
        if not stack:
            return self.open(person, payload, cause)
        if len(stack) >= MOST_VIEWS:
            raise BadView("push_limit_reached")
        view = self._made(person, payload)
        view.root_id, view.previous_id, view.cause = stack[0].id, stack[-1].id, cause
        stack.append(view)
        self.world.changes.bump()
        return view

    def update(self, view: OpenView, payload: Json, expected_hash: str | None = None) -> OpenView:
        """Replaces what the view shows; what stands in fields stays where block_id and action_id are the same."""
        if expected_hash and expected_hash != view.hash:
            raise BadView("hash_conflict")
        self._external_id_is_free(view.workspace_id, payload, view)
        kept = view.state
        view.payload = self._dressed(payload)
        view.hash, view.errors = self._hash(), {}
        view.state = initial_states(view.blocks)
        for block_id, actions in view.state.items():
            for action_id, state in actions.items():
                before = kept.get(block_id, {}).get(action_id)
                if before is not None and before["type"] == state["type"]:
                    actions[action_id] = before
        self.world.changes.bump()
        return view

    def publish(self, person: Person, payload: Json, expected_hash: str | None = None) -> OpenView:
        home = self.homes.get(person.id)
        if home is not None:
            return self.update(home, payload, expected_hash)
        self.homes[person.id] = self._made(person, payload)
        self.world.changes.bump()
        return self.homes[person.id]

    def close(self, view: OpenView) -> None:
        """Takes the view off its stack; the one below shows again."""
        stack = self.stack(view.user_id)
        if view in stack:
            stack.remove(view)
        self.world.changes.bump()

    def clear(self, user_id: str) -> None:
        self._stacks[user_id] = []
        self.world.changes.bump()

    def shape(self, view: OpenView) -> Json:
        """The view as Slack hands it out."""
        installation = self.world.workspaces[view.workspace_id].installation
        return {
            "callback_id": "",
            "private_metadata": "",
            "external_id": "",
            "title": None,
            "submit": None,
            "close": None,
            "clear_on_close": False,
            "notify_on_close": False,
            **view.payload,
            "id": view.id,
            "team_id": view.workspace_id,
            "app_id": APP_ID,
            "app_installed_team_id": view.workspace_id,
            "bot_id": installation.bot_id,
            "hash": view.hash,
            "root_view_id": view.root_id,
            "previous_view_id": view.previous_id,
            "state": {"values": view.state},
        }

    def _made(self, person: Person, payload: Json) -> OpenView:
        self._external_id_is_free(person.workspace_id, payload, None)
        view_id = self._ids.new("V")
        view = OpenView(view_id, person.workspace_id, person.id, self._dressed(payload), self._hash(), view_id)
        view.state = initial_states(view.blocks)
        return view

    def _dressed(self, payload: Json) -> Json:
        return {**payload, "blocks": with_ids(payload["blocks"], self._ids)}

    def _hash(self) -> str:
        return f"{int(self.world.now.timestamp())}.{self._ids.secret(8)}"

    def _external_id_is_free(self, workspace_id: str, payload: Json, own: OpenView | None) -> None:
        external_id: Any = payload.get("external_id")
        if external_id:
            taken = self.by_external_id(workspace_id, external_id)
            if taken is not None and taken is not own:
                raise BadView("duplicate_external_id")

    def _all(self) -> list[OpenView]:
        return [view for stack in self._stacks.values() for view in stack] + list(self.homes.values())
