"""Writing down what the team will do, and the lists of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.commands.request import Request
from bot.commands.retro.noun import colleague, retro, today_for
from bot.commands.whom import id_meant
from bot.commands.whose import team_meant
from bot.domain.action_items import PAGE, Listing, NewAction, Which, first_named, parse_action, parse_listing
from bot.domain.message import Answer, Done, Message
from bot.domain.retros import WRITING, Promise
from bot.domain.text import plain
from bot.errors import NotFound, Refusal
from bot.messages import action_items as messages
from bot.storage import action_items
from bot.storage.access import numbered
from bot.storage.action_items import Owned
from bot.storage.living import Subject, refresh
from bot.storage.permissions import Action, may
from bot.storage.retro_boards import promises, retro_with_id
from bot.storage.retro_cards import card_numbered
from bot.storage.retros import RetroCard, occurrence_of, open_retro
from bot.storage.teams import Team


class NothingSaid(Refusal):
    """Say in a few words what is to be done."""


@retro.verb("action TEXT [@owner] [due:fri] [from R-3]", example="Write a test plan due:fri")
def action(request: Request, session: Session, now: datetime) -> Message:
    """Write down what you will do, with who sees to it and until when; it is kept after the retro, too."""
    team = team_meant(session, request, Action.CREATE)
    today = today_for(request, team, now)
    wanted = parse_action(request.text, today=today, command=request.command)
    if wanted.card is not None:
        _shown_card(session, request, wanted.card)
    begun = first_named(wanted)
    if begun is not None and id_meant(session, request, team, str(begun.owner)) != begun.owner:
        wanted = begun
    return messages.written_down(_keep(session, request, team, wanted, today, now))


def _shown_card(session: Session, request: Request, number: int) -> RetroCard:
    """A card that the actor may read: not one of a retro whose cards are not shown yet, unless it is their own."""
    example = f"{request.command} actions"
    card = numbered(session, request.actor, RetroCard, number, Action.READ, example=example)
    found, _ = retro_with_id(session, request.actor, str(card.retro_id))
    secret = found.phase in WRITING and card.person_id != request.actor.person.id
    if secret or card.dropped_at is not None:
        raise NotFound(what=card.ref, example=example)
    return card


def _keep(session: Session, request: Request, team: Team, wanted: NewAction, today: date, now: datetime) -> Promise:
    owner = None
    if wanted.owner is not None:
        owner = colleague(session, request, team, wanted.owner, rest=_without_owner(wanted))
    found = open_retro(session, team)
    occurrence = None if found is None else occurrence_of(session, found)
    item = action_items.new_action_item(
        session,
        team,
        wanted.text,
        owner=owner,
        due_on=wanted.due_on,
        occurrence=occurrence,
        card_number=wanted.card,
        by=request.actor.person,
        at=now,
    )
    show_board(session, team)
    return promises([(item, owner)], today=today)[0]


def _without_owner(wanted: NewAction) -> str:
    """The same line with nobody in it."""
    due = f" due:{wanted.due_on.isoformat()}" if wanted.due_on else ""
    return f"action {plain(wanted.text)}{due}"


def show_board(session: Session, team: Team) -> None:
    """Have the board of the team's retro, if one is open, show what has changed."""
    found = open_retro(session, team)
    if found is not None:
        refresh(session, occurrence_of(session, found), (Subject.BOARD, None))


@retro.button("retro.add_action", reads=True)
def press_action(request: Request, session: Session, now: datetime) -> Answer:
    """*Add an action* on the board: the form, with the topic that is being talked about."""
    found, _ = retro_with_id(session, request.actor, request.about)
    topic = None if found.discussing is None else card_numbered(session, found, found.discussing)
    return messages.new_form(found.id, about_card="" if topic is None else f"{topic.ref} {plain(topic.text)}")


@retro.form("retro.action")
def send_action(request: Request, session: Session, now: datetime) -> Answer:
    """The form comes back: the board shows what was promised."""
    found, team = retro_with_id(session, request.actor, request.about)
    text = request.values.get("text", "").strip()
    if not text:
        raise NothingSaid(field="text")
    due = request.values.get("due", "")
    wanted = NewAction(
        text=text,
        owner=request.values.get("owner") or None,
        due_on=date.fromisoformat(due) if due else None,
        card=found.discussing,
    )
    _keep(session, request, team, wanted, today_for(request, team, now), now)
    return Done()


@retro.verb("actions [open | mine | overdue | all]", example="open", reads=True)
def actions(request: Request, session: Session, now: datetime) -> Message:
    """List what the team has promised: what is open, yours in all your teams, what is overdue, or all."""
    listing = parse_listing(request.text, example=f"{request.command} actions open")
    return _listed(session, request, Listing(listing.which), now)


@retro.button("action.page", reads=True)
def press_page(request: Request, session: Session, now: datetime) -> Message:
    """Another page of such a list."""
    return _listed(session, request, parse_listing(request.about, example=""), now, replaces=True)


def _listed(session: Session, request: Request, listing: Listing, now: datetime, *, replaces: bool = False) -> Message:
    if listing.which == Which.MINE:
        mine = action_items.action_items_of(session, request.actor.person)
        readable = [(item, team) for item, team in mine if may(session, request.actor, Action.READ, team)]
        rows: Sequence[Owned] = [(item, request.actor.person) for item, _ in readable]
        name, today = "", now.date() if not readable else today_for(request, readable[0][1], now)
    else:
        team = team_meant(session, request, Action.READ)
        name, today = team.name, today_for(request, team, now)
        rows = _rows(session, team, listing.which, today)
    page = promises(rows[listing.offset : listing.offset + PAGE], today=today)
    return messages.listed(name, listing, page, len(rows), replaces=replaces)


def _rows(session: Session, team: Team, which: Which, today: date) -> Sequence[Owned]:
    if which == Which.ALL:
        return action_items.all_action_items(session, team)
    found = action_items.open_action_items(session, team)
    return [(item, owner) for item, owner in found if which == Which.OPEN or item.is_overdue(today)]
