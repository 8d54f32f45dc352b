"""Starting the bot: what can go wrong before it runs is one clear sentence each."""

from __future__ import annotations

import errno
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from bot.app import WRONG_TOKEN, Bot, WrongToken
from bot.clock import ClockUnreachable
from bot.cores import stay_on_one_core
from bot.log import logger
from bot.settings import Settings
from bot.slack.client import SlackClient, SlackRefused, SlackSilent
from bot.slack.transport import PooledTransport
from bot.storage.backup import CannotCopy
from bot.storage.migrate import NewerDatabase, upgrade
from bot.storage.opening import CannotUse, check_revision, too_new, unusable
from bot.web.serve import address_of, bind, serve

SETTING_IS_WRONG = 2
ENVIRONMENT_IS_WRONG = 1
# Slack may be slow to answer at the start; longer than this it counts as not reached, and the bot goes on without.
FIRST_QUESTION_SECONDS = 5.0
WRONG_APP_TOKEN = WRONG_TOKEN | {"not_allowed_token_type", "missing_scope"}
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
    if _is_file(settings):
        stay_on_one_core()  # replicas on a server would get into each other's way: the scheduler could not part them
    print(f"Drumbeat listens on {address_of(listener)}", flush=True)  # noqa: T201 - the contract's first line
    _prepare_database(settings)
    try:
        bot = Bot(settings)
    except ClockUnreachable as fault:
        raise CannotStart(str(fault), SETTING_IS_WRONG) from None
    try:
        _check_app_token(settings)
        _meet_slack(bot)
        bot.notice_a_long_silence()
    except CannotStart:
        bot.close()
        raise
    except DBAPIError as fault:
        bot.close()
        raise _no_database(unusable(settings.database_url, fault)) from None
    serve(bot.web(), listener)


def _is_file(settings: Settings) -> bool:
    return make_url(settings.database_url).get_backend_name() == "sqlite"


def _prepare_database(settings: Settings) -> None:
    file = make_url(settings.database_url).database
    try:
        if _is_file(settings) and file:
            Path(file).parent.mkdir(parents=True, exist_ok=True)
        if settings.auto_migrate:
            upgrade(settings.database_url)
        else:
            check_revision(settings.database_url)
    except NewerDatabase as newer:
        raise _no_database(too_new(settings.database_url, str(newer))) from None
    except (CannotUse, CannotCopy) as why:
        raise _no_database(why) from None
    except (DBAPIError, OSError) as fault:
        raise _no_database(unusable(settings.database_url, fault)) from None


def _no_database(why: CannotUse | CannotCopy) -> CannotStart:
    return CannotStart(str(why), ENVIRONMENT_IS_WRONG)


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
