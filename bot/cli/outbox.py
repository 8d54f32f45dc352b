"""`drumbeat outbox`: what waits to be posted, what went wrong, and what an operator can do about it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli import desk

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.storage.outbox import OutboundMessage
    from bot.storage.outbox_by_hand import Listed

app = typer.Typer(help="What the bot has to post: look at it, send it again, give it up.", no_args_is_help=True)
STATES = ("pending", "sending", "sent", "failed", "unknown", "dropped")
HEADINGS = ("id", "state", "due", "channel", "key", "tries", "last error")
AS_JSON = typer.Option("--json", help="For scripts.")
LONGEST_ERROR = 80
Ids = Annotated[list[int], typer.Argument(metavar="ID…", help="As `drumbeat outbox list` shows them.", min=1)]


@app.command("list")
def list_messages(
    state: Annotated[str | None, typer.Option(help=f"Only these: {', '.join(STATES)}.")] = None,
    channel: Annotated[str | None, typer.Option(help="Only those for this channel or person, by Slack's ID.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many.")] = 50,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """What is not posted yet, and what failed in the last 7 days. What the messages say is never shown."""
    wanted = desk.one_of(state, STATES, "--state")
    settings = desk.settings_or_leave()
    now = desk.time_for_people(settings)
    with desk.opened(settings) as db, db.read() as session:
        from bot.storage.outbox import OutboxState
        from bot.storage.outbox_by_hand import listed

        found, count = listed(
            session, now=now, state=None if wanted is None else OutboxState(wanted), channel=channel, limit=limit
        )
    if as_json:
        typer.echo(json.dumps([vars(one) for one in found], default=_plainly, indent=2))
        return
    if not found:
        nothing = "Nothing waits, and nothing failed in the last 7 days." if wanted is None else f"Nothing is {wanted}."
        typer.echo(nothing)
        return
    typer.echo("\n".join(desk.columns([HEADINGS, *map(_cells, found)])))
    if count > len(found):
        typer.echo(f"{len(found)} of {count}; all of them: --limit {count}", err=True)


def _cells(one: Listed) -> tuple[str, ...]:
    error = (one.last_error or "")[:LONGEST_ERROR]
    return str(one.id), one.state, desk.in_utc(one.due_at), one.channel, one.key, str(one.attempts), error


@app.command()
def show(
    id: Annotated[int, typer.Argument(help="As `drumbeat outbox list` shows it.", min=1)],  # noqa: A002
    text: Annotated[bool, typer.Option("--text", help="Also what it says: people may have written it.")] = False,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """All that is known of one message."""
    settings = desk.settings_or_leave()
    with desk.opened(settings) as db, db.read() as session:
        from bot.errors import Refusal
        from bot.storage.outbox_by_hand import message_with_id

        try:
            told = _told(message_with_id(session, id), text)
        except Refusal as refusal:
            desk.give_up(desk.refused(refusal), status=desk.CANNOT)
    if as_json:
        typer.echo(json.dumps(told, default=_plainly, indent=2, ensure_ascii=False))
    else:
        rows = [(name, "-" if value is None else str(_plainly(value))) for name, value in told.items()]
        typer.echo("\n".join(desk.columns(rows)))


def _told(row: OutboundMessage, text: bool) -> dict[str, Any]:
    told = {column.key: getattr(row, column.key) for column in row.__table__.columns if column.key != "payload"}
    return told | ({"text": row.message.text, "blocks": len(row.message.blocks)} if text else {})


@app.command()
def retry(
    ids: Ids,
    within: Annotated[str, typer.Option(help="How long it is worth posting from now on: 30m, 2h, 1d.")] = "2h",
    even_if_it_may_be_there: Annotated[
        bool, typer.Option("--even-if-it-may-be-there", help="Also what may have been posted: you looked.")
    ] = False,
) -> None:
    """Have messages sent again that failed, were dropped, or of which nobody knows."""
    length = desk.length_of(within, "--within", "2h")

    def one(session: Session, id: int, now: datetime) -> str:  # noqa: A002
        from bot.storage import outbox_by_hand

        row = outbox_by_hand.retry(session, id, now=now, within=length, even_if_there=even_if_it_may_be_there)
        return f"Message {id} is pending again, until {desk.in_utc(row.expires_at)}."

    _each(ids, one)


@app.command()
def drop(
    ids: Ids,
    reason: Annotated[str, typer.Option(help="Kept with it, and told to whoever hears of it.")] = "dropped by hand",
) -> None:
    """Give messages up that are pending; what follows is the same as if they had come too late."""

    def one(session: Session, id: int, now: datetime) -> str:  # noqa: A002
        from bot.jobs.undelivered import undelivered
        from bot.storage import outbox_by_hand

        undelivered(session, outbox_by_hand.drop(session, id, reason=reason), now)
        return f"Message {id} is dropped."

    _each(ids, one)


def _each(ids: list[int], change: Callable[[Session, int, datetime], str]) -> None:
    """Each in a transaction of its own; what is refused does not keep back the others, and is status 1 at the end."""
    settings = desk.settings_or_leave()
    now = desk.time_for_people(settings)
    refused = 0
    with desk.opened(settings) as db:
        from bot.errors import Refusal

        for id in dict.fromkeys(ids):  # noqa: A001
            try:
                with db.write() as session:
                    said = change(session, id, now)
                typer.echo(said)
            except Refusal as refusal:
                typer.echo(desk.refused(refusal), err=True)
                refused += 1
    if refused:
        raise typer.Exit(desk.CANNOT)


def _plainly(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
