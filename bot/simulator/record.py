"""What is remembered for tests: every call of the Web API, and each time the bot broke a rule that Slack forgives."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime
from typing import Any

REMEMBERED = 50_000


class Record:
    """Requests are numbered from 1; violations are kept until they are read and cleared."""

    def __init__(self) -> None:
        self.requests: deque[dict[str, Any]] = deque(maxlen=REMEMBERED)
        self.violations: list[dict[str, Any]] = []
        self._count = 0

    def request(self, method: str, args: dict[str, Any], answer: dict[str, Any]) -> None:
        self._count += 1
        at = datetime.now(UTC).isoformat()
        self.requests.append({"number": self._count, "method": method, "args": args, "answer": answer, "at": at})

    def violation(self, where: str, what: str, payload: Any = None, kind: str = "rule") -> None:
        """`what` as a sentence; `payload` is what broke the rule; `kind` is rule, or limit for a call too many."""
        self.violations.append({"where": where, "what": what, "payload": payload, "kind": kind})
