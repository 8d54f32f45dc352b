"""`drumbeat doctor`: each check's good line, and one line with what to do for each thing that can be wrong."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bot.commands.manifest import SCOPES
from bot.domain.zones import tzdata_version
from bot.simulator.driver import Slack
from bot.storage.migrate import HEAD, upgrade
from tests.slack.servers import always, closed_port, speaking
from tests.wire.bots import settings_for, starts_badly
from tests.wire.setups import ON_SQLITE, bot_in
from tests.wire.stage import Stage

GOOD_TOKEN = "ok    token       drumbeat in Acme (T0ACME0001)"
GOOD_SCOPES = f"ok    scopes      all {len(SCOPES)} that are needed"
GOOD_CLOCK = f"ok    clock       within 1 s of Slack's; time zones {tzdata_version()}"
GOOD_SOCKET = "ok    socket      Socket Mode is open to SLACK_APP_TOKEN"
NOT_TRIED = "-     end to end  not tried; name a channel, or yourself: --channel U0123456789"
INVITE = "invite the bot there: /invite @Drumbeat"


@pytest.fixture
def settings(slack: Slack, tmp_path: Path) -> dict[str, str]:
    """A bot that has not run yet, with all that it needs."""
    slack.set_app(scopes=list(SCOPES))
    return settings_for(slack, tmp_path / "bot")


@pytest.fixture
def used(slack: Slack, settings: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """The settings of a bot that has run, for the team Checkout; it is stopped again."""
    with bot_in(ON_SQLITE, slack, tmp_path / "bot") as bot:
        Stage(slack, bot, "#checkout").says("Ana", "/team new Checkout")
        slack.settle()
    return settings


def examined(settings: dict[str, str], *words: str) -> tuple[int, list[str]]:
    """Exit status and lines."""
    status, said = starts_badly(settings, Path(settings["DRUMBEAT_DATA_DIR"]).parent, "doctor", *words)
    assert "Traceback" not in said
    assert settings["SLACK_BOT_TOKEN"] not in said
    return status, said.splitlines()


def the_wrong_one(settings: dict[str, str], *words: str) -> str:
    """The one line that says what is wrong; the exit status is 1."""
    status, lines = examined(settings, *words)
    wrong = [line for line in lines if line.startswith("WRONG")]
    assert (status, len(wrong)) == (1, 1), lines
    return wrong[0]


def test_all_is_well_before_the_first_start(settings: dict[str, str]) -> None:
    status, lines = examined(settings)
    assert status == 0
    file = Path(settings["DRUMBEAT_DATA_DIR"]) / "drumbeat.db"
    absent = f"ok    database    sqlite:///{file} is not there yet; the first `drumbeat run` makes it"
    assert lines == [GOOD_TOKEN, GOOD_SCOPES, GOOD_CLOCK, absent, NOT_TRIED]
    assert not file.exists()


def test_all_is_well_with_a_bot_that_is_used(used: dict[str, str]) -> None:
    status, lines = examined(used)
    assert status == 0
    file = Path(used["DRUMBEAT_DATA_DIR"]) / "drumbeat.db"
    assert lines == [
        GOOD_TOKEN,
        GOOD_SCOPES,
        GOOD_CLOCK,
        f"ok    database    sqlite:///{file} takes a write, revision {HEAD}",
        "ok    channel     #checkout of Checkout: the bot is in it",
        NOT_TRIED,
    ]


def test_all_is_well_with_socket_mode(slack: Slack, settings: dict[str, str], tmp_path: Path) -> None:
    status, lines = examined(settings_for(slack, tmp_path / "bot", "socket"))
    assert status == 0
    assert GOOD_SOCKET in lines


def test_a_wrong_setting_is_said_as_at_the_start(settings: dict[str, str]) -> None:
    status, lines = examined(settings | {"PORT": "99999"})
    assert status == 2
    assert len(lines) == 1 and lines[0].startswith("PORT is")


@pytest.mark.parametrize(
    ("token", "code"), (("xoxb-of-somebody-else", "invalid_auth"), ("xoxb-gone", "account_inactive"))
)
def test_a_wrong_token(slack: Slack, settings: dict[str, str], token: str, code: str) -> None:
    if code == "account_inactive":
        slack.uninstalls("Acme")
        token = settings["SLACK_BOT_TOKEN"]
    line = the_wrong_one(settings | {"SLACK_BOT_TOKEN": token})
    assert line.startswith(f"WRONG token       Slack says {code}: ")
    assert line.endswith("into SLACK_BOT_TOKEN")


def test_a_missing_scope_is_named_with_what_it_is_for(slack: Slack, settings: dict[str, str]) -> None:
    slack.set_app(scopes=[scope for scope in SCOPES if scope not in ("users:read", "im:history")])
    assert the_wrong_one(settings) == (
        "WRONG scopes      missing: users:read (names and time zones), im:history (the same in direct messages, and an "
        "answer to what people write to the bot); add them under OAuth & Permissions and install the app again"
    )


@pytest.mark.parametrize(("minutes", "words"), ((10, "ahead of"), (-10, "behind")))
def test_a_clock_that_is_far_off(settings: dict[str, str], minutes: int, words: str) -> None:
    date = format_datetime(datetime.now(UTC) - timedelta(minutes=minutes), usegmt=True)
    scopes = f"Date: {date}\r\nx-oauth-scopes: {','.join(SCOPES)}\r\n"
    with speaking(always({"ok": True, "user": "drumbeat"}, headers=scopes)) as server:
        line = the_wrong_one(settings | {"SLACK_API_URL": server.url, "DRUMBEAT_CLOCK_URL": ""})
    assert re.fullmatch(rf"WRONG clock       (59\d|60\d) s {words} Slack's: set it by NTP; time zones \S+", line)


def test_a_slack_out_of_reach_is_told_once(slack: Slack, tmp_path: Path) -> None:
    away = {"SLACK_API_URL": f"http://127.0.0.1:{closed_port()}/api/", "DRUMBEAT_CLOCK_URL": ""}
    line = the_wrong_one(settings_for(slack, tmp_path / "bot", "socket") | away)
    assert line.startswith("WRONG token       Slack is not reached (")
    assert line.endswith("): check the network, a proxy, SLACK_API_URL")


@pytest.mark.parametrize("lacking", (True, False), ids=("without the scope", "of somebody else"))
def test_an_app_token_that_opens_no_socket(slack: Slack, tmp_path: Path, lacking: bool) -> None:
    settings = settings_for(slack, tmp_path / "bot", "socket")
    if lacking:
        slack.set_app(app_scopes=[])
    else:
        settings["SLACK_APP_TOKEN"] = "xapp-of-somebody-else"
    line = the_wrong_one(settings)
    assert line.startswith("WRONG socket      Slack says ")
    assert line.endswith("with connections:write under Basic Information, and copy it into SLACK_APP_TOKEN")


@pytest.mark.parametrize(
    ("found", "advice"),
    (
        ("0000", "start `drumbeat run` once with DRUMBEAT_AUTO_MIGRATE=true"),
        ("9999", "a newer Drumbeat made it, run that one or restore the copy from before"),
    ),
)
def test_a_database_of_another_version(
    settings: dict[str, str], bare_database_url: str, found: str, advice: str
) -> None:
    upgrade(bare_database_url)
    engine = create_engine(bare_database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :found"), {"found": found})
    engine.dispose()
    line = the_wrong_one(settings | {"DATABASE_URL": bare_database_url})
    assert line.startswith("WRONG database    ")
    assert line.endswith(f" is at revision {found}, {HEAD} is needed: {advice}")


def test_a_postgresql_that_is_not_there(settings: dict[str, str]) -> None:
    line = the_wrong_one(settings | {"DATABASE_URL": "postgresql://drumbeat:open-sesame@127.0.0.1:1/drumbeat"})
    assert line.startswith("WRONG database    postgresql+psycopg://drumbeat:***@127.0.0.1:1/drumbeat: ")
    assert line.endswith("; check DATABASE_URL and DRUMBEAT_DATA_DIR")


def test_an_empty_database_is_well(settings: dict[str, str], bare_database_url: str) -> None:
    engine = create_engine(bare_database_url)
    engine.connect().close()  # SQLite makes its file
    engine.dispose()
    status, lines = examined(settings | {"DATABASE_URL": bare_database_url})
    assert status == 0
    assert lines[3].startswith("ok    database")
    assert lines[3].endswith(" is empty; the first `drumbeat run` sets it up")


def test_a_file_that_is_no_database(used: dict[str, str]) -> None:
    for file in Path(used["DRUMBEAT_DATA_DIR"]).glob("drumbeat.db*"):
        file.write_text("These are the minutes of the last meeting.\n" * 100)
    assert the_wrong_one(used).endswith("file is not a database; check DATABASE_URL and DRUMBEAT_DATA_DIR")


def test_a_folder_that_cannot_be_made(settings: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    line = the_wrong_one(settings | {"DATABASE_URL": f"sqlite:///{tmp_path / 'file' / 'below' / 'drumbeat.db'}"})
    assert line.endswith(f"{tmp_path / 'file'} cannot be written; check DATABASE_URL and DRUMBEAT_DATA_DIR")


def test_a_database_that_somebody_else_holds(used: dict[str, str]) -> None:
    with closing(sqlite3.connect(Path(used["DRUMBEAT_DATA_DIR"]) / "drumbeat.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        line = the_wrong_one(used)
    assert line.endswith("drumbeat.db: database is locked; check DATABASE_URL and DRUMBEAT_DATA_DIR")


def removed(slack: Slack) -> None:
    slack.changes_channel("#checkout", kick=["Drumbeat"])


def archived(slack: Slack) -> None:
    slack.changes_channel("#checkout", archived=True)


@pytest.mark.parametrize(
    ("happens", "told"),
    (
        (removed, f"Slack says not_in_channel: {INVITE}"),
        (archived, "Slack says is_archived: unarchive it, or make the team anew in another channel"),
    ),
)
def test_a_teams_channel_without_the_bot(
    slack: Slack, used: dict[str, str], happens: Callable[[Slack], None], told: str
) -> None:
    happens(slack)
    assert the_wrong_one(used) == f"WRONG channel     #checkout of Checkout: {told}"


def test_end_to_end_in_ones_own_dm_posts_looks_up_and_deletes(slack: Slack, settings: dict[str, str]) -> None:
    status, lines = examined(settings, "--channel", slack.person("Ana").id)
    assert status == 0
    assert re.fullmatch(r"ok    end to end  posted, found again after \d\.\d s; deleted again", lines[-1])
    assert [each["args"]["channel"] for each in slack.requests("chat.postMessage")] == [slack.person("Ana").id]
    assert slack.dms("Ana") == []
    assert slack.violations() == []


def test_end_to_end_in_a_channel_posts_looks_up_and_deletes(slack: Slack, settings: dict[str, str]) -> None:
    status, lines = examined(settings, "--channel", "C0CHECKOUT")
    assert status == 0
    assert re.fullmatch(r"ok    end to end  posted, found again after \d\.\d s; deleted again", lines[-1])
    assert slack.messages("#checkout") == []


def test_end_to_end_where_history_may_not_be_read_says_what_it_would_take(
    slack: Slack, settings: dict[str, str]
) -> None:
    slack.set_app(scopes=[scope for scope in SCOPES if scope != "channels:history"])
    _, lines = examined(settings, "--channel", "C0CHECKOUT")
    assert lines[-1].startswith("ok    end to end  posted; not looked up, which would take channels:history there")
    assert lines[-1].endswith("; deleted again")
    assert slack.messages("#checkout") == []


@pytest.mark.parametrize(
    ("channel", "told"),
    (
        ("C0GENERAL1", f"not posted to C0GENERAL1, not_in_channel: {INVITE}"),
        (
            "C0NOWHERE1",
            "not posted to C0NOWHERE1, channel_not_found: check the id, and for a private channel " + INVITE,
        ),
    ),
)
def test_end_to_end_where_the_bot_may_not_post(settings: dict[str, str], channel: str, told: str) -> None:
    assert the_wrong_one(settings, "--channel", channel) == f"WRONG end to end  {told}"


def test_end_to_end_with_a_message_that_cannot_be_deleted(slack: Slack, settings: dict[str, str]) -> None:
    slack.weather.faults({"kind": "error", "error": "cant_delete_message", "methods": ["chat.delete"]})
    line = the_wrong_one(settings, "--channel", slack.person("Ana").id)
    assert line.startswith("WRONG end to end  posted, but please delete it yourself: Slack says cant_delete_message")


def test_end_to_end_with_a_history_that_never_shows_it(slack: Slack, settings: dict[str, str]) -> None:
    slack.weather.faults({"kind": "history_lag", "seconds": 60})
    line = the_wrong_one(settings, "--channel", slack.person("Ana").id)
    assert "posted, but not shown within 10 s: look at Slack's status page; deleted again" in line
