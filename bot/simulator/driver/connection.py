"""HTTP to the control API, in the plainest way that works from any thread."""

from __future__ import annotations

import http.client
import json
from contextlib import closing
from typing import Any
from urllib.parse import urlencode, urlsplit

Json = dict[str, Any]
PATIENCE_SECONDS = 600.0


class CannotDo(AssertionError):
    """Nobody could do this in Slack, or the clock could not be turned; the text says why."""


class Connection:
    def __init__(self, url: str) -> None:
        self.url = url
        self._address = urlsplit(url).netloc

    def get(self, path: str, **query: Any) -> Json:
        asked = urlencode({key: value for key, value in query.items() if value is not None})
        return self._ask("GET", f"/control/{path}?{asked}", None)

    def post(self, path: str, body: Json) -> Json:
        return self._ask("POST", f"/control/{path}", json.dumps(body))

    def _ask(self, method: str, path: str, body: str | None) -> Json:
        with closing(http.client.HTTPConnection(self._address, timeout=PATIENCE_SECONDS)) as connection:
            connection.request(method, path, body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            text = response.read().decode()
        if response.status == 409:
            raise CannotDo(json.loads(text)["error"])
        if response.status != 200:
            raise RuntimeError(f"{method} {path} answered {response.status}: {text[:500]}")
        answer: Json = json.loads(text)
        return answer
