"""The log: JSON lines to stderr (words for eyes on a terminal), with every secret struck out at the very end."""

from __future__ import annotations

import json
import logging
import re
import secrets as chance
import sys
from collections.abc import Iterable
from typing import Any, TextIO, cast

import structlog

READABLE = "23456789abcdefghjkmnpqrstuvwxyz"
STRUCK_OUT = "[secret]"
TOKEN_SHAPE = re.compile(r"(?:xox[a-z]-|xoxe\.xox[a-z]-|xapp-)[A-Za-z0-9-]+")
CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f\x85\u2028\u2029]"
)  # \x1b colours a terminal: our own words only

# What others may say at most: below these, Bolt and the SDK write down bodies, SQLAlchemy what people typed.
AT_LEAST = {
    "slack_bolt": logging.ERROR,  # its warnings show whole bodies
    "slack_sdk": logging.INFO,
    "aiohttp": logging.INFO,
    "alembic": logging.WARNING,
    "sqlalchemy": logging.WARNING,
    "apscheduler": logging.WARNING,
    "uvicorn": logging.WARNING,
}


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger whose calls take one constant sentence and named values: `log.warning("slack refused", error=code)`."""
    return cast(
        structlog.stdlib.BoundLogger,
        structlog.wrap_logger(
            logging.getLogger(name),
            processors=[
                structlog.stdlib.filter_by_level,
                structlog.contextvars.merge_contextvars,
                structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
            ],
            wrapper_class=structlog.stdlib.BoundLogger,
            cache_logger_on_first_use=True,  # else it is put together anew for each line, also for those not written
        ),
    )


def reference() -> str:
    """Eight characters that a person can read out: they stand in the apology and in the log."""
    return "".join(chance.choice(READABLE) for _ in range(8))


class Redactor:
    """Strikes out secrets: all that has the shape of a Slack token, and the texts it was given."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        written = {form for secret in secrets for form in _written_forms(secret) if len(form) >= 4}
        longest_first = sorted(written, key=len, reverse=True)
        self._given = re.compile("|".join(re.escape(form) for form in longest_first)) if written else None

    def __call__(self, line: str) -> str:
        if self._given is not None:
            line = self._given.sub(STRUCK_OUT, line)
        return TOKEN_SHAPE.sub(STRUCK_OUT, line)


def _written_forms(secret: str) -> tuple[str, ...]:
    """A secret as it stands, and as JSON and Python write it."""
    return secret, json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], repr(secret)[1:-1]


class _Line(structlog.stdlib.ProcessorFormatter):
    """The last thing that touches a line before it is written: nothing can be added behind the redactor."""

    def __init__(self, redactor: Redactor, *, colours: bool) -> None:
        self._redactor = redactor
        before: list[Any] = [
            structlog.stdlib.add_logger_name,
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        ]
        render: list[Any] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
        if colours:
            render.append(structlog.dev.ConsoleRenderer(timestamp_key="at", exception_formatter=_plain_traceback))
        else:
            render += [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
        super().__init__(processors=[*before, *render])

    def format(self, record: logging.LogRecord) -> str:
        return CONTROL.sub("\ufffd", self._redactor(super().format(record)))


def _plain_traceback(stream: TextIO, exc_info: Any) -> None:
    """Without rich's local variables: these hold what people typed."""
    structlog.dev.plain_traceback(stream, exc_info)


def _may_speak(record: logging.LogRecord) -> bool:
    """Whatever level a library gave its own logger: Bolt and the SDK never at DEBUG."""
    return record.levelno >= AT_LEAST.get(record.name.partition(".")[0], logging.NOTSET)


def configure(
    level: str, *, secrets: Iterable[str] = (), stream: TextIO | None = None, colours: bool | None = None
) -> None:
    """Sends everything that is logged in this process to `stream` (stderr), in colours when that is a terminal."""
    stream = sys.stderr if stream is None else stream
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Line(Redactor(secrets), colours=stream.isatty() if colours is None else colours))
    handler.addFilter(_may_speak)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name, least in AT_LEAST.items():
        logging.getLogger(name).setLevel(max(least, root.level))
    logging.captureWarnings(True)
