"""The demo: one command, one address and a guide; and nothing of it is left when it ends."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from bot.commands.manifest import EVENTS, SCOPES
from bot.simulator.driver import Slack
from tests import canaries
from tests.wire.bots import DRUMBEAT, surroundings

# What somebody who runs a real bot has in their shell: none of it may get into the demo.
OF_A_REAL_BOT = {
    "SLACK_BOT_TOKEN": "xoxb-real",
    "SLACK_SIGNING_SECRET_FILE": "/run/secrets/signing",
    "DRUMBEAT_COMMAND_PREFIX": "pm-",
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
    "PORT": "3000",
}


def test_the_demo_prints_one_address_and_a_guide_and_leaves_no_process(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DRUMBEAT_AUTO_MIGRATE=false\nSLACK_BOT_TOKEN_FILE=/run/secrets/token\n")
    with demo(tmp_path, OF_A_REAL_BOT) as process:
        url, guide = opening_of(process)
        assert len(guide) == 3
        slack = Slack(url)
        assert any("Week 47 · Checkout" in each.text for each in slack.messages("#checkout"))
        assert any("Retro 2* - gathering cards" in each.text for each in slack.messages("#checkout"))
        slack.clock.turn_to("09:30", "Europe/Berlin")
        assert slack.last_dm("Ana").buttons == ["Fill in", "Skip today"]
        slack.last_dm("Ana").press("Fill in").fill(today="Invoices").submit()
        slack.clock.turn_to("12:00", "Europe/Berlin")
        assert "1/5 in" in slack.last("#checkout").text
        assert slack.violations() == []
        family = psutil.Process(process.pid).children(recursive=True)
        assert family
        process.terminate()
        assert process.wait(20) == 0
        assert [each for each in family if each.is_running()] == []


@pytest.mark.slow
def test_two_days_of_the_demo_keep_to_slacks_limits_and_to_the_manifest(tmp_path: Path) -> None:
    with demo(tmp_path, {}) as process:
        slack = Slack(opening_of(process)[0])
        for day in ("Mon", "Tue"):
            slack.clock.turn_to(f"{day} 09:30", "Europe/Berlin")
            for who in ("Ana", "Chi"):
                slack.last_dm(who).press("Fill in").fill(today="Invoices", blockers="the keys").submit()
            slack.clock.turn_to(f"{day} 15:30", "Europe/Berlin")
            slack.last_dm("Ben").press("Fill in").fill(today="Exports").submit()
            slack.settle()
            wrap_up = [each for each in slack.messages("#checkout") if "wrap-up" in each.text][-1]
            assert "*Checkout · Daily*" in wrap_up.text and "3/5 in" in wrap_up.text
        assert slack.violations() == []
        app = slack.set_app()
        assert set(app["scopes"]) == set(SCOPES)
        assert set(app["events"]) == set(EVENTS)
        assert "ratelimited" in [post_as_the_bot(app) for _ in range(10)]


def post_as_the_bot(app: dict[str, Any]) -> str:
    """The error code of one more message to #checkout, by a client that knows no limits."""
    asked = {"channel": "C0CHECKOUT", "text": "hello", "unfurl_links": False, "unfurl_media": False}
    request = urllib.request.Request(f"{app['api_url']}chat.postMessage", json.dumps(asked).encode())
    request.add_header("Authorization", f"Bearer {app['bot_token']}")
    request.add_header("Content-Type", "application/json")
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return str(json.load(response).get("error"))
    except urllib.error.HTTPError as refused:
        with refused:
            return str(json.load(refused).get("error"))


def test_the_empty_demo_begins_without_a_team(tmp_path: Path) -> None:
    with demo(tmp_path, {}, "--empty") as process:
        url, guide = opening_of(process)
        assert len(guide) == 3
        made = Slack(url).says("Ana", "#checkout", "/standup new Daily at 9:30 mon-fri close 12:00")
        assert "There was no team here, so I made one" in made.text
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0


def test_a_demo_that_is_stopped_while_it_makes_its_history_ends_at_once(tmp_path: Path) -> None:
    with demo(tmp_path, {}) as process:
        assert process.stdout and process.stdout.read(6) == "Making"
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0


@contextmanager
def demo(folder: Path, settings: dict[str, str], *words: str) -> Iterator[subprocess.Popen[str]]:
    with canaries.stream() as log:
        process = subprocess.Popen(
            [DRUMBEAT, "demo", "--no-browser", "--port", "0", *words],
            env=surroundings(settings),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)
        if process.stdout:
            process.stdout.close()


def opening_of(process: subprocess.Popen[str]) -> tuple[str, list[str]]:
    """The one address, and the lines of the guide."""
    assert process.stdout
    said: list[str] = []
    while len([line for line in said if re.match(r"\s+\d\. ", line)]) < 3:
        line = process.stdout.readline()
        assert line, said
        said.append(line)
    (url,) = re.findall(r"http://\S+", "".join(said))
    return url, [line for line in said if re.match(r"\s+\d\. ", line)]
