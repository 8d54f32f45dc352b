"""The settings: what is read, and that everything wrong is said at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.setting_values import loopback
from bot.settings import SETTINGS, Settings, SettingsError, read_settings, settings_table

ENOUGH = {"SLACK_BOT_TOKEN": "xoxb-CANARY-1", "SLACK_SIGNING_SECRET": "CANARY-2"}
LOCAL = "http://127.0.0.1:9000/api/"


def read(**more: str) -> Settings:
    return read_settings({**ENOUGH, **more}, env_file=None)


def problems(**environ: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        read_settings(environ, env_file=None)
    return caught.value.problems


def only_problem(**more: str) -> str:
    (problem,) = problems(**{**ENOUGH, **more})
    return problem


def test_two_secrets_are_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = read()
    assert (settings.host, settings.port, settings.slack_api_url) == ("127.0.0.1", 3000, "https://slack.com/api/")
    assert settings.data_dir == tmp_path / "data"
    assert settings.database_url == f"sqlite:///{tmp_path}/data/drumbeat.db"
    assert (settings.auto_migrate, settings.command_prefix, settings.admins) == (True, "", ())
    assert (settings.log_level, settings.client_msg_id, settings.clock_url) == ("INFO", False, None)
    assert (settings.slack_app_token, settings.warnings) == (None, ())


def test_everything_can_be_set(tmp_path: Path) -> None:
    settings = read(
        SLACK_API_URL=LOCAL,
        DRUMBEAT_CLOCK_URL="http://127.0.0.1:9000/clock/",
        HOST="0.0.0.0",
        PORT="0",
        DRUMBEAT_DATA_DIR=str(tmp_path),
        DATABASE_URL="sqlite:////var/lib/x.db",
        DRUMBEAT_AUTO_MIGRATE="false",
        DRUMBEAT_COMMAND_PREFIX="team-",
        DRUMBEAT_LOG_LEVEL="debug",
        DRUMBEAT_CLIENT_MSG_ID="1",
        DRUMBEAT_ADMINS="U0ANA, W0BEN",
    )
    assert (settings.host, settings.port, settings.clock_url) == ("0.0.0.0", 0, "http://127.0.0.1:9000/clock")
    assert (settings.database_url, settings.data_dir) == ("sqlite:////var/lib/x.db", tmp_path)
    assert (settings.auto_migrate, settings.command_prefix, settings.log_level) == (False, "team-", "DEBUG")
    assert (settings.client_msg_id, settings.admins) == (True, ("U0ANA", "W0BEN"))


def test_everything_wrong_is_said_at_once_by_name() -> None:
    said = problems(
        SLACK_BOT_TOKEN="xapp-1-A",
        SLACK_APP_TOKEN="xoxb-1-A",
        SLACK_API_URL="https://slack.com",
        DRUMBEAT_CLOCK_URL="yesterday",
        PORT="eighty",
        DATABASE_URL="mysql://me:CANARY@db/x",
        DRUMBEAT_AUTO_MIGRATE="maybe",
        DRUMBEAT_COMMAND_PREFIX="Team One",
        DRUMBEAT_LOG_LEVEL="loud",
        DRUMBEAT_CLIENT_MSG_ID="2",
        DRUMBEAT_ADMINS="U0ANA,ben",
    )
    assert [sentence.split()[0] for sentence in said] == [
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN",
        "SLACK_API_URL",
        "DRUMBEAT_CLOCK_URL",
        "PORT",
        "DATABASE_URL",
        "DRUMBEAT_AUTO_MIGRATE",
        "DRUMBEAT_COMMAND_PREFIX",
        "DRUMBEAT_LOG_LEVEL",
        "DRUMBEAT_CLIENT_MSG_ID",
        "DRUMBEAT_ADMINS",
    ]
    assert "CANARY" not in " ".join(said)
    assert "xapp-1-A" not in " ".join(said)


def test_what_is_missing_is_named_with_the_place_to_find_it() -> None:
    token, secret = problems()
    assert token.startswith("SLACK_BOT_TOKEN is missing.")
    assert "OAuth & Permissions" in token
    assert secret.startswith("SLACK_SIGNING_SECRET is missing.")
    assert "Basic Information" in secret


def test_an_app_token_that_is_none_is_told_where_to_get_one() -> None:
    assert "App-Level Tokens" in only_problem(SLACK_APP_TOKEN="xoxb-1-A")


@pytest.mark.parametrize("url", ("https://hc-ping.com/CANARY", "http://127.0.0.1:8000/CANARY"))
def test_a_dead_mans_switch_is_a_secret_address(url: str) -> None:
    settings = read(DRUMBEAT_DEADMAN_URL=url)
    assert settings.deadman_url is not None and settings.deadman_url.get_secret_value() == url
    assert url in settings.secrets()
    assert "CANARY" not in repr(settings.deadman_url)


@pytest.mark.parametrize("url", ("http://example.com/CANARY", "ftp://127.0.0.1/CANARY", "https://a@b/CANARY", "CANARY"))
def test_a_dead_mans_switch_is_not_fed_in_the_open(url: str) -> None:
    problem = only_problem(DRUMBEAT_DEADMAN_URL=url)
    assert problem.startswith("DRUMBEAT_DEADMAN_URL must be an https:// address, such as https://")
    assert "CANARY" not in problem


def test_what_is_empty_counts_as_unset() -> None:
    assert read(PORT="", SLACK_APP_TOKEN=" ").port == 3000


@pytest.mark.parametrize("port", ("-1", "65536", "3000.0", "٣", "0x50", "1_0"))
def test_a_port_is_a_number_a_socket_knows(port: str) -> None:
    assert only_problem(PORT=port).startswith(f'PORT is "{port}"')


@pytest.mark.parametrize(
    ("given", "meant"),
    (
        ("postgres://me:pw@db/x", "postgresql+psycopg://me:pw@db/x"),
        ("postgresql://me:pw@db:5433/x?sslmode=require", "postgresql+psycopg://me:pw@db:5433/x?sslmode=require"),
        ("postgresql+psycopg://db/x", "postgresql+psycopg://db/x"),
        ("sqlite:////abs/path.db", "sqlite:////abs/path.db"),
    ),
)
def test_a_database_is_named_in_the_usual_ways(given: str, meant: str) -> None:
    assert read(DATABASE_URL=given).database_url == meant


@pytest.mark.parametrize(
    "given",
    ("sqlite://", "sqlite:///relative.db", "sqlite:////", "postgresql+asyncpg://db/x", "postgres", "/abs/path.db"),
)
def test_other_databases_are_refused(given: str) -> None:
    assert only_problem(DATABASE_URL=given).startswith("DATABASE_URL ")


@pytest.mark.parametrize(
    "api_url", ("https://slack.com/api", "ftp://slack.com/api/", "http:///api/", "http://a@b/api/")
)
def test_an_api_address_ends_in_api(api_url: str) -> None:
    assert only_problem(SLACK_API_URL=api_url).startswith("SLACK_API_URL ")


@pytest.mark.parametrize(
    "api_url", ("https://slack.com/api/", "http://127.0.0.1.evil.example/api/", "http://10.0.0.1/api/")
)
def test_the_clock_is_turned_only_against_a_slack_on_this_machine(api_url: str) -> None:
    problem = only_problem(SLACK_API_URL=api_url, DRUMBEAT_CLOCK_URL="http://127.0.0.1:1/clock")
    assert problem.startswith("DRUMBEAT_CLOCK_URL ")


@pytest.mark.parametrize("url", ("http://localhost:1/", "http://127.9.9.9/", "http://[::1]:80/", "http://LOCALHOST/"))
def test_this_machine_has_several_names(url: str) -> None:
    assert loopback(url)


@pytest.mark.parametrize(
    "url",
    ("http://localhost.evil.example/", "http://127.0.0.1@evil.example/", "http://[::2]/", "localhost", "http://[::1"),
)
def test_others_do_not_pass_for_this_machine(url: str) -> None:
    assert not loopback(url)


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("xoxb-from-file\n")
    environ = {"SLACK_BOT_TOKEN_FILE": str(file), "SLACK_SIGNING_SECRET": "s3cret"}
    settings = read_settings(environ, env_file=None)
    assert settings.slack_bot_token.get_secret_value() == "xoxb-from-file"


def test_files_of_secrets_that_are_missing_empty_or_doubled_are_named(tmp_path: Path) -> None:
    empty, folder = tmp_path / "empty", tmp_path
    empty.write_text("\n")
    said = problems(
        SLACK_BOT_TOKEN_FILE=str(tmp_path / "nowhere"),
        SLACK_SIGNING_SECRET="x",
        SLACK_SIGNING_SECRET_FILE=str(empty),
        DATABASE_URL_FILE=str(folder),
    )
    assert [sentence.split()[0] for sentence in said] == [
        "SLACK_BOT_TOKEN_FILE",
        "SLACK_SIGNING_SECRET",
        "DATABASE_URL_FILE",
    ]
    assert problems(SLACK_BOT_TOKEN_FILE=str(empty), SLACK_SIGNING_SECRET="x") == [
        f'SLACK_BOT_TOKEN_FILE names "{empty}", which is empty. Write the value into it.'
    ]


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text('# ours\nexport PORT=4000\nSLACK_BOT_TOKEN="xoxb-file"\nSLACK_SIGNING_SECRET=a$b#c\n')
    settings = read_settings({"PORT": "5000"}, env_file=file)
    assert (settings.port, settings.slack_bot_token.get_secret_value()) == (5000, "xoxb-file")
    assert settings.slack_signing_secret is not None
    assert settings.slack_signing_secret.get_secret_value() == "a$b#c"


def test_an_unknown_setting_of_ours_is_a_warning_with_the_nearest_name() -> None:
    (line,) = read(DRUMBEAT_COMAND_PREFIX="x").warnings
    assert line.startswith("DRUMBEAT_COMAND_PREFIX ")
    assert "DRUMBEAT_COMMAND_PREFIX" in line


def test_a_token_that_would_travel_in_clear_is_a_warning() -> None:
    (line,) = read(SLACK_API_URL="http://slack.example.com/api/").warnings
    assert line.startswith("SLACK_API_URL ")
    assert read(SLACK_API_URL=LOCAL).warnings == ()


def test_no_secret_shows_in_a_repr() -> None:
    settings = read(DATABASE_URL="postgresql://me:CANARY-%C3%A9@db/x")
    assert "CANARY" not in f"{settings!r} {settings} {settings.slack_bot_token} {settings.slack_bot_token!r}"
    assert settings.secrets() == ("xoxb-CANARY-1", "CANARY-2", "CANARY-%C3%A9", "CANARY-é")


def test_the_table_names_every_setting() -> None:
    table = settings_table()
    assert all(f"`{row.name}`" in table for row in SETTINGS)
    assert {row.field for row in SETTINGS} == set(Settings.__dataclass_fields__) - {"warnings"}
    assert "`SLACK_BOT_TOKEN_FILE`" in table


def test_reading_loads_nothing_heavy() -> None:
    script = "import sys, bot.settings; print(*{'pydantic', 'dotenv', 'asyncio', 'difflib'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == ""
