"""The log: one line each, and not one secret in any of them."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from bot import log

TOKENS = ("xoxb-CANARY-1-abc", "xapp-1-CANARY-2", "xoxe.xoxb-1-CANARY3", "xoxp-CANARY-4")
SECRET = 'CANARY "pass wörd\\'


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the log wrote, as JSON lines; the logging of this process is as before afterwards."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in log.AT_LEAST}
    stream = io.StringIO()
    log.configure("DEBUG", secrets=[SECRET, "CANARY-5-signing"], stream=stream)
    yield stream
    root.handlers[:], level = before
    root.setLevel(level)
    for name, own_level in levels.items():
        logging.getLogger(name).setLevel(own_level)
    logging.captureWarnings(False)


def written(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_json_with_its_values(lines: io.StringIO) -> None:
    log.logger("bot.jobs").warning("late", by_seconds=7)
    (line,) = written(lines)
    assert line.pop("at").endswith("Z")
    assert line == {"event": "late", "by_seconds": 7, "logger": "bot.jobs", "level": "warning"}


@pytest.mark.parametrize("secret", (*TOKENS, SECRET, "CANARY-5-signing"))
def test_a_secret_is_struck_out_wherever_it_stands(lines: io.StringIO, secret: str) -> None:
    ours, theirs = log.logger("bot.x"), logging.getLogger("uvicorn.error")
    ours.info("as a value", token=secret, inside={"deep": [secret]}, joined=f"a{secret}b")
    ours.info(secret)
    theirs.error("as an argument %s", secret)
    try:
        raise ValueError(secret)
    except ValueError as failure:
        ours.exception("as an error")
        theirs.error("as theirs", exc_info=failure)
        ours.info("as an object", failure=failure, shown=repr(secret))
    assert len(written(lines)) == 6
    assert "CANARY" not in lines.getvalue()
    assert "pass w" not in lines.getvalue()


def test_a_secret_is_struck_out_in_colours_too(lines: io.StringIO) -> None:
    log.configure("INFO", secrets=[SECRET], stream=lines, colours=True)
    for secret in (*TOKENS, SECRET):
        log.logger("bot.x").info("as a value", token=secret)
    assert "\x1b[" in lines.getvalue()
    assert "CANARY" not in lines.getvalue()


def test_what_people_typed_makes_no_line_of_its_own(lines: io.StringIO) -> None:
    logging.getLogger("uvicorn.error").error('bad\n{"level": "forged"}\x1b[2J\x00')
    (line,) = written(lines)
    assert line["level"] == "error"


@pytest.mark.parametrize(
    ("name", "level"),
    (
        ("slack_bolt.AsyncApp", logging.DEBUG),
        ("slack_sdk.web.async_client", logging.DEBUG),
        ("sqlalchemy.engine.Engine", logging.INFO),
        ("aiohttp.client", logging.DEBUG),
    ),
)
def test_libraries_that_write_down_bodies_are_kept_quiet_whatever_level_they_choose(
    lines: io.StringIO, name: str, level: int
) -> None:
    library = logging.getLogger(name)
    library.setLevel(logging.DEBUG)
    library.log(level, "what was typed")
    library.error("this counts")
    library.setLevel(logging.NOTSET)
    assert [line["event"] for line in written(lines)] == ["this counts"]


def test_a_quiet_level_costs_nothing_and_writes_nothing(lines: io.StringIO) -> None:
    log.configure("WARNING", stream=lines)
    log.logger("bot.x").info("small talk")
    assert lines.getvalue() == ""


def test_a_reference_can_be_read_out() -> None:
    references = {log.reference() for _ in range(500)}
    assert len(references) == 500
    assert all(len(each) == 8 and not set(each) & set("01ilo") for each in references)
