"""What can be set, from the environment and a `.env` file, checked at the start: all that is wrong is said at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from bot import setting_values as reads
from bot.setting_values import BASIC_PAGE, DATABASE_SHAPES, LEVELS, OAUTH_PAGE, SLACK_API_URL, Secret, loopback

OWN_PREFIX = "DRUMBEAT_"


class SettingsError(Exception):
    """What is wrong with the settings: `problems` has one whole sentence for each, with the name and what to do."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


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
    Setting(
        "slack_bot_token", "SLACK_BOT_TOKEN", reads.bot_token, "The bot's token (`xoxb-…`). Required.", secret=True
    ),
    Setting("slack_app_token", "SLACK_APP_TOKEN", reads.app_token, "Turns on Socket Mode (`xapp-…`).", secret=True),
    Setting(
        "slack_signing_secret", "SLACK_SIGNING_SECRET", reads.signing_secret, "Needed without Socket Mode.", secret=True
    ),
    Setting(
        "slack_api_url", "SLACK_API_URL", reads.api_url, "Where Slack's Web API is; ends in `/api/`.", SLACK_API_URL
    ),
    Setting(
        "clock_url",
        "DRUMBEAT_CLOCK_URL",
        reads.clock_url,
        "A clock to turn; only with a `SLACK_API_URL` on this machine.",
    ),
    Setting("host", "HOST", str, "The address to listen on.", "127.0.0.1"),
    Setting("port", "PORT", reads.port, "The port to listen on; 0 takes a free one.", "3000"),
    Setting("data_dir", "DRUMBEAT_DATA_DIR", reads.folder, "The folder for the database and what is kept.", "./data"),
    Setting(
        "database_url", "DATABASE_URL", reads.database_url, f"{DATABASE_SHAPES}; else a file in the folder.", "", True
    ),
    Setting(
        "auto_migrate", "DRUMBEAT_AUTO_MIGRATE", reads.switch, "Bring the database up to date at the start.", "true"
    ),
    Setting(
        "command_prefix", "DRUMBEAT_COMMAND_PREFIX", reads.command_prefix, "Put before all commands but `/drumbeat`."
    ),
    Setting("log_level", "DRUMBEAT_LOG_LEVEL", reads.level, f"One of {', '.join(LEVELS)}.", "INFO"),
    Setting(
        "client_msg_id", "DRUMBEAT_CLIENT_MSG_ID", reads.switch, "Send Slack's undocumented `client_msg_id`.", "false"
    ),
    Setting("post_seconds", "DRUMBEAT_POST_SECONDS", reads.seconds, "How long a post may take altogether.", "10"),
    Setting(
        "lease_seconds",
        "DRUMBEAT_LEASE_SECONDS",
        reads.seconds,
        "How long no other process touches a message on its way; at least twice `DRUMBEAT_POST_SECONDS`.",
        "30",
    ),
    Setting(
        "settle_seconds",
        "DRUMBEAT_SETTLE_SECONDS",
        reads.seconds,
        "When Slack's history is believed about a message in doubt; at least twice `DRUMBEAT_POST_SECONDS`.",
        "60",
    ),
    Setting("admins", "DRUMBEAT_ADMINS", reads.admins, "Member IDs, by comma, who hear of what stays undelivered."),
    Setting("deadman_url", "DRUMBEAT_DEADMAN_URL", reads.deadman_url, "Asked for while all is well.", secret=True),
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
    deadman_url: Secret | None
    warnings: tuple[str, ...] = ()

    def secrets(self) -> tuple[str, ...]:
        """The texts that no log may show."""
        password = urlsplit(self.database_url).password or ""
        hidden = (self.slack_bot_token, self.slack_app_token, self.slack_signing_secret, self.deadman_url)
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
    return reads.command_prefix(_texts(os.environ, ".env").get("DRUMBEAT_COMMAND_PREFIX", ""))


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
