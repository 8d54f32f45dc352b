"""A line is tried before it is suggested: what would be refused in its turn is not worth typing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.commands.request import Request
from bot.commands.slash import route
from bot.commands.table import Table
from bot.domain.text import clipped, meant, plain
from bot.errors import Refusal
from bot.log import logger
from bot.messages.mrkdwn import escape
from bot.messages.refusals import LONGEST_ECHO

MOST_TRIES = 3
log = logger(__name__)


def line_that_works(session: Session, table: Table, request: Request, refusal: Refusal, *, now: datetime) -> str | None:
    """The refusal's example if it works for whoever would send it; else what that suggests, or help.

    `request` says who and where; None where no command was typed and nothing is suggested. All that is tried is undone.
    """
    line = refusal.example
    for _ in range(MOST_TRIES):
        if line is None:
            break
        line = clipped(plain(line), LONGEST_ECHO)
        refused = _tried(session, table, request, line, now)
        if refused is None:
            return line
        line = None if refused.explains_its_example else refused.example
    return f"{request.command} help" if request.command else None


class _Faulty(Refusal):
    """That line fails through a fault of ours."""


def _tried(session: Session, table: Table, request: Request, line: str, now: datetime) -> Refusal | None:
    """How the line would be refused, typed as it stands."""
    command, _, text = line.partition(" ")
    with session.begin_nested() as trial:
        try:
            found = route(table, command, meant(escape(text)))
            found.run(replace(request, command=found.command, text=found.text), session, now)
            session.flush()
        except Refusal as refusal:
            return refusal
        except Exception:
            log.exception("a suggested line failed", command=command)
            return _Faulty()
        finally:
            trial.rollback()
    return None
