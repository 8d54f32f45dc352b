"""`kill -9` under load, round after round: what was acknowledged is found again, and none of it twice."""

from __future__ import annotations

import random
import re
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from time import sleep

from bot.simulator.driver import Answer, Slack
from tests.wire.bots import Bot
from tests.wire.stage import BERLIN, Stage

# So many that one report still holds the answers of all.
PEOPLE = 9
KEYS = ("y", "t", "b")
ACKS_BEFORE_THE_KILL = (11, 18)
KEPT = ("Saved for", "Changed for")
# Slack could not be asked who they are; or too many wrote at once for an answer in time.
NOTHING_DONE = ("I did nothing", "nothing was changed")
READ_BACK = re.compile(r"\d/\d+ in")  # in the head of each report
LONGEST_LAST_BREATH = 0.03  # seconds between the ack that was waited for and the kill


@dataclass(frozen=True)
class Line:
    """Who says what to which question."""

    who: str
    key: str
    text: str


@dataclass
class Toll:
    """What the kills met: texts said to be kept, and kills with others still in flight."""

    kills: int = 0
    acks: int = 0
    in_flight: int = 0


def kill_again_and_again(slack: Slack, bot: Bot, chance: random.Random, rounds: int, acks: int = 0) -> Toll:
    """Each round says a text for every question of everybody at once, kills the bot amidst it, and reads back.

    There are more rounds, twice as many at most, until so many texts were said to be kept: on a busy machine more
    people are told to try again.
    """
    people = people_of(slack)
    stage = Stage(slack, bot, "#works")
    stage.holds()
    slack.clock.turn_to("Tue 09:30", BERLIN)  # the prompts are out: each answer is posted as well, while others come
    bot.forgive("a request failed")  # whoever waits too long for the file hears so
    toll = Toll()
    for number in range(2 * rounds):
        if number >= rounds and toll.acks >= acks:
            break
        lines = texts_of(people, number)
        chance.shuffle(lines)
        answers = said_until_killed(stage, bot, lines, chance)
        kept = [line.text for line, answer in zip(lines, answers, strict=True) if is_kept(answer)]
        report = read_back(stage)
        assert [text for text in kept if text not in report] == [], report
        assert more_than_once(report, (line.text for line in lines)) == [], report
        toll.kills += 1
        toll.acks += len(kept)
        toll.in_flight += len(kept) < len(lines)
    slack.settle()
    assert more_than_once("\n".join(card.text for card in stage.cards()), (f"*{name}*" for name in people)) == []
    return toll


def people_of(slack: Slack) -> list[str]:
    people = [f"Worker{number:02}" for number in range(PEOPLE)]
    for name in people:
        slack.adds_person(name)
    slack.adds_channel("#works", ["Ana", *people, "Drumbeat"])
    return people


def texts_of(people: list[str], number: int) -> list[Line]:
    """Each person has a text of their own for each section, all of them different and new in each round."""
    return [Line(who, key, f"({number}-{key}-{who})") for who in people for key in KEYS]


def said_until_killed(stage: Stage, bot: Bot, lines: list[Line], chance: random.Random) -> list[Answer]:
    """All lines at once; as soon as some were acknowledged, the bot is killed amidst the others, and started again."""
    answers: list[Answer] = []
    before, enough = acked(stage.slack), chance.randint(*ACKS_BEFORE_THE_KILL)
    commands = [(line.who, stage.channel, f"/standup log {line.key}: {line.text}") for line in lines]
    speaking = threading.Thread(target=lambda: answers.extend(stage.slack.says_many(commands)))
    speaking.start()
    stage.slack.wait_for(lambda: acked(stage.slack) - before >= enough or not speaking.is_alive(), seconds=60)
    sleep(chance.uniform(0, LONGEST_LAST_BREATH))  # so that it does not always die right after an ack
    bot.kill()
    bot.start_again()  # Slack still waits for acks over sockets that are gone
    speaking.join()
    return answers


def is_kept(answer: Answer) -> bool:
    """Whether somebody was told that their text is kept; what could not be done in time is said, and given back."""
    said_so = answer.acked and answer.text.startswith(KEPT)
    assert said_so or not answer.acked or any(words in answer.text for words in NOTHING_DONE), answer
    return said_so


def read_back(stage: Stage) -> str:
    """The report of today; asked for again while a bot that has just started knows too little to show it."""

    def report() -> str | None:
        said = stage.report()
        return said if READ_BACK.search(said) else None

    return stage.slack.wait_for(report, seconds=30)


def acked(slack: Slack) -> int:
    return sum(each["status"] == 200 for each in slack.deliveries() if each["kind"].startswith("command"))


def more_than_once(report: str, texts: Iterable[str]) -> list[str]:
    found = Counter({text: report.count(text) for text in texts})
    return [text for text, times in found.items() if times > 1]
