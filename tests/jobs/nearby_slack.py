"""The simulated Slack without a socket: the client's requests are answered in the same process, and noted."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from bot.simulator.api.endpoint import answer_call
from bot.simulator.cast import cast
from bot.simulator.simulator import Simulator
from bot.slack.client import SlackClient
from bot.slack.transport import Reply, Silence

TOKEN = "xoxb-acme-drumbeat"
Json = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """One request, and what was answered."""

    method: str
    args: Json
    answer: Json


class NearbySlack:
    """A Slack within reach of the hand; `trouble` by method says what happens instead of an answer.

    `loses`: methods whose calls are taken, and their answers lost on the way.
    """

    def __init__(self) -> None:
        self.sim = Simulator(cast())
        self.asked: list[Asked] = []
        self.trouble: dict[str, Reply | Silence | str] = {}
        self.loses: set[str] = set()
        self.refuses_blocks = False
        self.client = SlackClient(TOKEN, "http://slack.test/api/", transport=self)
        self._one_at_a_time = threading.Lock()

    def begin(self, url: str, body: bytes, headers: Mapping[str, str], *, deadline: float) -> Future[Reply | Silence]:
        answer: Future[Reply | Silence] = Future()
        answer.set_result(self.send(url, body, headers, deadline=deadline))
        return answer

    def send(self, url: str, body: bytes, headers: Mapping[str, str], *, deadline: float) -> Reply | Silence:
        if "/upload/v1/" in url:
            return self._take_file(url, body)
        method = url.rpartition("/")[2]
        args = json.loads(body) if "json" in headers["Content-Type"] else dict(parse_qsl(body.decode()))
        with self._one_at_a_time:
            trouble = self.trouble.get(method) or self.trouble.get(f"{method} {args.get('user', args.get('channel'))}")
            if self.refuses_blocks and args.get("blocks"):
                trouble = "invalid_blocks"
            if isinstance(trouble, Reply | Silence):
                self.asked.append(Asked(method, args, {}))
                return trouble
            answer = {"ok": False, "error": trouble} if trouble else answer_call(self.sim, method, args, TOKEN)
            self.asked.append(Asked(method, args, answer))
        if method in self.loses:
            return Silence(sent=True, reason="timeout")
        return Reply(200, {}, json.dumps(answer).encode())

    def _take_file(self, url: str, body: bytes) -> Reply | Silence:
        trouble = self.trouble.get("upload")
        if isinstance(trouble, Reply | Silence):
            return trouble
        with self._one_at_a_time:
            taken = self.sim.files.take(url.rpartition("/")[2], body)
        return Reply(200 if taken else 400, {}, b"")

    def files(self, person: str) -> list[bytes]:
        """What was put into somebody's direct messages, by their Slack id."""
        direct = self.sim.world.direct_channel(self.sim.world.people[person])
        shown = [file for message in self.sim.world.messages(direct.id) for file in message.files or ()]
        return [found.content for file in shown if (found := self.sim.files.known(file["id"])) and found.content]

    def seen_by(self, person: str) -> list[str]:
        """What stands in somebody's direct messages."""
        direct = self.sim.world.direct_channel(self.sim.world.people[person])
        return [message.text for message in self.sim.world.messages(direct.id)]

    def calls(self, method: str) -> list[Asked]:
        return [asked for asked in self.asked if asked.method == method]

    def posted(self, channel: str = "") -> list[str]:
        """The texts that were posted to a channel, or to a person by their id (everything if none is named)."""
        return [str(asked.args["text"]) for asked in self.posts(channel)]

    def posts(self, channel: str = "") -> list[Asked]:
        posts = [asked for asked in self.calls("chat.postMessage") if asked.answer.get("ok")]
        return [asked for asked in posts if channel in ("", asked.args["channel"])]

    def edited(self, start: str = "") -> list[str]:
        """The texts that messages were changed to, of those that begin so."""
        texts = [str(asked.args["text"]) for asked in self.calls("chat.update") if asked.answer.get("ok")]
        return [text for text in texts if text.startswith(start)]

    def refused(self) -> list[str]:
        """What Slack refused of what was posted or changed, as the judge put it."""
        return [
            f"{asked.method}: {asked.answer.get('error')} {asked.answer.get('errors', '')}"
            for asked in self.asked
            if asked.method.startswith(("chat.", "views.")) and asked.answer and not asked.answer["ok"]
        ]
