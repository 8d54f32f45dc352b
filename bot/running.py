"""Starting the bot: what can go wrong before it runs is one clear sentence each."""

from __future__ import annotations

import errno
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from bot.app import WRONG_TOKEN, Bot, WrongToken
from bot.clock import ClockUnreachable
from bot.log import logger
from bot.settings import Settings
from bot.slack.client import SlackClient, SlackRefused, SlackSilent
from bot.slack.transport import PooledTransport
from bot.storage.migrate import HEAD, NewerDatabase, revision, upgrade
from bot.web.serve import address_of, bind, serve

SETTING_IS_WRONG = 2
ENVIRONMENT_IS_WRONG = 1
# Slack may be slow to answer at the start; longer than this it counts as not reached, and the bot goes on without.
FIRST_QUESTION_SECONDS = 5.0
WRONG_APP_TOKEN = WRONG_TOKEN | {"not_allowed_token_type", "missing_scope"}
# What a database says is wrong, and what to do about it; the first that fits.
ADVICE = (
    (("database is locked",), "Another program is writing to it: stop that one, or start Drumbeat again later."),
    (("disk is full", "no space left"), "Make room where it lies."),
    (("readonly", "read-only"), "Let the user that runs Drumbeat write to it and to its folder."),
    (
        ("permission denied for",),
        "Grant the role in DATABASE_URL the right to connect, and to create and change tables.",
    ),
    (("authentication failed", "no password", "role"), "Put the right name and password into DATABASE_URL."),
)
log = logger(__name__)


class CannotStart(Exception):
    """Why the bot does not run, in a sentence; `status` is the exit status."""

    def __init__(self, sentence: str, status: int) -> None:
        self.status = status
        super().__init__(sentence)


def run(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT. Raises CannotStart."""
    try:
        listener = bind(settings.host, settings.port)
    except OSError as fault:
        why = "it is taken by another program" if fault.errno == errno.EADDRINUSE else (fault.strerror or str(fault))
        raise CannotStart(
            f"Cannot listen on {settings.host}:{settings.port}: {why}. Set PORT to another number; 0 takes a free one.",
            ENVIRONMENT_IS_WRONG,
        ) from None
    print(f"Drumbeat listens on {address_of(listener)}", flush=True)  # noqa: T201 - the contract's first line
    _prepare_database(settings)
    try:
        bot = Bot(settings)
    except ClockUnreachable as fault:
        raise CannotStart(str(fault), SETTING_IS_WRONG) from None
    try:
        _check_app_token(settings)
        _meet_slack(bot)
    except CannotStart:
        bot.close()
        raise
    except DBAPIError as fault:
        bot.close()
        raise _unusable(_name_of(settings.database_url), fault) from None
    serve(bot.web(), listener)


def _prepare_database(settings: Settings) -> None:
    url, name = make_url(settings.database_url), _name_of(settings.database_url)
    try:
        if url.get_backend_name() == "sqlite" and url.database:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        if settings.auto_migrate:
            upgrade(settings.database_url)
            return
        _check_revision(settings.database_url, name)
    except NewerDatabase as newer:
        raise _too_new(name, str(newer)) from None
    except (DBAPIError, OSError) as fault:
        raise _unusable(name, fault) from None


def _check_revision(url: str, name: str) -> None:
    from sqlalchemy import create_engine

    engine = create_engine(url)
    found = revision(engine)
    engine.dispose()
    if found is not None and found > HEAD:
        raise _too_new(name, found)
    if found != HEAD:
        raise CannotStart(
            f"The database {name} is at revision {found or 'none'}, and this version needs {HEAD}. "
            "Set DRUMBEAT_AUTO_MIGRATE=true for one start.",
            ENVIRONMENT_IS_WRONG,
        )


def _name_of(database_url: str) -> str:
    """Its address, without the password."""
    return make_url(database_url).render_as_string(hide_password=True)


def _too_new(name: str, found: str) -> CannotStart:
    return CannotStart(
        f"The database {name} is at revision {found}, and this version of Drumbeat knows {HEAD} at most. "
        "Start the newer version that brought it there, or go back to a copy from before.",
        ENVIRONMENT_IS_WRONG,
    )


def _unusable(name: str, fault: DBAPIError | OSError) -> CannotStart:
    said = str(getattr(fault, "orig", None) or fault).strip()
    # PostgreSQL goes on with hints and the statement; its first line says what is wrong.
    why = " ".join(said.partition("\n")[0].split()).rstrip(" .:?") or type(fault).__name__
    advice = (advice for words, advice in ADVICE if any(word in why.casefold() for word in words))
    to_do = next(advice, "Check DATABASE_URL and DRUMBEAT_DATA_DIR.")
    return CannotStart(f"Cannot use the database {name}: {why}. {to_do}", ENVIRONMENT_IS_WRONG)


def _check_app_token(settings: Settings) -> None:
    """In Socket Mode nothing comes in without it; a Slack out of reach is waited for later."""
    if settings.slack_app_token is None:
        return
    transport = PooledTransport()
    client = SlackClient(settings.slack_app_token.get_secret_value(), settings.slack_api_url, transport=transport)
    try:
        client.call("apps.connections.open", deadline=FIRST_QUESTION_SECONDS)
    except SlackRefused as refusal:
        if refusal.error in WRONG_APP_TOKEN:
            raise CannotStart(
                f"Slack does not take SLACK_APP_TOKEN ({refusal.error}). Make an App-Level Token (it starts with "
                "xapp-) with the scope connections:write on your Slack app's page, under Basic Information.",
                SETTING_IS_WRONG,
            ) from None
    except SlackSilent:
        pass
    finally:
        transport.close()


def _meet_slack(bot: Bot) -> None:
    try:
        bot.get_to_know_slack(FIRST_QUESTION_SECONDS)
    except WrongToken as wrong:
        raise CannotStart(
            f"Slack does not take SLACK_BOT_TOKEN ({wrong}). Copy the Bot User OAuth Token (it starts with xoxb-) from "
            "your Slack app's page, under OAuth & Permissions.",
            SETTING_IS_WRONG,
        ) from None
    except (SlackRefused, SlackSilent) as fault:
        log.warning("Slack is not reached; I keep trying", error=str(fault))
