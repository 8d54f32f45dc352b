"""`drumbeat db`: copies of the database."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import desk

app = typer.Typer(help="The database: copy it.", no_args_is_help=True)


@app.callback()
def database() -> None:
    """The database: copy it."""


@app.command()
def backup(
    to: Annotated[
        Path | None, typer.Argument(help="A file that is not there yet, or a folder; else beside the database.")
    ] = None,
) -> None:
    """Copy the database, also while the bot writes to it. For PostgreSQL it prints the command that does it."""
    settings = desk.settings_or_leave()
    file = desk.sqlite_file(settings.database_url)
    if file is None:
        _say_how(settings.database_url, to)
        raise typer.Exit(desk.CANNOT)
    with desk.opened(settings):
        from bot.storage.backup import CannotCopy, back_up

        copy = _place(to, file.parent, file.name)
        try:
            back_up(file, copy)
        except CannotCopy as why:
            desk.give_up(str(why), status=desk.CANNOT)
    typer.echo(copy)
    typer.echo(
        f"Copied {copy.stat().st_size // 1024 + 1} kB, found whole (integrity_check). To go back to it: stop the bot, "
        f"remove {file.name}-wal and {file.name}-shm, and put a copy of it in the place of {file}.",
        err=True,
    )


def _place(to: Path | None, folder: Path, name: str) -> Path:
    from bot.storage.backup import usual_name

    usual = usual_name(name, datetime.now(UTC))
    return folder / usual if to is None else to / usual if to.is_dir() else to


def _say_how(database_url: str, to: Path | None) -> None:
    from sqlalchemy.engine import make_url

    from bot.storage.backup import dump_command

    url = make_url(database_url)
    typer.echo(dump_command(url, _place(to, Path(), f"{url.database}.dump")))
    typer.echo(
        "Nothing is copied yet: that is for pg_dump, which copies it while the bot goes on. Run the line above: "
        "it takes the password from ~/.pgpass or PGPASSWORD, or asks.",
        err=True,
    )
