"""The codes that an app exchanges for tokens."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.simulator.ids import Ids
from bot.simulator.world import Person

CODE_SECONDS = 600.0


@dataclass
class Grant:
    """What a person allowed; the app exchanges its code for a token, once."""

    workspace_id: str
    user_id: str
    scopes: frozenset[str]
    redirect_uri: str | None
    made: float
    used: bool = False


class BadCode(Exception):
    """The text is Slack's error code."""


class Codes:
    """Each is good once, for ten minutes of real time (divided by `speed`)."""

    def __init__(self, ids: Ids, speed: float = 1.0, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.life = CODE_SECONDS / speed
        self._ids = ids
        self._monotonic = monotonic
        self._known: dict[str, Grant] = {}

    def new(self, person: Person, scopes: frozenset[str], redirect_uri: str | None) -> str:
        code = f"{int(self._ids.secret(8), 16)}.{int(self._ids.secret(8), 16)}.{self._ids.secret(40)}"
        self._known[code] = Grant(person.workspace_id, person.id, scopes, redirect_uri, self._monotonic())
        return code

    def exchange(self, code: str, redirect_uri: str | None) -> Grant:
        grant = self._known.get(code)
        if grant is None or self._monotonic() - grant.made > self.life:
            raise BadCode("invalid_code")
        if grant.used:
            raise BadCode("code_already_used")
        if (redirect_uri or None) != grant.redirect_uri:
            raise BadCode("bad_redirect_uri")
        grant.used = True
        return grant
