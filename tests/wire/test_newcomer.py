"""A newcomer who knows nothing but what stands on the screen holds a stand-up, asks for a feature and leads a retro."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.simulator.driver import Answer, Form, Message, Slack
from tests.wire.test_demo import demo, opening_of

MOST_ACTIONS = 40
HERE = "#checkout"


@dataclass
class Newcomer:
    """Acts as one person after another, reads all that these are shown, and does only what some of it says.

    Each line typed, button pressed, field filled, form sent, person or time changed counts as one action.
    """

    slack: Slack
    has_read: list[str]
    who: str = "Ana"
    did: list[str] = field(default_factory=list)

    def types(self, line: str, where: str = HERE) -> Answer:
        """A line that was read somewhere, as it stands there."""
        self.looks_around()
        assert any(line in text for text in self.has_read), f"nothing says {line!r}"
        self.did.append(line)
        return self._reads(self.slack.says(self.who, where, line))

    def writes(self, text: str, where: str) -> Answer:
        """Words of their own, to see what happens."""
        self.did.append(text)
        answer = self._reads(self.slack.says(self.who, where, text))
        self.looks_around()
        return answer

    def presses(self, label: str) -> Answer:
        """The newest button with this label, in the channel or in the direct messages."""
        self.looks_around()
        self.did.append(f"[{label}]")
        shown = [*self.slack.messages(HERE, self.who), *self._direct()]
        there = [each for each in shown if label in each.buttons]
        assert there, f"{self.who} sees no button {label!r} but {[each.buttons for each in shown if each.buttons]}"
        latest = max(there, key=lambda each: float(each.ts))
        return self._reads(latest.press(label, by=self.who))

    def presses_in(self, shown: Answer, label: str) -> Answer:
        self.did.append(f"[{label}]")
        return self._reads(shown.press(label))

    def fills(self, form: Form, by_label: dict[str, str]) -> Form:
        """Fields by the words beside them; then sends it off. What shows next, or this."""
        names = {label.removesuffix(" (optional)"): name for name, label in form.labels.items()}
        for label, text in by_label.items():
            assert label in names, f"there is no {label!r} among {list(names)}"
            self.did.append(f"{label} {text}")
            form.fill({names[label]: text})
        self.did.append("[send]")
        sent = form.submit()
        assert sent.errors == {} and sent.banner is None
        if sent.view is None:
            return form
        self.has_read.append(sent.form.text)
        return sent.form

    def becomes(self, who: str) -> None:
        self.did.append(f"act as {who}")
        self.who = who

    def turns_the_clock(self, to: str) -> None:
        self.looks_around()
        assert any(to.rpartition(" ")[2] in text for text in self.has_read)
        self.did.append(f"turn to {to}")
        self.slack.clock.turn_to(to, "Europe/Berlin")
        self.looks_around()

    def looks_around(self) -> None:
        """Everything that is on this person's screen now."""
        self.slack.settle()
        self.has_read += [each.text for each in (*self.slack.messages(HERE, self.who), *self._direct())]

    def sees(self, text: str) -> bool:
        self.looks_around()
        return any(text in read for read in self.has_read)

    def _direct(self) -> list[Message]:
        return self.slack.dms(self.who)

    def _reads(self, answer: Answer) -> Answer:
        assert answer.banner is None
        self.has_read.append(answer.text)
        if answer.view is not None:
            self.has_read.append(answer.form.text)
        return answer


def holds_a_stand_up(ana: Newcomer) -> None:
    ana.types("/team new Checkout")
    ana.types("/standup new Daily at 9:30 mon-fri close 12:00")
    ana.turns_the_clock("Tue 09:30")
    form = ana.presses("Fill in").form
    answers = ("Refunds", "Invoices", "no test card")
    ana.fills(
        form, dict(zip((label.removesuffix(" (optional)") for label in form.labels.values()), answers, strict=True))
    )
    ana.turns_the_clock("Tue 12:00")
    assert ana.sees("no test card")


def asks_for_a_feature(ana: Newcomer) -> None:
    ana.writes("hello?", "dm")
    ana.types("/drumbeat help")
    logged = ana.fills(ana.types("/feature").form, {"What is it, in a line?": "Export to CSV"})
    assert "F-1" in logged.text
    logged.close(everything=True)


def leads_a_retro(ana: Newcomer) -> None:
    ana.presses_in(ana.types("/retro"), "Begin a retro")
    writes_a_card(ana, "The tests take an hour")
    ana.becomes("Ben")
    writes_a_card(ana, "Nobody answers support")
    ana.becomes("Ana")
    for _ in ("read", "vote"):
        ana.presses("Next")
    ana.presses_in(ana.presses("Vote"), "+1")
    ana.presses("Next")
    ana.fills(ana.presses("Add an action").form, {"What is to be done?": "Split the slow tests"})
    ana.presses("On to what we will do")
    ana.presses("Close")
    assert ana.sees("Split the slow tests")


def writes_a_card(somebody: Newcomer, text: str) -> None:
    somebody.fills(somebody.presses("Add card").form, {"What do you want to say?": text})


def sums_up(ana: Newcomer) -> None:
    told = ana.types("/summary").text
    for what in ("no test card", "new requests 1", "actions 0/1 done"):
        assert what in told


TASKS: tuple[Callable[[Newcomer], None], ...] = (holds_a_stand_up, asks_for_a_feature, leads_a_retro, sums_up)


def test_a_newcomer_gets_through_all_of_it_in_forty_actions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with demo(tmp_path, {}, "--empty") as process:
        url, guide = opening_of(process)
        newcomer = Newcomer(Slack(url), guide)
        for task in TASKS:
            task(newcomer)
        assert newcomer.slack.violations() == []
    with capsys.disabled():
        print(f"\nA newcomer needs {len(newcomer.did)} actions: {' · '.join(newcomer.did)}")
    assert len(newcomer.did) <= MOST_ACTIONS
