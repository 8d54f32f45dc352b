"""`kill -9` right after an ack, under load: what was acknowledged is found again, and nothing twice."""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.simulator.driver import Answer, Slack
from tests.wire.bots import Bot
from tests.wire.setups import ON_SQLITE, bot_in
from tests.wire.stage import BERLIN, Stage

PEOPLE = 9
KEYS = ("y", "t", "b")
ROUNDS = 5
ACKS_BEFORE_THE_KILL = (11, 18)


# Three times five kills, so that two workers share them; each must see fifty acks, in sum a hundred and fifty.
@pytest.mark.parametrize("time", range(3))
def test_what_was_acknowledged_is_found_after_kill_9_and_none_of_it_twice(
    time: int, slack: Slack, tmp_path: Path
) -> None:
    chance = random.Random(time)
    acks = 0
    with bot_in(ON_SQLITE, slack, tmp_path / "bot") as bot:
        people = people_of(slack)
        stage = Stage(slack, bot, "#works")
        stage.holds()
        slack.clock.turn_to(
            "Tue 09:30", BERLIN
        )  # the prompts are out: each answer is posted as well, while others come
        for number in range(ROUNDS):
            lines = texts_of(people, number)
            chance.shuffle(lines)
            answers = said_until_killed(stage, bot, lines, chance.randint(*ACKS_BEFORE_THE_KILL))
            bot.start_again()
            kept = [line.text for line, answer in zip(lines, answers, strict=True) if answer.acked]
            acks += len(kept)
            report = stage.report()
            assert [text for text in kept if text not in report] == []
            assert [line.text for line in lines if report.count(line.text) > 1] == []
        bot.forgive("nobody knows whether a message was posted")
    assert acks >= 50


@dataclass(frozen=True)
class Line:
    """Who says what to which question."""

    who: str
    key: str
    text: str


def people_of(slack: Slack) -> list[str]:
    """So many that one report still holds the answers of all."""
    people = [f"Worker{number:02}" for number in range(PEOPLE)]
    for name in people:
        slack.adds_person(name)
    slack.adds_channel("#works", ["Ana", *people, "Drumbeat"])
    return people


def texts_of(people: list[str], number: int) -> list[Line]:
    """Each person has a text of their own for each section, all of them different and new in each round."""
    return [Line(who, key, f"({number}-{key}-{who})") for who in people for key in KEYS]


def said_until_killed(stage: Stage, bot: Bot, lines: list[Line], acks: int) -> list[Answer]:
    """All lines at once; as soon as so many were acknowledged, the bot is killed in the midst of the others."""
    answers: list[Answer] = []
    before = acked(stage.slack)
    commands = [(line.who, stage.channel, f"/standup log {line.key}: {line.text}") for line in lines]
    speaking = threading.Thread(target=lambda: answers.extend(stage.slack.says_many(commands)))
    speaking.start()
    stage.slack.wait_for(lambda: acked(stage.slack) - before >= acks or not speaking.is_alive(), seconds=60)
    bot.kill()
    speaking.join()
    return answers


def acked(slack: Slack) -> int:
    return sum(each["status"] == 200 for each in slack.deliveries() if each["kind"].startswith("command"))
