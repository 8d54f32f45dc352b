"""What becomes of action items: done, dropped, moved to somebody else or to another day, kept on."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.commands.request import Request
from bot.commands.retro.cards import card_to_undo, drop_own
from bot.commands.retro.noun import colleague, retro, today_for
from bot.commands.retro.promising import show_board
from bot.commands.undoing import undo_button, undoable
from bot.domain.action_items import Move, parse_move
from bot.domain.message import Answer, Done, Message
from bot.domain.retros import Promise, parse_numbered
from bot.errors import NotFound, Refusal
from bot.messages import action_items as messages
from bot.storage import action_items
from bot.storage.access import numbered, team_with_id
from bot.storage.action_items import ActionItem, ActionState
from bot.storage.permissions import Action
from bot.storage.retro_boards import promises
from bot.storage.retros import RetroCard
from bot.storage.teams import Team
from bot.storage.undoing import Moved, remember


class SettledAlready(Refusal):
    """{ref} is {state} already, so there is nothing to move."""


class NeedsReason(Refusal):
    """Say why {ref} is not worth doing any more, so that nobody wonders later."""


class NothingChosen(Refusal):
    """Choose somebody, a day, or both."""


@retro.verb("done A-7", example="A-1")
def done(request: Request, session: Session, now: datetime) -> Message:
    """Tick an action item off."""
    line = parse_numbered(request.text, "A", example=_list_of(request))
    item, team = _item(session, request, line.number)
    return _close(session, request, item, team, ActionState.DONE, now)


@retro.verb("drop R-3 | A-7 WHY", example="A-1 not worth it any more")
def drop(request: Request, session: Session, now: datetime) -> Message:
    """Take your own card away while cards are gathered, or drop an action item with the reason."""
    line = parse_numbered(request.text, "RA", example=_list_of(request))
    if line.letter == "R":
        return drop_own(session, request, line.number, now)
    item, team = _item(session, request, line.number)
    if not line.rest and item.is_open:
        raise NeedsReason(ref=item.ref, example=f"{request.command} drop {item.ref} not worth it any more")
    return _close(session, request, item, team, ActionState.DROPPED, now, why=line.rest[:500])


@retro.verb("move A-7 @u | DATE", example="A-1 tomorrow")
def move(request: Request, session: Session, now: datetime) -> Message:
    """Give an action item to somebody else, or put it off to another day; both at once is fine."""
    line = parse_numbered(request.text, "A", example=_list_of(request))
    item, team = _item(session, request, line.number)
    today = today_for(request, team, now)
    wanted = parse_move(line.rest, today=today, lead=f"{request.command} move {item.ref}")
    return _move(session, request, item, team, wanted, today, now)


def _list_of(request: Request) -> str:
    return f"{request.command} actions" if request.command else ""


def _item(session: Session, request: Request, number: int) -> tuple[ActionItem, Team]:
    item = numbered(session, request.actor, ActionItem, number, Action.READ, example=_list_of(request))
    return item, team_with_id(session, request.actor, str(item.team_id), Action.READ)


def _close(
    session: Session,
    request: Request,
    item: ActionItem,
    team: Team,
    state: ActionState,
    now: datetime,
    *,
    why: str = "",
    replaces: bool = False,
) -> Message:
    was = remember(item)
    closed = action_items.close_item(session, item, state, why=why, by=request.actor.person, at=now)
    show_board(session, team)
    picture = _picture(session, item, today_for(request, team, now))
    told = messages.changed(state if closed else "settled", picture, replaces=replaces)
    return undoable(told, retro, item, was, now)


def _picture(session: Session, item: ActionItem, today: date) -> Promise:
    return promises([(item, action_items.owner_of(session, item))], today=today)[0]


def _move(
    session: Session, request: Request, item: ActionItem, team: Team, wanted: Move, today: date, now: datetime
) -> Message:
    by = request.actor.person
    if not item.is_open:
        raise SettledAlready(ref=item.ref, state=item.state, example=_list_of(request) or None)
    was = remember(item)
    if wanted.owner is not None:
        owner = colleague(session, request, team, wanted.owner, rest=f"move {item.ref} me")
        action_items.hand_over(session, item, team, owner, by=by, at=now)
    if wanted.due_on is not None:
        action_items.put_off(session, item, team, wanted.due_on, by=by, at=now)
    show_board(session, team)
    return undoable(messages.changed("moved", _picture(session, item, today)), retro, item, was, now)


def _to_undo(
    request: Request, session: Session, letter: str, number: int, _moved: Moved
) -> tuple[ActionItem | RetroCard, str]:
    """An action item of a team that one may read, or a card of one's own as long as cards are written."""
    if letter == RetroCard.LETTER:
        return card_to_undo(session, request, number)
    if letter != ActionItem.LETTER:
        raise NotFound(what="that action item")
    item, team = _item(session, request, number)
    session.refresh(item, with_for_update=True)
    show_board(session, team)
    return item, item.text


undo_button(retro, _to_undo)


@retro.button("action.done")
def press_done(request: Request, session: Session, now: datetime) -> Answer:
    """*Done*, wherever it stands: on a board the board shows it; on somebody's own card it takes the card's place."""
    item, team, on_card = _pressed(session, request)
    return _close(session, request, item, team, ActionState.DONE, now, replaces=on_card)


@retro.button("action.still_on")
def press_still_on(request: Request, session: Session, now: datetime) -> Answer:
    """*Still on*: the board shows who said so."""
    item, team, _ = _pressed(session, request)
    action_items.keep_going(session, item, by=request.actor.person, at=now)
    show_board(session, team)
    return messages.changed("kept", _picture(session, item, today_for(request, team, now)))


@retro.button("action.drop", reads=True)
def press_drop(request: Request, session: Session, now: datetime) -> Answer:
    """*Drop*: the form that asks why."""
    item, team, _ = _pressed(session, request)
    return messages.drop_form(_picture(session, item, today_for(request, team, now)))


@retro.form("action.drop")
def send_drop(request: Request, session: Session, now: datetime) -> Answer:
    """The reason comes back."""
    item, team, _ = _pressed(session, request)
    why = request.values.get("why", "").strip()
    if not why:
        raise NeedsReason(ref=item.ref, field="why")
    _close(session, request, item, team, ActionState.DROPPED, now, why=why)
    return Done()


@retro.button("action.move", reads=True)
def press_move(request: Request, session: Session, now: datetime) -> Answer:
    """*Move*: the form that asks to whom and until when."""
    item, team, _ = _pressed(session, request)
    owner = action_items.owner_of(session, item)
    picture = _picture(session, item, today_for(request, team, now))
    return messages.move_form(picture, owner="" if owner is None or not picture.owner else owner.slack_id)


@retro.form("action.move")
def send_move(request: Request, session: Session, now: datetime) -> Answer:
    """The form comes back: only what was changed in it changes."""
    item, team, _ = _pressed(session, request)
    due = request.values.get("due", "")
    wanted = Move(request.values.get("owner") or None, date.fromisoformat(due) if due else None)
    if wanted == Move():
        raise NothingChosen(field="owner")
    owner = action_items.owner_of(session, item)
    same_owner = owner is not None and wanted.owner == owner.slack_id
    changed = Move(
        None if same_owner else wanted.owner,
        None if wanted.due_on == item.due_on else wanted.due_on,
    )
    _move(session, request, item, team, changed, today_for(request, team, now), now)
    return Done()


def _pressed(session: Session, request: Request) -> tuple[ActionItem, Team, bool]:
    """The item that a button or a form names, and whether the button stands on a card of somebody's own."""
    ref, _, where = request.about.partition(" ")
    line = parse_numbered(ref, "A", example="")
    item, team = _item(session, request, line.number)
    return item, team, where == "card"
