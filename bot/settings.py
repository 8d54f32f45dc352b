"""What can be set, from the environment and a `.env` file, checked at the start: all that is wrong is said at once."""

from __future__ import annotations

import importlib.util
import ipaddress
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

SLACK_API_URL = "https://slack.com/api/"
OWN_PREFIX = "DRUMBEAT_"
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
SWITCH = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}
DATABASE_SHAPES = "`sqlite:////abs/path.db` or `postgresql://…`"
DATABASE_EXAMPLE = "sqlite:////var/lib/drumbeat/drumbeat.db or postgresql://drumbeat:password@db.example.com/drumbeat"
OAUTH_PAGE = "your Slack app's page, under OAuth & Permissions (Bot User OAuth Token, it starts with xoxb-)"
BASIC_PAGE = "your Slack app's page, under Basic Information (Signing Secret)"
APP_LEVEL_PAGE = "your Slack app's page, under Basic Information (App-Level Tokens, with the scope connections:write)"


class SettingsError(Exception):
    """What is wrong with the settings: `problems` has one whole sentence for each, with the name and what to do."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class Secret:
    """A text that shows itself only when asked by `get_secret_value()`, never in a repr or a format."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def get_secret_value(self) -> str:
        """The text itself."""
        return self._text

    def __repr__(self) -> str:
        return "Secret('**********')"


def loopback(url: str) -> bool:
    """Whether the host of this address is this machine itself; names other than `localhost` are not resolved."""
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _bot_token(text: str) -> Secret:
    if text.startswith(("xapp-", "xoxp-")) or len(text.split()) > 1:
        raise ValueError(f"does not look like a bot token. Copy it from {OAUTH_PAGE}.")
    return Secret(text)


def _app_token(text: str) -> Secret:
    if not text.startswith("xapp-") or len(text.split()) > 1:
        raise ValueError(f"does not look like an app-level token. Make one on {APP_LEVEL_PAGE}.")
    return Secret(text)


def _signing_secret(text: str) -> Secret:
    if text.startswith(("xapp-", "xoxb-", "xoxp-")) or len(text.split()) > 1:
        raise ValueError(f"does not look like a signing secret. Copy it from {BASIC_PAGE}.")
    return Secret(text)


def _web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc and "\\" not in text


def _api_url(text: str) -> str:
    if not _web_address(text) or not text.endswith("/api/"):
        raise ValueError(f'is "{text}"; it must be a web address that ends in /api/, such as {SLACK_API_URL}')
    return text


def _clock_url(text: str) -> str:
    if not _web_address(text) or not text.startswith("http://"):
        raise ValueError(f'is "{text}"; it must be an http:// address, such as http://127.0.0.1:9000/clock')
    return text.rstrip("/")


def _port(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text, re.ASCII) or int(text) > 65535:
        raise ValueError(f'is "{text}"; it must be a number from 0 (any free port) to 65535, such as PORT=3000')
    return int(text)


def _switch(text: str) -> bool:
    if text.lower() not in SWITCH:
        raise ValueError(f'is "{text}"; write true or false')
    return SWITCH[text.lower()]


def _seconds(text: str) -> float:
    if not re.fullmatch(r"[0-9]{1,4}([.][0-9]{1,3})?", text, re.ASCII) or not float(text):
        raise ValueError(f'is "{text}"; write a number of seconds above 0, such as 30')
    return float(text)


def _level(text: str) -> str:
    if text.upper() not in LEVELS:
        raise ValueError(f'is "{text}"; write one of {", ".join(LEVELS)}')
    return text.upper()


def _command_prefix(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9_-]{0,20}", text, re.ASCII):
        raise ValueError(f'is "{text}"; use up to 20 small letters, digits, - or _, such as team- for /team-standup')
    return text


def _admins(text: str) -> tuple[str, ...]:
    people = tuple(person.strip() for person in text.split(",") if person.strip())
    strange = [person for person in people if not re.fullmatch(r"[UW][A-Z0-9]{2,}", person, re.ASCII)]
    if strange:
        raise ValueError(f'names "{strange[0]}", which is no Slack member ID. Write them as U012AB3CD,U045EF6GH')
    return people


def _database_url(text: str) -> str:
    """The address as SQLAlchemy wants it. The text may hold a password: no sentence repeats it."""
    scheme, parted, rest = text.partition("://")
    if scheme == "sqlite" and parted:
        if not rest.startswith("//") or rest.endswith("/"):
            raise ValueError(f"must name its SQLite file from the root, with four slashes: {DATABASE_EXAMPLE}")
        return text
    if scheme not in ("postgresql", "postgres", "postgresql+psycopg") or not parted:
        raise ValueError(f"must be an SQLite or PostgreSQL address: {DATABASE_EXAMPLE}")
    if importlib.util.find_spec("psycopg") is None:
        raise ValueError("is for PostgreSQL, whose driver is missing: pip install 'drumbeat[postgres]'")
    return f"postgresql+psycopg://{rest}"


def _folder(text: str) -> Path:
    return Path(text).expanduser().resolve()


@dataclass(frozen=True)
class Setting:
    """A row of the table: `read` makes the value of `field` from the text, or raises ValueError with what is wrong."""

    field: str
    name: str
    read: Callable[[str], Any]
    meaning: str
    default: str = ""
    secret: bool = False


SETTINGS = (
    Setting("slack_bot_token", "SLACK_BOT_TOKEN", _bot_token, "The bot's token (`xoxb-…`). Required.", secret=True),
    Setting("slack_app_token", "SLACK_APP_TOKEN", _app_token, "Turns on Socket Mode (`xapp-…`).", secret=True),
    Setting(
        "slack_signing_secret", "SLACK_SIGNING_SECRET", _signing_secret, "Needed without Socket Mode.", secret=True
    ),
    Setting("slack_api_url", "SLACK_API_URL", _api_url, "Where Slack's Web API is; ends in `/api/`.", SLACK_API_URL),
    Setting(
        "clock_url", "DRUMBEAT_CLOCK_URL", _clock_url, "A clock to turn; only with a `SLACK_API_URL` on this machine."
    ),
    Setting("host", "HOST", str, "The address to listen on.", "127.0.0.1"),
    Setting("port", "PORT", _port, "The port to listen on; 0 takes a free one.", "3000"),
    Setting("data_dir", "DRUMBEAT_DATA_DIR", _folder, "The folder for the database and what is kept.", "./data"),
    Setting("database_url", "DATABASE_URL", _database_url, f"{DATABASE_SHAPES}; else a file in the folder.", "", True),
    Setting("auto_migrate", "DRUMBEAT_AUTO_MIGRATE", _switch, "Bring the database up to date at the start.", "true"),
    Setting("command_prefix", "DRUMBEAT_COMMAND_PREFIX", _command_prefix, "Put before all commands but `/drumbeat`."),
    Setting("log_level", "DRUMBEAT_LOG_LEVEL", _level, f"One of {', '.join(LEVELS)}.", "INFO"),
    Setting("client_msg_id", "DRUMBEAT_CLIENT_MSG_ID", _switch, "Send Slack's undocumented `client_msg_id`.", "false"),
    Setting("post_seconds", "DRUMBEAT_POST_SECONDS", _seconds, "How long a post may take altogether.", "10"),
    Setting(
        "lease_seconds",
        "DRUMBEAT_LEASE_SECONDS",
        _seconds,
        "How long no other process touches a message on its way; at least twice `DRUMBEAT_POST_SECONDS`.",
        "30",
    ),
    Setting(
        "settle_seconds",
        "DRUMBEAT_SETTLE_SECONDS",
        _seconds,
        "When Slack's history is believed about a message in doubt; at least twice `DRUMBEAT_POST_SECONDS`.",
        "60",
    ),
    Setting("admins", "DRUMBEAT_ADMINS", _admins, "Member IDs, by comma, who hear of what stays undelivered."),
)


@dataclass(frozen=True)
class Settings:
    """Everything that can be set. Addresses and folders are absolute, secrets hidden; `warnings` are lines to show."""

    slack_bot_token: Secret
    slack_app_token: Secret | None
    slack_signing_secret: Secret | None
    slack_api_url: str
    clock_url: str | None
    host: str
    port: int
    data_dir: Path
    database_url: str = field(repr=False)
    auto_migrate: bool
    command_prefix: str
    log_level: str
    client_msg_id: bool
    post_seconds: float
    lease_seconds: float
    settle_seconds: float
    admins: tuple[str, ...]
    warnings: tuple[str, ...] = ()

    def secrets(self) -> tuple[str, ...]:
        """The texts that no log may show."""
        password = urlsplit(self.database_url).password or ""
        hidden = (self.slack_bot_token, self.slack_app_token, self.slack_signing_secret)
        texts = [secret.get_secret_value() for secret in hidden if secret is not None]
        return tuple(text for text in dict.fromkeys([*texts, password, unquote(password)]) if text)


def settings_table() -> str:
    """The table of settings in Markdown, as the documentation has it."""
    rows = ["| setting | default | meaning |", "|---|---|---|"]
    for row in SETTINGS:
        name = f"`{row.name}`" + (f" or `{row.name}_FILE`" if row.secret else "")
        rows.append(f"| {name} | {f'`{row.default}`' if row.default else ''} | {row.meaning} |")
    return "\n".join(rows) + "\n"


def read_settings(environ: Mapping[str, str] | None = None, env_file: str | Path | None = ".env") -> Settings:
    """The settings, from the environment before the file; SettingsError says all that is wrong at once."""
    given, problems = _given(_texts(os.environ if environ is None else environ, env_file))
    values: dict[str, Any] = {}
    for row in SETTINGS:
        text = given.get(row.name, row.default)
        try:
            values[row.field] = row.read(text) if text else None
        except ValueError as wrong:
            values[row.field] = None
            problems.append(f"{row.name} {wrong}")
    problems += _missing_or_at_odds(given, values)
    if problems:
        raise SettingsError(problems)
    values |= {"command_prefix": values["command_prefix"] or "", "admins": values["admins"] or ()}
    values["database_url"] = values["database_url"] or f"sqlite:///{values['data_dir'] / 'drumbeat.db'}"
    return Settings(**values, warnings=tuple(_warnings(given, values)))


def read_command_prefix() -> str:
    """That setting alone, for whoever has no token yet; ValueError with what is wrong with it."""
    return _command_prefix(_texts(os.environ, ".env").get("DRUMBEAT_COMMAND_PREFIX", ""))


def _texts(environ: Mapping[str, str], env_file: str | Path | None) -> dict[str, str]:
    """What was set, without what is empty: Compose hands on an unset variable as an empty one."""
    written: Mapping[str, str | None] = {}
    if env_file is not None and Path(env_file).is_file():
        from dotenv import dotenv_values  # only needed when there is a file

        written = dotenv_values(env_file, interpolate=False)
    together = {**written, **environ}
    return {name: text.strip() for name, text in together.items() if text and text.strip()}


def _given(texts: dict[str, str]) -> tuple[dict[str, str], list[str]]:
    """The texts with those of the `NAME_FILE`s read in, and what was wrong with these."""
    given, problems = dict(texts), list[str]()
    for name in (row.name for row in SETTINGS if row.secret):
        path = given.pop(f"{name}_FILE", None)
        if path is not None and name in given:
            problems.append(f"{name} and {name}_FILE are both set. Keep one of them.")
        elif path is not None:
            given[name] = ""  # given, so that it is not called missing as well
            try:
                given[name] = Path(path).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as wrong:
                why = getattr(wrong, "strerror", None) or "it is not a text"
                problems.append(f'{name}_FILE names "{path}", which cannot be read: {why}.')
            else:
                if not given[name]:
                    problems.append(f'{name}_FILE names "{path}", which is empty. Write the value into it.')
    return given, problems


def _missing_or_at_odds(given: Mapping[str, str], values: Mapping[str, Any]) -> list[str]:
    problems = []
    if "SLACK_BOT_TOKEN" not in given:
        problems.append(f"SLACK_BOT_TOKEN is missing. Copy it from {OAUTH_PAGE}.")
    if "SLACK_SIGNING_SECRET" not in given and "SLACK_APP_TOKEN" not in given:
        problems.append(
            f"SLACK_SIGNING_SECRET is missing. Copy it from {BASIC_PAGE}; or set SLACK_APP_TOKEN for Socket Mode."
        )
    if values["clock_url"] and values["slack_api_url"] and not loopback(values["slack_api_url"]):
        problems.append(
            "DRUMBEAT_CLOCK_URL turns the clock, which is for trying things out: it works only when SLACK_API_URL is "
            "on this machine, such as http://127.0.0.1:9000/api/. Remove DRUMBEAT_CLOCK_URL."
        )
    return problems + _too_short(values)


def _too_short(values: Mapping[str, Any]) -> list[str]:
    """A message could be sent while another process believes that it is not on its way any more."""
    post = values["post_seconds"]
    waits = {"DRUMBEAT_LEASE_SECONDS": values["lease_seconds"], "DRUMBEAT_SETTLE_SECONDS": values["settle_seconds"]}
    return [
        f"{name} is {wait:g}; it must be at least twice DRUMBEAT_POST_SECONDS ({post:g}), such as {post * 3:g}."
        for name, wait in waits.items()
        if post is not None and wait is not None and wait < 2 * post
    ]


def _warnings(given: Mapping[str, str], values: Mapping[str, Any]) -> list[str]:
    from difflib import get_close_matches

    known = [row.name for row in SETTINGS if row.name.startswith(OWN_PREFIX)]
    lines = []
    for name in sorted(name for name in given if name.startswith(OWN_PREFIX) and name not in known):
        nearest = get_close_matches(name, known, n=1, cutoff=0.0)[0]
        lines.append(f"{name} is no setting of Drumbeat and is ignored. The nearest is {nearest}.")
    if values["slack_api_url"].startswith("http://") and not loopback(values["slack_api_url"]):
        lines.append("SLACK_API_URL is not encrypted (http://): whoever is on the way can read the bot's token.")
    return lines
