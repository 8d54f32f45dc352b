"""Everything that a full team reads, opens and presses: Slack takes every message and every view of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import cycle
from random import Random
from typing import Any

import pytest

from bot.commands.nouns import NOUNS
from bot.domain.message import Message
from bot.domain.retros import Phase
from bot.simulator import judge
from tests.commands.asking import example_of
from tests.commands.counter import Counter
from tests.commands.crowd import CLOSED_AT, Crowd, full
from tests.commands.worlds import Worlds
from tests.hostile.strings import CLASSES
from tests.messages.test_extremes import against_the_sdk, unescaped, wrong_with
from tests.storage.cast import CHECKOUT, slack_id

# The ways in which a text takes more room than it has characters, and all ways of being hostile in turn.
TEXTS = {
    "all classes": "",
    "escaped five times over": "&",
    "mentions": "<@U0BEN00001|ben> ",
    "links": "<https://example.com/" + "p" * 80 + "|a label>\n",
    "joined": "👩\u200d👩\u200d👧\u200d👦",
    "lines": "a\n",
    "references": "F-1 B-2 A-3 ",
}
# Each takes twenty seconds: the one of which there is most goes with `make test`, the others with `make slow`.
IN_MAKE_TEST = "escaped five times over"
READING = ("/standup report week", "/standup blockers all", "/retro actions all", "/feature list unscored", "/retro")
# A link to the message that somebody used the shortcut on: markup of ours.
LINK = re.compile(r"<https://acme\.slack\.com/archives/[^|<> ]+\|[^<>|]*>")
UNESCAPED = re.compile("[<>&]")
Json = dict[str, Any]


def texts(which: str) -> Iterator[str]:
    if TEXTS[which]:
        return cycle([TEXTS[which]])
    random = Random(7)
    return (make(random) for make in cycle(CLASSES.values()))


class Reader:
    """Ana, who types, presses and opens all that there is, each kind of button and form once, and judges what comes."""

    def __init__(self, counter: Counter, hostile: Iterator[str]) -> None:
        self.counter, self.hostile = counter, hostile
        self.wrong: list[str] = []
        self.pressed: set[str] = set()
        self.judged = 0

    def reads(self, line: str) -> None:
        body = self.counter.door.command(self.counter.payload("Ana", line))
        if body is not None:
            self.looks_at(line, Message(body["text"], tuple(body["blocks"])))
        self.looks_at_views(line)

    def looks_at(self, what: str, message: Message) -> None:
        self.judged += 1
        self.wrong += wrong_with(what, message)
        self.wrong += [
            f"{what}: unescaped {rest[:60]!r}" for rest in unescaped(message) if UNESCAPED.search(LINK.sub("", rest))
        ]
        self.presses(what, message.blocks)

    def presses(self, what: str, shown: Any) -> None:
        for block in shown:
            elements = [*block.get("elements", ()), block.get("accessory") or {}]
            for element in (one for one in elements if one.get("type") == "button" and "url" not in one):
                name = ".".join(element["action_id"].split(".")[:2])
                if name not in self.pressed:
                    self.pressed.add(name)
                    self.press(f"{what} -> {name}", element["action_id"], element.get("value", ""))

    def press(self, what: str, action: str, value: str) -> None:
        before = len(self.counter.responses)
        self.counter.press("Ana", action, value)
        for message in self.counter.responses[before:]:
            self.looks_at(what, message)
        self.looks_at_views(what)

    def looks_at_views(self, what: str) -> None:
        for asked in self.counter.slack.asked:
            if asked.method.startswith("views."):
                self.judged += 1
                view = asked.args["view"]
                self.wrong += [f"{what}: {line}" for line in [*judge.view(view), *against_the_sdk(view["blocks"])]]
                self.sends_back(what, view)
        self.counter.slack.asked = [one for one in self.counter.slack.asked if not one.method.startswith("views.")]

    def looks_at_what_was_posted(self) -> None:
        """Everything that the clock posted or changed, and answered to shortcuts."""
        posts = [one.args for method in ("chat.postMessage", "chat.update") for one in self.counter.slack.calls(method)]
        for post in posts:
            self.looks_at(f"post {post['text'][:40]}", Message(post["text"], tuple(post["blocks"])))
        for message in self.counter.responses:
            self.looks_at("response", message)

    def sends_back(self, what: str, view: Json) -> None:
        """With every field filled to the brim; what opens then is judged as well."""
        fields = {
            block["block_id"]: self._filled(block["element"]) for block in view["blocks"] if block["type"] == "input"
        }
        if view.get("callback_id") in self.pressed or not fields:
            return
        self.pressed.add(view["callback_id"])
        answer = self.counter.sends("Ana", view["callback_id"], view.get("private_metadata", ""), **fields)
        if answer is not None and "view" in answer:
            self.wrong += [f"{what}, sent: {line}" for line in judge.view(answer["view"])]
            self.presses(what, answer["view"]["blocks"])

    def _filled(self, element: Json) -> str:
        match element["type"]:
            case "plain_text_input":
                return full(next(self.hostile), element.get("max_length", 3000))
            case "datepicker":
                return "2026-11-27"
            case "users_select":
                return slack_id("Ben")
            case "channels_select" | "conversations_select":
                return CHECKOUT
            case _:
                return str((element.get("options") or [{"value": ""}])[0]["value"])


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "which", [pytest.param(name, marks=() if name == IN_MAKE_TEST else pytest.mark.slow) for name in TEXTS]
)
def test_slack_takes_all_that_a_full_team_is_told(worlds: Worlds, which: str) -> None:
    counter = Counter(worlds.begin())
    crowd = Crowd(counter, texts(which))
    crowd.fill()
    reader = Reader(counter, crowd.texts)
    for _ in Phase:
        crowd.run(CLOSED_AT)
        reader.reads("/retro")
        counter.says("Ana", "/retro next")
        crowd.votes()
    lines = [example_of(noun, verb) for noun in NOUNS for verb in noun.verbs.values() if verb.reads]
    writing = [example_of(noun, verb) for noun in NOUNS for verb in noun.verbs.values() if not verb.reads]
    for line in (*lines, *READING, *(f"/{noun.name}" for noun in NOUNS)):
        reader.reads(line)
    crowd.run(CLOSED_AT)
    for line in sorted(writing, key=lambda line: " delete " in line):
        reader.reads(line)
    crowd.run(CLOSED_AT)
    counter.uses_shortcut("Ana", "feature.log_message", full(next(crowd.texts), 3000), thread="1795417200.000099")
    reader.looks_at_what_was_posted()
    assert reader.wrong == []
    assert counter.slack.refused() == []
    assert reader.judged > 100
    counter.close()
