"""Starting the bot: what can go wrong before it runs is one clear sentence each."""

from __future__ import annotations

import errno
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from bot.app import Bot, WrongToken
from bot.clock import ClockUnreachable
from bot.log import logger
from bot.settings import Settings
from bot.slack.client import SlackRefused, SlackSilent
from bot.storage.migrate import HEAD, revision, upgrade
from bot.web.serve import address_of, bind, serve

SETTING_IS_WRONG = 2
ENVIRONMENT_IS_WRONG = 1
# Slack may be slow to answer at the start; longer than this it counts as not reached, and the bot goes on without.
FIRST_QUESTION_SECONDS = 5.0
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
        _meet_slack(bot)
    except CannotStart:
        bot.close()
        raise
    serve(bot.web(), listener)


def _prepare_database(settings: Settings) -> None:
    url = make_url(settings.database_url)
    name = url.render_as_string(hide_password=True)
    try:
        if url.get_backend_name() == "sqlite" and url.database:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        if settings.auto_migrate:
            upgrade(settings.database_url)
            return
        _check_revision(settings.database_url, name)
    except (DBAPIError, OSError) as fault:
        why = " ".join(str(getattr(fault, "orig", None) or fault).split())
        raise CannotStart(
            f"Cannot use the database {name}: {why}. Check DATABASE_URL and DRUMBEAT_DATA_DIR.", ENVIRONMENT_IS_WRONG
        ) from None


def _check_revision(url: str, name: str) -> None:
    from sqlalchemy import create_engine

    engine = create_engine(url)
    found = revision(engine)
    engine.dispose()
    if found != HEAD:
        raise CannotStart(
            f"The database {name} is at revision {found or 'none'}, and this version needs {HEAD}. "
            "Set DRUMBEAT_AUTO_MIGRATE=true for one start.",
            ENVIRONMENT_IS_WRONG,
        )


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
