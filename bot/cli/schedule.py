"""`drumbeat schedule`: what the bot will do next, on the team's clock and in UTC, and what it will not do and why."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli import desk

if TYPE_CHECKING:
    from bot.storage.database import Database
    from bot.storage.schedule import Coming, Resting

SENTENCES = {
    "uninstalled": "the bot was removed from the workspace ({detail}) on {since}: nothing is sent",
    "suspended": "Slack does not take the token ({detail}) since {since}: nothing is sent; see `drumbeat doctor`",
    "archived": "the team was removed on {since}",
    "ended": "it ended on {since}",
    "paused": "paused since {since}: Slack says {detail}; see `drumbeat doctor` for what to do",
    "paused by the team": "the team paused it",
    "nobody takes part": "nobody takes part",
    "no rhythm": "it has no rhythm: it is held when somebody starts it",
    "called off": "that of {since} was called off",
    "a retro is open": "none begins on {since} unless retro {detail} is closed before",
    "deactivated": "not asked, since their account is deactivated: {people}",
}
GOES_TO_CHANNEL = {"wrap-up", "agenda", "digest"}


def schedule(
    length: Annotated[str, typer.Option("--for", help="How far to look ahead: 12h, 7d, 4w.")] = "7d",
    team: Annotated[str | None, typer.Option(help="Only this team's.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """What the bot will do next, in order, and what it will not do and why. Nothing is changed."""
    ahead = desk.length_of(length, "--for", "7d")
    settings = desk.settings_or_leave()
    now = desk.time_for_people(settings)
    with desk.opened(settings) as db:
        coming, resting = _looked_up(db, now, now + ahead, team)
    if as_json:
        told = {"coming": [vars(one) for one in coming], "not": [vars(one) for one in resting]}
        typer.echo(json.dumps(told, default=_plainly, indent=2, ensure_ascii=False))
        return
    typer.echo("\n".join(desk.columns([_line(one) for one in coming])) if coming else "Nothing is due.")
    if resting:
        typer.echo("\nNot happening:")
        typer.echo("\n".join(f"  {_why(one)}" for one in resting))


def _looked_up(db: Database, now: datetime, until: datetime, team: str | None) -> tuple[list[Coming], list[Resting]]:
    from bot.storage.schedule import Horizon, schedule, team_names

    with db.read() as session:
        names = team_names(session)
        if team is not None and team.casefold() not in {name.casefold() for name in names}:
            there = f"There are: {', '.join(dict.fromkeys(names))}." if names else "There is none yet."
            example = f" Try: drumbeat schedule --team {json.dumps(names[0], ensure_ascii=False)}" if names else ""
            desk.give_up(f'There is no team called "{team}". {there}{example}', status=desk.WRONG_WORDS)
        return schedule(session, Horizon(now, until), team=team)


def _line(one: Coming) -> tuple[str, ...]:
    local = one.at.astimezone(one.zone)
    said = f"{one.ceremony}: {one.what}" if one.ceremony else one.what
    whom = "" if one.what in GOES_TO_CHANNEL else f" to {_people(one.people)}"
    return f"{local:%a %Y-%m-%d %H:%M}", one.zone.key, desk.in_utc(one.at), one.team, said + whom


def _people(count: int) -> str:
    return f"{count} {'person' if count == 1 else 'people'}"


def _why(one: Resting) -> str:
    whose = ": ".join(part for part in (one.team or f"Workspace {one.workspace}", one.ceremony) if part)
    since = one.since if one.since is None or not isinstance(one.since, datetime) else desk.in_utc(one.since)
    return f"{whose}: {SENTENCES[one.why].format(detail=one.detail, since=since, people=_people(one.people))}"


def _plainly(value: object) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
