"""One thing that this Slack tells the app, in the words of either door, and what the app answers."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
COMMAND, INTERACTION, EVENT = "slash_commands", "interactive", "events_api"


@dataclass(frozen=True)
class Reply:
    """What the app answered; `failure` is what Slack shows people for what went wrong, None after a 2xx in time.

    `reason` is Slack's word for it in the headers of a retry; `no_retry` says that the app wants none.
    """

    status: int | None
    body: str
    content_type: str
    failure: str | None
    reason: str | None = None
    no_retry: bool = False

    @property
    def acked(self) -> bool:
        return self.failure is None

    def json(self) -> Any:
        """The body as JSON. ValueError when it is none."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Retry:
    """Which retry it is, from 1, and why there is one."""

    number: int
    reason: str


@dataclass(frozen=True)
class Delivery:
    """`text` is the JSON of the payload, frozen when it was first sent: every repetition has the same bytes."""

    name: str
    kind: str
    text: str
    retry: Retry | None = None
    url: str | None = field(default=None, compare=False)

    @classmethod
    def of(cls, name: str, kind: str, payload: dict[str, Any]) -> Delivery:
        return cls(name, kind, json.dumps(payload))

    @property
    def content_type(self) -> str:
        return JSON if self.kind == EVENT else FORM

    @property
    def body(self) -> bytes:
        """What travels over HTTP."""
        if self.kind == EVENT:
            return self.text.encode()
        fields = json.loads(self.text) if self.kind == COMMAND else {"payload": self.text}
        return urlencode(fields).encode()

    @property
    def headers(self) -> dict[str, str]:
        """Those of HTTP, without the signature."""
        headers = {"Content-Type": self.content_type}
        if self.retry is not None:
            headers |= {"x-slack-retry-num": str(self.retry.number), "x-slack-retry-reason": self.retry.reason}
        return headers

    def envelope(self, envelope_id: str) -> str:
        """What travels over a socket."""
        around: dict[str, Any] = {
            "envelope_id": envelope_id,
            "type": self.kind,
            "accepts_response_payload": self.kind != EVENT,
        }
        if self.kind == EVENT:
            around["retry_attempt"] = self.retry.number if self.retry else 0
            around["retry_reason"] = "timeout" if self.retry else ""
        return f'{json.dumps(around)[:-1]}, "payload": {self.text}}}'
