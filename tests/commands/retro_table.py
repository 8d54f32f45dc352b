"""Around a retro: what people say and press, and the board as it would be shown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from bot.domain.message import Message
from bot.messages import retros as messages
from bot.simulator import judge
from bot.storage.outbox import OutboundMessage
from bot.storage.retro_boards import board_of
from bot.storage.retros import Retro
from bot.storage.teams import Team
from tests.commands.counter import Counter
from tests.messages.reading import shown
from tests.storage.cast import slack_id

MOST_STEPS = 8


@dataclass
class RetroTable:
    """The team of #checkout at its retro."""

    counter: Counter

    def says(self, who: str, line: str) -> str:
        return self.counter.says(who, f"/retro {line}".strip())

    def press(self, who: str, action: str, value: str) -> str:
        return self.counter.press(who, action, value)

    def at(self, who: str) -> str:
        """A mention, as Slack sends it."""
        return f"<@{slack_id(who)}|{who.lower()}>"

    def example_in(self, answer: str) -> str:
        found = re.search(r"Try this:\s*`([^`]+)`", answer)
        assert found, answer
        return found[1]

    def repeats(self, who: str, answer: str) -> str:
        """Somebody sends the suggested line back verbatim."""
        return self.counter.says(who, self.example_in(answer))

    def message(self) -> Message:
        """The newest board, as the job would compose it now; Slack's judge has seen it."""
        with self.counter.db.read() as session:
            retro = session.scalars(select(Retro).order_by(Retro.id.desc()).limit(1)).one()
            team = session.scalars(select(Team).where(Team.id == retro.team_id)).one()
            found = messages.board(board_of(session, retro, team, now=self.counter.now))
        assert judge.message({"text": found.text, "blocks": list(found.blocks)}) == []
        return found

    def board(self) -> str:
        return shown(self.message())

    def value(self, action: str) -> str:
        """What a button of the board carries."""
        elements: list[dict[str, Any]] = [
            element for block in self.message().blocks if block["type"] == "actions" for element in block["elements"]
        ]
        return str(next(element["value"] for element in elements if element["action_id"] == action))

    def goes_to(self, who: str, phase: str) -> None:
        """Whoever leads it goes on until it is there."""
        for _ in range(MOST_STEPS):
            with self.counter.db.read() as session:
                if session.scalars(select(Retro.phase).order_by(Retro.id.desc()).limit(1)).one() == phase:
                    return
            self.says(who, "next")
        raise AssertionError(f"the retro does not come to {phase}")

    def posted(self, part: str) -> list[str]:
        """What waits in the outbox with these words in it."""
        with self.counter.db.read() as session:
            rows = [shown(row.message) for row in session.scalars(select(OutboundMessage))]
        return [text for text in rows if part in text]
