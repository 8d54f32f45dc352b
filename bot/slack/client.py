"""The posting client: one method of ours for each thing we ask of Slack, with its answer as a value."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode

from bot.log import logger
from bot.slack.answers import Outcome, Posted, Unknown, outcome, retry_after, said
from bot.slack.transport import Reply, Silence, Transport

EVENT_TYPE = "drumbeat_message"
POST_SECONDS = 10.0
READ_SECONDS = 5.0
PAGE_SIZE = 200
MOST_PAGES = 500
TAKES_JSON = ("chat.", "views.")  # every other method takes a form
log = logger(__name__)


class SlackRefused(Exception):
    """Slack answered with an error code; `answer` is all it said, `retry_after` seconds when it told us to wait."""

    def __init__(self, error: str, answer: dict[str, Any], retry_after: float | None = None) -> None:
        self.error = error
        self.answer = answer
        self.retry_after = retry_after
        super().__init__(error)


class SlackSilent(Exception):
    """Slack did not answer, or with nothing that can be read; `reason` is one word."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class SlackClient:
    """Talks to one workspace. Nothing is tried twice here: who calls knows whether that is safe.

    `api_url` ends in `/api/`. All deadlines are seconds for the whole exchange. Threads may share a client.
    """

    def __init__(self, token: str, api_url: str, *, transport: Transport, client_msg_id: bool = False) -> None:
        self._api_url = api_url
        self._authorization = f"Bearer {token}"
        self._transport = transport
        self._client_msg_id = client_msg_id
        self.skew_seconds: float | None = None
        self.last_reached_at: float | None = None
        # What the token may do, as Slack said at the last call; None before the first.
        self.scopes: frozenset[str] | None = None

    def __repr__(self) -> str:
        return f"SlackClient({self._api_url!r})"

    def reached_within(self, seconds: float) -> bool:
        """Whether Slack answered anything, a refusal too, in the last so many seconds."""
        reached_at = self.last_reached_at
        return reached_at is not None and time.monotonic() - reached_at <= seconds

    def post(
        self,
        channel: str,
        text: str,
        blocks: Sequence[Mapping[str, Any]] = (),
        *,
        id: str,  # noqa: A002 it is what the metadata calls it
        thread_ts: str | None = None,
        deadline: float = POST_SECONDS,
    ) -> Future[Outcome]:
        """Posts to a channel or, by a person's id, in their DM, and does not wait for what comes of it.

        `id` (opaque) finds the message again by its metadata. The future never raises.
        """
        message = {
            **_message(channel, text, blocks),
            "thread_ts": thread_ts,
            "metadata": {"event_type": EVENT_TYPE, "event_payload": {"id": id}},
            "client_msg_id": id if self._client_msg_id else None,
        }
        answer: Future[Outcome] = Future()
        asked = self._begin("chat.postMessage", message, deadline)
        asked.add_done_callback(lambda done: answer.set_result(self._outcome(done.result())))
        return answer

    def _outcome(self, reply: Reply | Silence) -> Outcome:
        try:
            self._note(reply)
            return outcome(reply)
        except Exception:  # whatever it was, the message may stand there
            log.exception("what Slack answered could not be understood")
            return Unknown("not_understood")

    def update(
        self,
        channel: str,
        ts: str,
        text: str,
        blocks: Sequence[Mapping[str, Any]] = (),
        *,
        deadline: float = POST_SECONDS,
    ) -> Outcome:
        """Changes a message of ours."""
        message: dict[str, Any] = {"channel": channel, "ts": ts, "text": text, "blocks": list(blocks)}
        return outcome(self._ask("chat.update", message, deadline))

    def ephemeral(
        self,
        channel: str,
        user: str,
        text: str,
        blocks: Sequence[Mapping[str, Any]] = (),
        *,
        thread_ts: str | None = None,
        deadline: float = POST_SECONDS,
    ) -> Outcome:
        """Shows a message to one person in a channel; Slack neither keeps it nor promises that it is seen."""
        message = {**_message(channel, text, blocks), "user": user, "thread_ts": thread_ts}
        result = outcome(self._ask("chat.postEphemeral", message, deadline))
        return Posted(channel, result.ts) if isinstance(result, Posted) else result

    def call(self, method: str, *, deadline: float = READ_SECONDS, **arguments: Any) -> dict[str, Any]:
        """Asks anything else; raises SlackRefused or SlackSilent. Arguments that are None are left out."""
        reply = self._ask(method, arguments, deadline)
        if isinstance(reply, Silence):
            raise SlackSilent(reply.reason)
        answer = said(reply)
        if reply.status == 429:
            raise SlackRefused("ratelimited", answer or {}, retry_after(reply.headers))
        if answer is None or reply.status >= 500:
            raise SlackSilent(f"http_{reply.status}")
        if not answer["ok"]:
            raise SlackRefused(str(answer.get("error", "no_error_code")), answer, retry_after(reply.headers))
        return answer

    def send_bytes(self, url: str, content: bytes, *, deadline: float = READ_SECONDS) -> None:
        """Sends a file to the address that Slack gave for it. Raises SlackRefused or SlackSilent."""
        reply = self._transport.send(url, content, {"Content-Type": "application/octet-stream"}, deadline=deadline)
        if isinstance(reply, Silence):
            raise SlackSilent(reply.reason)
        if reply.status != 200:
            raise SlackRefused(f"http_{reply.status}", {})

    def pages(self, method: str, key: str, *, deadline: float = READ_SECONDS, **arguments: Any) -> Iterator[Any]:
        """What stands under `key`, item by item over all pages; `deadline` is for each page."""
        cursor: str | None = None
        for _ in range(MOST_PAGES):
            answer = self.call(method, deadline=deadline, **{"limit": PAGE_SIZE, **arguments, "cursor": cursor})
            yield from answer.get(key, [])
            before, cursor = cursor, (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor or cursor == before:
                return

    def members(self, channel: str, *, deadline: float = READ_SECONDS) -> list[str]:
        """The ids of all people (and bots) in a channel."""
        return [
            str(person) for person in self.pages("conversations.members", "members", channel=channel, deadline=deadline)
        ]

    def person(self, user: str, *, deadline: float = READ_SECONDS) -> dict[str, Any]:
        """What Slack knows of a person: the `user` of users.info."""
        found = self.call("users.info", user=user, deadline=deadline).get("user")
        if not isinstance(found, dict):
            raise SlackSilent("no_user")
        return found

    def _ask(self, method: str, arguments: Mapping[str, Any], deadline: float) -> Reply | Silence:
        url, body, headers = self._request(method, arguments)
        reply = self._transport.send(url, body, headers, deadline=deadline)
        self._note(reply)
        return reply

    def _begin(self, method: str, arguments: Mapping[str, Any], deadline: float) -> Future[Reply | Silence]:
        url, body, headers = self._request(method, arguments)
        return self._transport.begin(url, body, headers, deadline=deadline)

    def _request(self, method: str, arguments: Mapping[str, Any]) -> tuple[str, bytes, dict[str, str]]:
        given = {name: value for name, value in arguments.items() if value is not None}
        body, content_type = _json(given) if method.startswith(TAKES_JSON) else _form(given)
        return self._api_url + method, body, {"Authorization": self._authorization, "Content-Type": content_type}

    def _note(self, reply: Reply | Silence) -> None:
        """When Slack was last reached, and how far its clock is from ours (to the second that its header has)."""
        if isinstance(reply, Silence):
            return
        if reply.status >= 500 or (reply.status != 429 and said(reply) is None):
            return
        self.last_reached_at = time.monotonic()
        if (scopes := reply.headers.get("x-oauth-scopes")) is not None:
            self.scopes = frozenset(scope.strip() for scope in scopes.split(",") if scope.strip())
        try:
            slack_time = parsedate_to_datetime(reply.headers.get("Date", "")).timestamp() + 0.5  # it has whole seconds
            self.skew_seconds = slack_time - time.time()
        except (TypeError, ValueError):
            return  # no date, or none that can be read: the last one stands


def _message(channel: str, text: str, blocks: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "channel": channel,
        "text": text,
        "blocks": list(blocks) or None,
        "unfurl_links": False,
        "unfurl_media": False,
    }


def _json(arguments: Mapping[str, Any]) -> tuple[bytes, str]:
    return json.dumps(arguments).encode(), "application/json; charset=utf-8"


def _form(arguments: Mapping[str, Any]) -> tuple[bytes, str]:
    """Slack's forms: structures as JSON, and true and false in small letters."""
    texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in arguments.items()}
    return urlencode(texts).encode(), "application/x-www-form-urlencoded"
