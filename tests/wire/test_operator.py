"""The operator's commands as processes of their own, beside a bot that runs, on both databases."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from bot.simulator.driver import Slack
from tests.postgres import PROGRAMS, create_database, drop_database
from tests.processes import MARK
from tests.wire.bots import settings_for, starts_badly
from tests.wire.setups import ON_POSTGRESQL, ON_SQLITE, SETUPS, Setup, bot_in, database_in
from tests.wire.stage import BERLIN, Stage, next_monday_evening

WORDS = "the CANARY in the invoices"


class Shell:
    """`drumbeat …` with the settings of a bot."""

    def __init__(self, settings: dict[str, str], folder: Path) -> None:
        self.settings, self._folder = settings, folder

    def __call__(self, line: str, status: int = 0) -> str:
        """What it says; it must end with that status and no traceback."""
        ended, said = starts_badly(self.settings, self._folder, *shlex.split(line), seconds=90)
        assert "Traceback" not in said
        assert ended == status, said
        return said

    def json(self, line: str) -> Any:
        return json.loads(self(f"{line} --json"))

    def ids(self, state: str) -> list[str]:
        return [str(one["id"]) for one in self.json(f"outbox list --state {state} --limit 1000")]


@pytest.fixture(params=SETUPS, ids=str)
def office(request: pytest.FixtureRequest, slack: Slack, tmp_path: Path) -> Iterator[tuple[Stage, Shell]]:
    """A team with a stand-up on a Tuesday, each of them asked, one of them in."""
    with bot_in(request.param, slack, tmp_path / "bot") as bot:
        next_monday_evening(slack.clock)
        stage = Stage(slack, bot, "#checkout")
        stage.holds()
        slack.clock.turn_to("Tue 09:30", BERLIN)
        stage.says("Ana", f"/standup log y: {WORDS} t: more of it")
        slack.settle()
        yield stage, Shell(bot.settings, tmp_path)


def kicked_out(stage: Stage) -> None:
    stage.slack.changes_channel("#checkout", kick=["Drumbeat"])


def test_the_outbox_is_listed_and_shown_without_what_people_wrote(office: tuple[Stage, Shell]) -> None:
    stage, shell = office
    assert shell("outbox list") == "Nothing waits, and nothing failed in the last 7 days.\n"
    listed = shell("outbox list --state sent --limit 2")
    assert listed.splitlines()[0].split() == ["id", "state", "due", "channel", "key", "tries", "last", "error"]
    assert "of " in listed and "--limit " in listed
    everything = shell.json("outbox list --state sent --limit 1000")
    card = next(one for one in everything if one["key"].startswith("card:"))
    shown = shell.json(f"outbox show {card['id']}")
    assert (shown["state"], shown["how"], shown["attempts"]) == ("sent", "posted", 1)
    assert shown["ts"] in [each.ts for each in stage.cards()]
    for said in (listed, json.dumps(everything), shell(f"outbox show {card['id']}")):
        assert "CANARY" not in said
    assert "CANARY" in shell(f"outbox show {card['id']} --text")
    stage.bot.assert_well()


QUICK = {"DRUMBEAT_POST_SECONDS": "1", "DRUMBEAT_LEASE_SECONDS": "3", "DRUMBEAT_SETTLE_SECONDS": "2"}
SENTENCES = {
    "outbox list --state sendin": (2, '--state is "sendin"; write one of '),
    "outbox show 4711": (
        1,
        "There is no message 4711 in the outbox; it may have been purged. Try: drumbeat outbox list",
    ),
    "outbox retry 4711": (1, "There is no message 4711"),
    "outbox drop 4711": (1, "There is no message 4711"),
    "outbox retry 1 --within soon": (2, '--within is "soon"; write a length of up to 60 days, such as --within 2h'),
    "schedule --for 90d": (2, '--for is "90d"; write a length of up to 60 days, such as --for 7d'),
    "schedule --team Chekout": (2, 'There is no team called "Chekout". There are: Checkout. Try: drumbeat schedule'),
}


def test_what_cannot_be_done_is_a_sentence(office: tuple[Stage, Shell]) -> None:
    _, shell = office
    for line, (status, sentence) in SENTENCES.items():
        said = shell(line, status)
        assert said.startswith(sentence)
        assert len(said.splitlines()) == 1


def test_what_was_posted_is_not_sent_again(office: tuple[Stage, Shell]) -> None:
    stage, shell = office
    before = len(stage.slack.messages("#checkout"))
    sent = shell.ids("sent")[0]
    assert f"Message {sent} was posted at " in shell(f"outbox retry {sent}", 1)
    assert f"Message {sent} is sent: only what is pending can be dropped." in shell(f"outbox drop {sent}", 1)
    stage.slack.settle()
    assert len(stage.slack.messages("#checkout")) == before


def test_what_failed_is_sent_again_by_the_bot_that_runs(office: tuple[Stage, Shell]) -> None:
    stage, shell = office
    stage.bot.forgive("Slack takes a message not at all", "invalid_blocks")
    stage.slack.weather.faults({"kind": "error", "error": "invalid_blocks", "methods": ["chat.postMessage"]})
    stage.clock.turn_to("Tue 12:00", BERLIN)
    stage.slack.weather.clears()
    failed = [one for one in shell.json("outbox list") if one["key"].startswith("wrap_up:")]
    assert [one["state"] for one in failed] == ["failed"]
    assert "pending again, until " in shell(f"outbox retry {failed[0]['id']} --within 1h")
    stage.slack.wait_for(lambda: "wrap-up" in "".join(each.text for each in stage.parents()), seconds=20)
    assert len([each for each in stage.parents() if "wrap-up" in each.text]) == 1
    assert shell.json(f"outbox show {failed[0]['id']}")["state"] == "sent"


def test_the_schedule_tells_what_comes_and_what_does_not(office: tuple[Stage, Shell]) -> None:
    stage, shell = office
    lines = shell("schedule --for 1d").splitlines()
    assert "Checkout  Daily: wrap-up" in " ".join(lines)
    assert any("Europe/Berlin" in line and "Daily: prompt to 1 person" in line for line in lines)
    stage.says("Ana", "/standup delete Daily")
    stage.slack.settle()
    said = shell("schedule --team checkout")
    assert "Nothing is due." in said
    assert "Checkout: Daily: it ended on " in said
    assert [one["why"] for one in shell.json("schedule")["not"]] == ["ended"]


def questions_to_ana(slack: Slack) -> list[str]:
    return [each.ts for each in slack.dms("Ana") if each.text.startswith("*Checkout · Daily* - due")]


def test_a_copy_made_beside_the_bot_brings_everything_back(slack: Slack, tmp_path: Path) -> None:
    folder = tmp_path / "bot"
    with bot_in(ON_SQLITE, slack, folder, **QUICK) as bot:
        next_monday_evening(slack.clock)
        stage, shell = Stage(slack, bot, "#checkout"), Shell(bot.settings, tmp_path)
        stage.holds()
        assert "*F-1*" in stage.says("Ana", "/feature log Export to CSV").text
        copy = Path(shell(f"db backup {tmp_path}").splitlines()[0])
        assert copy.parent == tmp_path and copy.stat().st_mode & 0o777 == 0o600
        assert "is there already" in shell(f"db backup {copy}", 1)
        stage.says("Ana", "/feature log Written after the copy")
        slack.clock.turn_to("Tue 09:30", BERLIN)
        asked = questions_to_ana(slack)
        assert len(asked) == 1
        bot.kill()
        for ending in ("-wal", "-shm"):
            (folder / f"drumbeat.db{ending}").unlink(missing_ok=True)
        shutil.copy(copy, folder / "drumbeat.db")
        with closing(sqlite3.connect(folder / "drumbeat.db")) as restored:
            assert restored.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        bot.start_again()
        listed = stage.says("Ana", "/feature list").text
        assert "Export to CSV" in listed
        assert "Written after the copy" not in listed
        slack.settle()
        assert questions_to_ana(slack) == asked  # the copy knows nothing of it, and Slack is asked first


def test_for_postgresql_the_line_that_is_printed_makes_a_copy(slack: Slack, tmp_path: Path) -> None:
    with bot_in(ON_POSTGRESQL, slack, tmp_path / "bot") as bot:
        stage, shell = Stage(slack, bot, "#checkout"), Shell(bot.settings, tmp_path)
        stage.holds()
        assert "*F-1*" in stage.says("Ana", "/feature log Export to CSV").text
        line, advice = shell(f"db backup {tmp_path / 'copy.dump'}", 1).splitlines()
        assert advice.startswith("Nothing is copied yet")
        programs = Path(os.environ[MARK]) / PROGRAMS / "bin"
        words = shlex.split(line)
        subprocess.run([programs / words[0], *words[1:]], check=True, capture_output=True)
        url, name = bot.settings["DATABASE_URL"], "operator_restored"
        restored = create_database(url, name)
        subprocess.run([programs / "pg_restore", f"--dbname={restored}", tmp_path / "copy.dump"], check=True)
        engine = create_engine(restored.replace("postgresql://", "postgresql+psycopg://"))
        with engine.connect() as connection:
            assert connection.execute(text("SELECT title FROM features")).scalars().all() == ["Export to CSV"]
        engine.dispose()
        drop_database(url, name)


@pytest.mark.parametrize("setup", SETUPS, ids=str)
def test_before_the_first_start_there_is_a_sentence(slack: Slack, tmp_path: Path, setup: Setup) -> None:
    with database_in(setup, tmp_path) as url:
        shell = Shell(settings_for(slack, tmp_path / "bot") | {"DATABASE_URL": url}, tmp_path)
        for line in ("outbox list", "schedule"):
            said = shell(line, 1)
            assert len(said.splitlines()) == 1
            assert ("There is no database at" in said) or ("is at revision none" in said)
        assert not (tmp_path / "drumbeat.db").exists()
