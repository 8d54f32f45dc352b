"""Three hundred hostile strings over real sockets: each gets an answer or a refusal that keeps what was typed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.domain.text import meant, plain
from bot.simulator import judge
from bot.simulator.driver import Slack
from tests.hostile.strings import CLASSES, PRODUCT, hostile
from tests.messages.reading import shown
from tests.wire.forged import filled_in, happened, typed_in
from tests.wire.setups import ON_POSTGRESQL, ON_SQLITE, Setup, bot_in
from tests.wire.stage import BERLIN, Stage, next_monday_evening

SEED, TEXTS = 300, 300
LAB = "C0LAB00001"
APOLOGY = "Sorry, that went wrong"
COMMANDS = (
    ("/standup", "log t: {}"),
    ("/standup", "{}"),
    ("/standup", "log {}"),
    ("/standup", "report {}"),
    ("/standup", "delete {}"),
    ("/standup", "new {} at 9:30"),
    ("/standup", "new Weekly at {}"),
    ("/team", "new {}"),
    ("/team", "{}"),
)


@pytest.fixture(params=(ON_SQLITE, ON_POSTGRESQL), ids=str)
def stage(request: pytest.FixtureRequest, slack: Slack, tmp_path: Path) -> Iterator[Stage]:
    """#checkout with its stand-up on a Tuesday morning; a faultless bot at the end."""
    setup: Setup = request.param
    with bot_in(setup, slack, tmp_path / "bot") as bot:
        next_monday_evening(slack.clock)
        stage = Stage(slack, bot, "#checkout")
        stage.holds()
        slack.clock.turn_to("Tue 09:30", BERLIN)
        stage.says("Ana", "/standup log t: refunds")
        slack.settle()
        yield stage


def test_each_of_three_hundred_hostile_strings_gets_an_answer(stage: Stage) -> None:
    drawn = list(hostile(TEXTS, SEED))
    assert {name for name, _ in drawn} == set(CLASSES)
    about = stage.card("Chi").button("Fill in")["value"]
    wrong = []
    for number, (_, text) in enumerate(drawn):
        if number % 10 == 0:
            renames(stage, text)
        if number % 3 == 0:
            wrong += against_form(stage, about, text)
        elif number % 15 == 1:
            stage.slack.says("Chi", "dm", f"so: {without_halves(text)}")
        else:
            wrong += against_command(stage, *COMMANDS[number % len(COMMANDS)], text)
    assert not wrong, "\n".join(wrong)
    stage.slack.clock.turn_to("Tue 12:00", BERLIN)
    assert "2/3 in" in stage.wrap_up().text
    hints = [message for message in stage.slack.dms("Chi") if "Set up a stand-up" in message.buttons]
    assert len(hints) == TEXTS // 15


def against_command(stage: Stage, command: str, line: str, text: str) -> list[str]:
    """What is wrong with the answer to a command with this text in it."""
    typed = line.format(text)
    status, body = typed_in(stage, "Ana", command, typed, LAB if "new" in line else "C0CHECKOUT")
    if status != 200 or not body:
        return [f"{status} without words to {typed!a}"[:300]]
    answer = json.loads(body)
    said = shown(answer["blocks"])
    wrong = judge.ack(answer)
    if "You typed:" in said and f"{command} {plain(meant(decoded(typed)))}".strip()[:1000] not in said:
        wrong.append(f"not kept: {said!a}")
    if str(PRODUCT) in said or APOLOGY in said:
        wrong.append(f"said {said!a}")
    return [f"{line}, to {typed!a:.300}" for line in wrong]


def against_form(stage: Stage, about: str, text: str) -> list[str]:
    """What is wrong with the answer to Chi's form: it closes, or says at the field that nothing is in it."""
    status, body = filled_in(stage, "Chi", about, text)
    closed, empty = body == "", "All of it is empty" in body
    return [] if status == 200 and (closed or empty) else [f"{status} {body!a} to {text!a}"[:300]]


def renames(stage: Stage, name: str) -> None:
    """Ana and a channel are called this now."""
    user = {"id": "U0ANA00001", "name": "ana", "tz": BERLIN, "profile": {"display_name": name}}
    assert happened(stage, {"type": "user_change", "user": user})[0] == 200
    channel = {"id": "C0CHECKOUT", "name": name}
    assert happened(stage, {"type": "channel_rename", "channel": channel})[0] == 200


def decoded(text: str) -> str:
    """What arrives of a form's bytes, where half a character is three bytes that mean nothing."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def without_halves(text: str) -> str:
    """What a person's own computer makes of half characters before it sends them."""
    return text.encode("utf-8", "replace").decode()
