"""Starting the bot: each thing that can be wrong is a sentence and an exit status, never a traceback."""

from __future__ import annotations

import socket
import sys
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from bot import __version__
from bot.simulator.driver import Slack
from bot.simulator.server import running
from tests.wire.bots import Bot, assert_is_one_sentence, settings_for, starts_badly
from tests.wire.setups import ON_POSTGRESQL, ON_SQLITE, bot_in
from tests.wire.stage import Stage

ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a program say where it runs")
WRONG = {
    "SLACK_BOT_TOKEN": "xapp-not-a-bot",
    "SLACK_SIGNING_SECRET": "two words",
    "SLACK_API_URL": "ftp://slack",
    "DRUMBEAT_CLOCK_URL": "https://example.com/clock",
    "DATABASE_URL": "mysql://root@localhost/x",
    "DRUMBEAT_AUTO_MIGRATE": "perhaps",
    "DRUMBEAT_COMMAND_PREFIX": "Nope!",
    "DRUMBEAT_LOG_LEVEL": "LOUD",
    "DRUMBEAT_ADMINS": "ana",
    "PORT": "99999",
}


def test_everything_that_is_wrong_is_said_at_once_by_name(tmp_path: Path) -> None:
    status, said = starts_badly(WRONG, tmp_path)
    assert status == 2
    assert {name for name in WRONG if name not in said} == set()
    assert len(said.strip().splitlines()) == len(WRONG)


def test_without_any_setting_it_says_what_to_set(tmp_path: Path) -> None:
    status, said = starts_badly({}, tmp_path)
    assert status == 2
    assert "SLACK_BOT_TOKEN is missing" in said and "SLACK_SIGNING_SECRET is missing" in said


def test_a_token_that_slack_does_not_take_is_a_sentence(slack: Slack, tmp_path: Path) -> None:
    wrong = settings_for(slack, tmp_path) | {"SLACK_BOT_TOKEN": "xoxb-of-somebody-else"}
    status, said = starts_badly(wrong, tmp_path)
    assert status == 2
    assert_is_one_sentence(said, "SLACK_BOT_TOKEN")
    assert "xoxb-of-somebody-else" not in said


def test_an_app_level_token_that_slack_does_not_take_is_a_sentence(slack: Slack, tmp_path: Path) -> None:
    wrong = settings_for(slack, tmp_path, "socket") | {"SLACK_APP_TOKEN": "xapp-1-of-somebody-else"}
    status, said = starts_badly(wrong, tmp_path)
    assert status == 2
    assert_is_one_sentence(said, "SLACK_APP_TOKEN")
    assert "of-somebody-else" not in said


def test_an_address_of_another_machine_is_a_sentence(slack: Slack, tmp_path: Path) -> None:
    status, said = starts_badly(settings_for(slack, tmp_path) | {"HOST": "192.0.2.1"}, tmp_path)
    assert status == 1
    assert_is_one_sentence(said, "192.0.2.1")


def test_a_port_in_use_is_a_sentence(slack: Slack, tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        status, said = starts_badly(settings_for(slack, tmp_path) | {"PORT": str(port)}, tmp_path)
    assert status == 1
    assert_is_one_sentence(said, f"127.0.0.1:{port}")


def test_a_database_that_is_no_database_is_a_sentence(slack: Slack, tmp_path: Path) -> None:
    (tmp_path / "drumbeat.db").write_text("These are the minutes of the last meeting.\n" * 100)
    status, said = starts_badly(settings_for(slack, tmp_path), tmp_path)
    assert status == 1
    assert_is_one_sentence(said, "drumbeat.db")
    assert "minutes" in (tmp_path / "drumbeat.db").read_text()


# As root every folder can be written, so the folder is one that cannot be made.
@pytest.mark.parametrize("folder", ("/proc/drumbeat", "{file}/below"))
def test_a_folder_that_cannot_be_written_is_a_sentence(slack: Slack, tmp_path: Path, folder: str) -> None:
    file = tmp_path / "file"
    file.touch()
    folder = folder.format(file=file)
    status, said = starts_badly(settings_for(slack, tmp_path) | {"DRUMBEAT_DATA_DIR": folder}, tmp_path)
    assert status == 1
    assert_is_one_sentence(said, folder)


def test_a_postgresql_that_is_not_there_is_a_sentence_without_its_password(slack: Slack, tmp_path: Path) -> None:
    address = "postgresql://drumbeat:open-sesame@127.0.0.1:1/drumbeat"
    status, said = starts_badly(settings_for(slack, tmp_path) | {"DATABASE_URL": address}, tmp_path)
    assert status == 1
    assert_is_one_sentence(said, "127.0.0.1:1/drumbeat")
    assert "open-sesame" not in said


def test_a_slack_out_of_reach_is_waited_for(slack: Slack, tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as reserved:
        port = reserved.getsockname()[1]
    away = {"SLACK_API_URL": f"http://127.0.0.1:{port}/api/"}
    with bot_in(ON_SQLITE, slack, tmp_path / "bot", **away) as bot:
        assert bot.get("/healthz")[0] == 200
        status, why = bot.get("/readyz")
        assert status == 503
        assert "slack" in why
        with running(port=port) as there:
            there.app.request_url = f"{bot.url}/slack/events"
            slack.wait_for(lambda: bot.get("/readyz")[0] == 200, seconds=30)
            assert "is a team now" in Slack(there.url).says("Ana", "#checkout", "/team new Checkout").text


def test_a_dot_env_file_is_read_and_the_environment_goes_before_it(slack: Slack, tmp_path: Path) -> None:
    settings = settings_for(slack, tmp_path)
    secret = settings.pop("SLACK_SIGNING_SECRET")
    written = f"SLACK_SIGNING_SECRET={secret}\nDRUMBEAT_COMMAND_PREFIX=pm-\nSLACK_BOT_TOKEN=xoxb-from-the-file\n"
    (tmp_path / ".env").write_text(written)
    with Bot(slack, tmp_path, settings) as bot:
        made = Stage(slack, bot, "#checkout").says("Ana", "/pm-team new Checkout")
    assert "*Checkout* is a team now" in made.text


@ON_LINUX
def test_on_sqlite_all_its_threads_share_a_core(slack: Slack, tmp_path: Path) -> None:
    with bot_in(ON_SQLITE, slack, tmp_path / "bot") as bot:
        assert len(cores_of(bot)) == 1


@ON_LINUX
def test_on_postgresql_it_runs_on_every_core_that_there_is(slack: Slack, tmp_path: Path) -> None:
    with bot_in(ON_POSTGRESQL, slack, tmp_path / "bot") as bot:
        assert cores_of(bot) == set(psutil.Process().cpu_affinity())


def cores_of(bot: Bot) -> set[int]:
    """Where its threads may run, once it has served somebody."""
    Stage(bot.slack, bot, "#checkout").says("Ana", "/team new Checkout")
    threads = psutil.Process(bot.pid).threads()
    assert len(threads) > 1
    return {core for thread in threads for core in psutil.Process(thread.id).cpu_affinity()}


def test_it_tells_its_version(tmp_path: Path) -> None:
    assert starts_badly({}, tmp_path, "--version") == (0, f"drumbeat {__version__}\n")
