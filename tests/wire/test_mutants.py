"""Ten thousand forged and broken requests on raw sockets: none gets in, none breaks anything, none is remembered."""

from __future__ import annotations

import itertools
import random
import socket
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psutil

from bot.simulator.driver import Slack
from tests.slack.signing import signed
from tests.web.doors import answer_on, raw
from tests.wire.bots import Bot
from tests.wire.memory import row_counts
from tests.wire.mutants import Mutant, answers_to, mutants_of
from tests.wire.setups import ON_SQLITE, bot_in

SEED = 20261123
WARM_UP, MUTANTS = 600, 10_000
# So many at a time, with a timestamp of that time: it must not be their age for which they are refused.
BATCH = 500
AT_ONCE = 4
FEWEST_OF_A_KIND = 50
MOST_GROWTH = 20 * 1024 * 1024
CANARY = "CANARYBIRD"
GO_ON, REFUSED = 100, {400, 401, 404, 405, 413}


def test_no_mutant_of_ten_thousand_is_taken_or_remembered(slack: Slack, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    with bot_in(ON_SQLITE, slack, tmp_path / "bot") as bot:
        body = a_good_body(slack)
        throw(bot, body, chance, WARM_UP)
        slack.settle()
        before, memory = traces(slack, bot), psutil.Process(bot.pid).memory_info().rss

        met = throw(bot, body, chance, MUTANTS)

        slack.settle()
        assert traces(slack, bot) == before
        assert psutil.Process(bot.pid).memory_info().rss - memory < MOST_GROWTH
        assert met.keys() == {each.kind for each in batch_of(chance, body, "x", BATCH)}
        assert met.total() == MUTANTS and min(met.values()) >= FEWEST_OF_A_KIND
        status, answer = sent_well(bot, body)
        assert (status, f"*{CANARY}* is a team now" in answer) == (200, True)
    written = "\n".join([bot.said, *bot.log])
    assert CANARY[:6] not in written
    assert "v0=" not in written


def a_good_body(slack: Slack) -> bytes:
    """A command that would make a team, if it were taken."""
    ana, channel = slack.ana, slack.adds_channel("#mutants", ["Ana", "Drumbeat"])
    fields = {
        "token": CANARY,
        "team_id": ana.workspace,
        "channel_id": channel,
        "channel_name": "mutants",
        "user_id": ana.id,
        "command": "/team",
        "text": f"new {CANARY}",
        "api_app_id": "A0DRUMBEAT",
        "trigger_id": f"1.2.{CANARY}",
        "enterprise_name": " ".join([CANARY] * 9),  # whatever part of the body is logged, there is a canary in it
    }
    return urlencode(fields).encode()


def throw(bot: Bot, body: bytes, chance: random.Random, count: int) -> Counter[str]:
    """How many were thrown of each kind; one that is answered with anything but a refusal fails right here."""
    port = urlsplit(bot.url).port or 0
    thrown: Counter[str] = Counter()
    with ThreadPoolExecutor(AT_ONCE) as throwers:
        while (left := count - thrown.total()) > 0:
            batch = batch_of(chance, body, bot.settings["SLACK_SIGNING_SECRET"], min(left, BATCH))
            for mutant, statuses in zip(batch, throwers.map(lambda one: answers_to(one, port), batch), strict=True):
                assert set(statuses) - {GO_ON} <= REFUSED, (statuses, mutant.kind, mutant.wire[:3000])
                thrown[mutant.kind] += 1
    return thrown


def batch_of(chance: random.Random, body: bytes, secret: str, count: int) -> list[Mutant]:
    return list(itertools.islice(mutants_of(chance, int(time.time()), body, secret), count))


def traces(slack: Slack, bot: Bot) -> tuple[dict[str, int], int]:
    """What a request that was taken would change: the rows, and the calls but those by which the bot keeps in touch."""
    calls = [each for each in slack.requests() if each["method"] != "auth.test"]
    return row_counts(bot.settings["DATABASE_URL"]), len(calls)


def sent_well(bot: Bot, body: bytes) -> tuple[int, str]:
    """Status and body of the answer to what all of them were made of."""
    stamp, secret = str(int(time.time())).encode(), bot.settings["SLACK_SIGNING_SECRET"]
    with socket.create_connection(("127.0.0.1", urlsplit(bot.url).port or 0), timeout=10) as connection:
        form = (b"Content-Type", b"application/x-www-form-urlencoded")
        connection.sendall(raw([form, *signed(body, stamp, secret)], body))
        status, answer = answer_on(connection)
    return status, answer.decode()
