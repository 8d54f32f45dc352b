"""The program and what it does as a whole: run, manifest, doctor, demo, and the way to the others."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from bot import __version__
from bot.cli import database, outbox
from bot.cli.desk import WRONG_WORDS, give_up, settings_or_leave
from bot.cli.schedule import schedule

app = typer.Typer(
    name="drumbeat",
    help="Keeps a product team in rhythm inside Slack.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """The console script."""
    app()


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"drumbeat {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Keeps a product team in rhythm inside Slack."""


@app.command()
def run() -> None:
    """Run the bot, as the environment (and a `.env` file) sets it up."""
    import gc
    import signal

    # Asked to stop before it serves, it has nothing to finish: that is no fault.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))

    # What is imported at the start stays: looking for garbage in it would cost a tenth of a second.
    gc.disable()
    settings = settings_or_leave()
    from bot import log
    from bot.domain.zones import use_pinned_zones

    log.configure(settings.log_level, secrets=settings.secrets())
    use_pinned_zones()
    for warning in settings.warnings:
        typer.echo(warning, err=True)

    from bot import garbage, running

    garbage.look_for_it_seldom()
    try:
        running.run(settings)
    except running.CannotStart as fault:
        give_up(str(fault), status=fault.status)


@app.command()
def manifest(
    http: Annotated[
        str | None, typer.Option(help="The bot's https address; without it the manifest is for Socket Mode.")
    ] = None,
    link: Annotated[bool, typer.Option("--link", help="Print the address to open instead of the manifest.")] = False,
) -> None:
    """Print the manifest of the Slack app, to paste on Slack's page for new apps, or one link that does it."""
    import json

    from bot.commands import manifest as made
    from bot.commands.nouns import table
    from bot.settings import read_command_prefix

    try:
        described = made.manifest(table(read_command_prefix()), http=http)
    except made.WrongAddress as wrong:
        give_up(f"--http {wrong}", status=WRONG_WORDS)
    except ValueError as wrong:
        give_up(f"DRUMBEAT_COMMAND_PREFIX {wrong}", status=WRONG_WORDS)
    typer.echo(made.install_link(described) if link else json.dumps(described, indent=2, ensure_ascii=False))
    if not link:
        typer.echo("\nOr open one link that fills it in: drumbeat manifest --link", err=True)


@app.command()
def doctor(
    channel: Annotated[
        str | None, typer.Option(help="The id of a channel to post to, look up and delete again.")
    ] = None,
) -> None:
    """Look at everything that the bot needs, a line each, with what to do about what is wrong."""
    settings = settings_or_leave()
    from bot import diagnosis

    raise typer.Exit(diagnosis.examine(settings, channel=channel))


@app.command()
def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="The page's port; 0 takes a free one.")] = 8080,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")] = True,
    empty: Annotated[
        bool, typer.Option("--empty", help="Begin without the team and its two weeks of history.")
    ] = False,
) -> None:
    """Try it out: a Slack for one laptop with the bot in it, on one page. Nothing leaves this machine."""
    from bot import demonstration

    raise typer.Exit(demonstration.demo(port=port, browser=browser, empty=empty))


app.command()(schedule)
app.add_typer(outbox.app, name="outbox")
app.add_typer(database.app, name="db")
