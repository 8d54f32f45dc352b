"""The front desk: what can be typed in a shell."""

from __future__ import annotations

from typing import Annotated, NoReturn

import typer

from bot import __version__

app = typer.Typer(
    name="drumbeat",
    help="Keeps a product team in rhythm inside Slack.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
SETTING_IS_WRONG = 2
CANNOT_START = 1


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
    from bot.settings import SettingsError, read_settings

    try:
        settings = read_settings()
    except SettingsError as wrong:
        _give_up(*wrong.problems, status=SETTING_IS_WRONG)

    from bot import log
    from bot.domain.zones import use_pinned_zones

    log.configure(settings.log_level, secrets=settings.secrets())
    use_pinned_zones()
    for warning in settings.warnings:
        typer.echo(warning, err=True)

    from bot import running

    try:
        running.run(settings)
    except running.CannotStart as fault:
        _give_up(str(fault), status=fault.status)


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="The page's port; 0 takes a free one.")] = 8080,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")] = True,
    empty: Annotated[bool, typer.Option("--empty", help="Start without a team and a stand-up.")] = False,
) -> None:
    """Try it out: a Slack for one laptop with the bot in it, on one page. Nothing leaves this machine."""
    from bot import demonstration

    raise typer.Exit(demonstration.demo(port=port, browser=browser, empty=empty))


def _give_up(*sentences: str, status: int) -> NoReturn:
    for sentence in sentences:
        typer.echo(sentence, err=True)
    raise typer.Exit(status)
