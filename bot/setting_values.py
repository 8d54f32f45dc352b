"""How each setting is read from its text, and what is said of a text that is none: `NAME` stands before that."""

from __future__ import annotations

import importlib.util
import ipaddress
import re
from pathlib import Path
from urllib.parse import urlsplit

SLACK_API_URL = "https://slack.com/api/"
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
SWITCH = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}
DATABASE_SHAPES = "`sqlite:////abs/path.db` or `postgresql://…`"
DATABASE_EXAMPLE = "sqlite:////var/lib/drumbeat/drumbeat.db or postgresql://drumbeat:password@db.example.com/drumbeat"
OAUTH_PAGE = "your Slack app's page, under OAuth & Permissions (Bot User OAuth Token, it starts with xoxb-)"
BASIC_PAGE = "your Slack app's page, under Basic Information (Signing Secret)"
APP_LEVEL_PAGE = "your Slack app's page, under Basic Information (App-Level Tokens, with the scope connections:write)"


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


def bot_token(text: str) -> Secret:
    if text.startswith(("xapp-", "xoxp-")) or len(text.split()) > 1:
        raise ValueError(f"does not look like a bot token. Copy it from {OAUTH_PAGE}.")
    return Secret(text)


def app_token(text: str) -> Secret:
    if not text.startswith("xapp-") or len(text.split()) > 1:
        raise ValueError(f"does not look like an app-level token. Make one on {APP_LEVEL_PAGE}.")
    return Secret(text)


def signing_secret(text: str) -> Secret:
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


def api_url(text: str) -> str:
    if not _web_address(text) or not text.endswith("/api/"):
        raise ValueError(f'is "{text}"; it must be a web address that ends in /api/, such as {SLACK_API_URL}')
    return text


def clock_url(text: str) -> str:
    if not _web_address(text) or not text.startswith("http://"):
        raise ValueError(f'is "{text}"; it must be an http:// address, such as http://127.0.0.1:9000/clock')
    return text.rstrip("/")


def port(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text, re.ASCII) or int(text) > 65535:
        raise ValueError(f'is "{text}"; it must be a number from 0 (any free port) to 65535, such as PORT=3000')
    return int(text)


def switch(text: str) -> bool:
    if text.lower() not in SWITCH:
        raise ValueError(f'is "{text}"; write true or false')
    return SWITCH[text.lower()]


def seconds(text: str) -> float:
    if not re.fullmatch(r"[0-9]{1,4}([.][0-9]{1,3})?", text, re.ASCII) or not float(text):
        raise ValueError(f'is "{text}"; write a number of seconds above 0, such as 30')
    return float(text)


def level(text: str) -> str:
    if text.upper() not in LEVELS:
        raise ValueError(f'is "{text}"; write one of {", ".join(LEVELS)}')
    return text.upper()


def command_prefix(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9_-]{0,20}", text, re.ASCII):
        raise ValueError(f'is "{text}"; use up to 20 small letters, digits, - or _, such as team- for /team-standup')
    return text


def admins(text: str) -> tuple[str, ...]:
    people = tuple(person.strip() for person in text.split(",") if person.strip())
    strange = [person for person in people if not re.fullmatch(r"[UW][A-Z0-9]{2,}", person, re.ASCII)]
    if strange:
        raise ValueError(f'names "{strange[0]}", which is no Slack member ID. Write them as U012AB3CD,U045EF6GH')
    return people


def database_url(text: str) -> str:
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


def folder(text: str) -> Path:
    return Path(text).expanduser().resolve()


def deadman_url(text: str) -> Secret:
    """Whoever knows such an address can feed the switch: no sentence repeats it."""
    if not _web_address(text) or not (text.startswith("https://") or loopback(text)):
        raise ValueError("must be an https:// address, such as https://hc-ping.com/your-uuid")
    return Secret(text)
