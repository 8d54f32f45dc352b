"""A typed line, carried by a button and back."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.text import CLOSE, OPEN, TOKEN, meant

# What Slack takes as the value of a button.
LONGEST_VALUE = 2000
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", OPEN: None, CLOSE: None})


@dataclass(frozen=True)
class Line:
    """What was typed: the command (`/feature`), the verb (as it may have been meant), and the stored text after it."""

    command: str
    verb: str
    text: str

    @property
    def value(self) -> str:
        """For a button; its texts as Slack sends them, since a stored token's marks must not travel."""
        return f"{self.command}\n{self.verb}\n{_as_slack_sends(self.text)}"

    @property
    def fits(self) -> bool:
        return len(self.value) <= LONGEST_VALUE


def line_of(value: str) -> Line:
    """The line in a button's value."""
    command, _, rest = value.partition("\n")
    verb, _, text = rest.partition("\n")
    return Line(command, verb, meant(text))


def _as_slack_sends(stored: str) -> str:
    """The other way round of `meant`."""
    pieces: list[str] = []
    end = 0
    for token in TOKEN.finditer(stored):
        pieces += [stored[end : token.start()].translate(_ESCAPES), f"<{token[1].translate(_ESCAPES)}>"]
        end = token.end()
    return "".join([*pieces, stored[end:].translate(_ESCAPES)])
