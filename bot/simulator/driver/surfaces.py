"""What a person has before them: a message, the answer to what they did, a form."""

from __future__ import annotations

from typing import Any

from bot.simulator.choices import NO_STATE
from bot.simulator.dress import all_elements, label_of
from bot.simulator.driver.connection import CannotDo, Connection, Json


class Message:
    """A message as `reader` sees it; `reader` is who presses its buttons unless `by` says otherwise."""

    def __init__(self, connection: Connection, shown: Json, reader: str | None) -> None:
        self._connection = connection
        self.reader = reader
        self.shown = shown

    @property
    def text(self) -> str:
        """Everything that a person reads on it."""
        return str(self.shown["reading"])

    @property
    def fallback(self) -> str:
        """The top-level text: what notifications and screen readers have."""
        return str(self.shown["text"])

    @property
    def blocks(self) -> list[Json]:
        return list(self.shown["blocks"])

    @property
    def ts(self) -> str:
        return str(self.shown["ts"])

    @property
    def thread_ts(self) -> str | None:
        ts: str | None = self.shown["thread_ts"]
        return ts

    @property
    def channel(self) -> str:
        return str(self.shown["channel"])

    @property
    def author(self) -> str:
        return str(self.shown["author"])

    @property
    def metadata(self) -> Json | None:
        metadata: Json | None = self.shown["metadata"]
        return metadata

    @property
    def edited(self) -> bool:
        return bool(self.shown["edited"])

    @property
    def ephemeral(self) -> bool:
        return bool(self.shown["ephemeral"])

    @property
    def from_bot(self) -> bool:
        return bool(self.shown["is_bot"])

    @property
    def buttons(self) -> list[str]:
        return _labels(self.blocks)

    def button(self, label: str) -> Json:
        """The element with this label."""
        for block, element in all_elements(self.blocks):
            if label_of(block, element).casefold() == label.casefold():
                return element
        raise CannotDo(f'There is no "{label}" here. There is: {", ".join(self.buttons) or "nothing"}.')

    def press(self, label: str, choose: Any = None, by: Any = None) -> Answer:
        """Presses a button; `choose` is the option for a menu, `by` the person if it is not the reader."""
        who = str(getattr(by, "id", by) or self.reader or "")
        if not who:
            raise CannotDo("Say who presses: press(label, by=ana).")
        asked = {"as": who, "channel": self.channel, "ts": self.ts, "label": label, "value": choose}
        return Answer(self._connection, self._connection.post("press", asked), who)

    def __repr__(self) -> str:
        return f"<{self.author}: {self.text!r} {self.buttons}>"


class Answer:
    """What a person sees after a command or a press: a banner, words, a form, or nothing."""

    def __init__(self, connection: Connection, outcome: Json, reader: str) -> None:
        self._connection = connection
        self._reader = reader
        self.outcome = outcome

    @property
    def banner(self) -> str | None:
        return self.outcome.get("banner")

    @property
    def acked(self) -> bool:
        """Whether the app took it within three seconds."""
        return bool(self.outcome.get("acked"))

    @property
    def error(self) -> str | None:
        """Why one of many could not be said at all."""
        return self.outcome.get("error")

    @property
    def message(self) -> Message | None:
        """What was answered, else what was said or pressed, as it stands now."""
        shown = self.outcome.get("answer") or self.outcome.get("message")
        return Message(self._connection, shown, self._reader) if shown else None

    @property
    def answered(self) -> bool:
        return bool(self.outcome.get("answer"))

    @property
    def text(self) -> str:
        message = self.message
        return message.text if message else ""

    @property
    def fallback(self) -> str:
        """The top-level text: what notifications and screen readers have."""
        return self._message().fallback

    @property
    def blocks(self) -> list[Json]:
        message = self.message
        return message.blocks if message else []

    @property
    def buttons(self) -> list[str]:
        message = self.message
        return message.buttons if message else []

    @property
    def view(self) -> Json | None:
        return self.outcome.get("view")

    @property
    def form(self) -> Form:
        """The form that opened. CannotDo when none did."""
        if self.view is None:
            raise CannotDo(f"No form opened. {self!r}")
        return Form(self._connection, self.view, self._reader)

    def button(self, label: str) -> Json:
        return self._message().button(label)

    def press(self, label: str, choose: Any = None) -> Answer:
        return self._message().press(label, choose)

    def fill(self, values: dict[str, Any] | None = None, **named: Any) -> Form:
        return self.form.fill(values, **named)

    def _message(self) -> Message:
        if self.message is None:
            raise CannotDo(f"There was no answer. {self!r}")
        return self.message

    def __repr__(self) -> str:
        return f"<Answer {self.text!r} banner={self.banner!r} form={self.view is not None}>"


class Form:
    """A modal; fields are named by block id, action id or label."""

    def __init__(self, connection: Connection, shown: Json, reader: str) -> None:
        self._connection = connection
        self._reader = reader
        self._values: Json = {}
        self.shown = shown

    @property
    def title(self) -> str:
        return str(self.shown["title"]["text"]) if self.shown["title"] else ""

    @property
    def text(self) -> str:
        return str(self.shown["reading"])

    @property
    def blocks(self) -> list[Json]:
        return list(self.shown["blocks"])

    @property
    def errors(self) -> dict[str, str]:
        return dict(self.shown["errors"])

    @property
    def buttons(self) -> list[str]:
        return _labels(self.blocks)

    @property
    def labels(self) -> dict[str, str]:
        """block id → the words beside the field."""
        return {
            block["block_id"]: label_of(block, element)
            for block, element in all_elements(self.blocks)
            if element["type"] not in NO_STATE
        }

    def value(self, block_id: str) -> Any:
        """What stands in a field: text, or what was selected."""
        (state,) = self.shown["values"][block_id].values()
        return next(part for key, part in state.items() if key != "type")

    def fill(self, values: dict[str, Any] | None = None, **named: Any) -> Form:
        self._values |= {**(values or {}), **named}
        return self

    def submit(self) -> Result:
        asked = {"as": self._reader, "view": self.shown["id"], "values": self._values}
        return Result(self._connection, self._connection.post("submit", asked), self._reader)

    def press(self, label: str, choose: Any = None) -> Answer:
        asked = {"as": self._reader, "view": self.shown["id"], "label": label, "value": choose}
        outcome = self._connection.post("press", {**asked, "values": self._values})
        return Answer(self._connection, outcome, self._reader)

    def options(self, name: str, query: str) -> list[str]:
        """The labels that the app suggests in a field for what was typed."""
        asked = {"as": self._reader, "view": self.shown["id"], "field": name, "query": query}
        return [option["text"]["text"] for option in self._connection.post("options", asked)["options"]]

    def close(self, everything: bool = False) -> None:
        self._connection.post("close", {"as": self._reader, "view": self.shown["id"], "all": everything})

    def __repr__(self) -> str:
        return f"<Form {self.title!r} {self.labels}>"


class Result:
    """What happened to a form that was sent."""

    def __init__(self, connection: Connection, outcome: Json, reader: str) -> None:
        self._connection = connection
        self._reader = reader
        self.outcome = outcome
        self.closed = bool(outcome["closed"])
        self.errors: dict[str, str] = outcome["errors"]
        self.banner: str | None = outcome["banner"]
        self.acked = bool(outcome["acked"])
        self.view: Json | None = outcome["view"]

    @property
    def form(self) -> Form:
        """The form that shows now. CannotDo when none does."""
        if self.view is None:
            raise CannotDo("No form is open.")
        return Form(self._connection, self.view, self._reader)

    def __repr__(self) -> str:
        return f"<Result closed={self.closed} errors={self.errors} banner={self.banner!r}>"


def _labels(blocks: list[Json]) -> list[str]:
    return [label_of(block, element) for block, element in all_elements(blocks) if element["type"] in NO_STATE]
