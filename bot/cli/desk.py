"""What the commands share: settings or a sentence, the database or a sentence, lengths of time, columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from bot.errors import Refusal
    from bot.settings import Settings
    from bot.storage.database import Database

WRONG_WORDS = 2
"""The exit status for what was set or typed wrongly."""
CANNOT = 1
"""The exit status for what cannot be done now, with nothing wrong in the words."""
UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
LONGEST = timedelta(days=60)


def give_up(*sentences: str, status: int) -> NoReturn:
    for sentence in sentences:
        typer.echo(sentence, err=True)
    raise typer.Exit(status)


def settings_or_leave() -> Settings:
    from bot.settings import SettingsError, read_settings

    try:
        return read_settings()
    except SettingsError as wrong:
        give_up(*wrong.problems, status=WRONG_WORDS)


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """The database that a bot may be using at the same time; whatever is wrong with it is a sentence."""
    from sqlalchemy.exc import DBAPIError

    from bot.domain.zones import use_pinned_zones
    from bot.storage import models  # noqa: F401 - a row may point at a table that this command never names
    from bot.storage.database import Database
    from bot.storage.opening import CannotUse, check_revision, unusable

    use_pinned_zones()
    _must_be_there(settings.database_url)
    try:
        check_revision(settings.database_url)
        db = Database(settings.database_url)
        try:
            yield db
        finally:
            db.close()
    except CannotUse as why:
        give_up(str(why), status=CANNOT)
    except DBAPIError as fault:
        give_up(str(unusable(settings.database_url, fault)), status=CANNOT)


def _must_be_there(database_url: str) -> None:
    """Opening a SQLite file that is not there would make one."""
    file = sqlite_file(database_url)
    if file is not None and not file.exists():
        give_up(
            f"There is no database at {file} yet. Start `drumbeat run` once, or check DATABASE_URL and "
            "DRUMBEAT_DATA_DIR.",
            status=CANNOT,
        )


def sqlite_file(database_url: str) -> Path | None:
    from sqlalchemy.engine import make_url

    url = make_url(database_url)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def time_for_people(settings: Settings) -> datetime:
    """Now, by the clock that the bot goes by."""
    from bot.clock import ClockUnreachable, read_clock, system_clock

    try:
        return read_clock(settings.clock_url) if settings.clock_url else system_clock()
    except ClockUnreachable as fault:
        give_up(str(fault), status=WRONG_WORDS)


def length_of(text: str, option: str, example: str) -> timedelta:
    """`90m`, `2h`, `7d` or `1w`; anything else ends the program with a sentence."""
    found = re.fullmatch(r"([0-9]{1,5})([mhdw])", text.strip().lower(), re.ASCII)
    length = int(found[1]) * UNITS[found[2]] if found else timedelta(0)
    if not timedelta(0) < length <= LONGEST:
        give_up(
            f'{option} is "{text}"; write a length of up to {LONGEST.days} days, such as {option} {example}', status=2
        )
    return length


def one_of(text: str | None, choices: Sequence[str], option: str) -> str | None:
    """A choice as it was typed; anything else ends the program with a sentence that names the nearest."""
    from difflib import get_close_matches

    if text is None or text.lower() in choices:
        return None if text is None else text.lower()
    nearest = get_close_matches(text.lower(), choices, n=1, cutoff=0.0)[0]
    give_up(f'{option} is "{text}"; write one of {", ".join(choices)}, such as {option} {nearest}', status=WRONG_WORDS)


def refused(refusal: Refusal) -> str:
    """A refusal as a line for a shell."""
    return f"{refusal}" + (f" Try: {refusal.example}" if refusal.example else "")


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines in which what belongs together stands below each other."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def in_utc(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}Z"
