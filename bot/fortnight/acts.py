"""What people of the story can do, each with what has to come of it: nothing here is done behind the bot's back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bot.fortnight.people import CHANNEL
from bot.simulator.driver import Answer, Message, Slack


class StoryFalters(Exception):
    """Something did not go as it is told; the text says what, and what was seen instead."""


class Act(Protocol):
    """Something that one person does."""

    def done_by(self, who: str, slack: Slack) -> None:
        """Raises StoryFalters when it does not go as told."""


@dataclass(frozen=True)
class Says:
    """Types a line in the channel; of a command's answer these words are read."""

    text: str
    hears: str = ""

    def done_by(self, who: str, slack: Slack) -> None:
        answer = slack.says(who, CHANNEL, self.text)
        if self.text.startswith("/") and not answer.answered:
            raise StoryFalters(f"{who} typed {self.text} and got no answer: {answer.banner}")
        if self.hears not in answer.text:
            raise StoryFalters(f'{who} typed {self.text} and read "{answer.text}", not "{self.hears}"')


@dataclass(frozen=True)
class Fills:
    """Answers the newest question in the direct messages; `blockers` by their number: what became of each."""

    answers: Mapping[str, str]
    blockers: Mapping[str, str] = field(default_factory=dict)

    def done_by(self, who: str, slack: Slack) -> None:
        asked = [each for each in slack.dms(who) if "Fill in" in each.buttons]
        if not asked:
            raise StoryFalters(f"{who} was not asked.")
        known = {f"blocker_{ref.removeprefix('B-')}": what for ref, what in self.blockers.items()}
        sent = asked[-1].press("Fill in").form.fill({**self.answers, **known}).submit()
        if not sent.closed:
            raise StoryFalters(f"{who}'s answers were not taken: {sent.errors or sent.banner}")


@dataclass(frozen=True)
class Presses:
    """Presses a button on the newest message with these words, in the channel or in their own messages with the bot.

    `fills` is put into the form that opens, where one does.
    """

    label: str
    on: str
    fills: Mapping[str, str] | None = None
    in_thread: bool = False
    own: bool = False

    def done_by(self, who: str, slack: Slack) -> None:
        answer = self._message(who, slack).press(self.label, by=slack.person(who))
        if answer.banner is not None:
            raise StoryFalters(f"{who} pressed {self.label} on {self.on}: {answer.banner}")
        if self.fills is not None:
            _send(answer, self.fills, f"{who}'s form behind {self.label}")

    def _message(self, who: str, slack: Slack) -> Message:
        slack.settle()
        there = slack.dms(who) if self.own else slack.messages(CHANNEL, seen_by=who)
        found = [each for each in there if self.on in each.text and self.label in each.buttons]
        if not found:
            raise StoryFalters(f'{who} finds nothing with "{self.on}" and the button {self.label}.')
        return found[-1]


@dataclass(frozen=True)
class FillsForm:
    """Types a command that opens a form, and sends the form."""

    command: str
    values: Mapping[str, str]

    def done_by(self, who: str, slack: Slack) -> None:
        _send(slack.says(who, CHANNEL, self.command), self.values, f"{who}'s form of {self.command}")


@dataclass(frozen=True)
class LogsMessage:
    """Takes *Log as feature* from the menu of the newest message with these words."""

    words: str
    hears: str

    def done_by(self, who: str, slack: Slack) -> None:
        found = [each for each in slack.messages(CHANNEL, seen_by=who) if self.words in each.text]
        slack.uses_shortcut(who, "feature.log_message", on=found[-1])
        slack.settle()
        if not any(self.hears in each.text for each in slack.messages(CHANNEL, seen_by=who)):
            raise StoryFalters(f'{who} logged "{self.words}" and nobody said "{self.hears}"')


@dataclass(frozen=True)
class Votes:
    """Gives a card of the retro votes; which number it has was drawn by lot when all cards were shown."""

    card: str
    votes: int

    def done_by(self, who: str, slack: Slack) -> None:
        slack.settle()
        boards = [each.text for each in slack.messages(CHANNEL, seen_by=who) if "- voting" in each.text]
        numbers = re.findall(rf"(R-\d+) {re.escape(self.card)}", boards[-1] if boards else "")
        if len(numbers) != 1:
            raise StoryFalters(f'{who} finds no card "{self.card}" to vote for.')
        Says(f"/retro vote {numbers[0]} {self.votes}", hears=self.card).done_by(who, slack)


def _send(answer: Answer, values: Mapping[str, str], what: str) -> None:
    """The form that opened, filled in; a window that stays to say what was done is closed."""
    sent = answer.form.fill(dict(values)).submit()
    if sent.errors or sent.banner is not None:
        raise StoryFalters(f"{what} was not taken: {sent.errors or sent.banner}")
    if sent.view is not None:
        sent.form.close(everything=True)
