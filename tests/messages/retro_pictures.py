"""Retros as plain values, ordinary and extreme, and every message and form that is made of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.action_items import Listing, Which
from bot.domain.cadence import Due
from bot.domain.message import Message
from bot.domain.retros import USUAL, Board, Card, Mode, Phase, Promise
from bot.messages import action_items, retro_cards, retros
from tests.messages.pictures import BERLIN, CLOSES, TUESDAY, ceremony, team

ZONE = ZoneInfo(BERLIN)
FRIDAY = date(2026, 11, 27)
HIDDEN = (Phase.OPEN_ACTIONS, Phase.GATHER)


def card(number: int, name: str = "Ana", text: str = "The demo went well", votes: int = 0) -> Card:
    column = USUAL.columns[number % len(USUAL.columns)]
    return Card(number, column.slug, text, name, number, votes, min(votes, 1))


def promise(number: int, name: str = "Ana", text: str = "Split the tests", **more: Any) -> Promise:
    return replace(Promise(number, text, name, FRIDAY), **more)


def board(
    phase: Phase, *, cards: int = 3, name: str = "Ana", text: str = "The demo went well", mode: Mode = Mode.NAMED
) -> Board:
    """A retro in that phase with so many cards, each with these words, and a few promises for every ten."""
    shown = tuple(card(number, name, text, votes=max(8 - number, 0)) for number in range(1, cards + 1))
    states: list[dict[str, Any]] = [{}, {"state": "done"}, {"state": "dropped"}, {"kept_on_by": name}]
    states += [{"owner": ""}, {"due_on": None}, {"carried": 3, "overdue": True}]
    items = tuple(promise(number, name, text, **states[number % 7]) for number in range(1, 2 + cards // 2))
    return Board(
        retro_id=9,
        team=name,
        ordinal=15,
        day=TUESDAY,
        columns=USUAL.columns,
        mode=mode,
        phase=phase,
        facilitator=name,
        votes_each=5,
        votes_an_item=3,
        counts=Counter(one.section for one in shown),
        writers=min(cards, 60),
        voters=2,
        cards=() if phase in HIDDEN else shown,
        discussing=shown[0].number if shown and phase == Phase.DISCUSS else None,
        unfinished=items if phase == Phase.OPEN_ACTIONS else (),
        promised=items,
    )


def every_message(name: str, text: str, cards: int = 80) -> Iterator[tuple[str, Message]]:
    """All that is said of a retro of that many cards, by people of that name, each with these words."""
    for phase in Phase:
        for mode in (Mode.NAMED, Mode.HIDDEN):
            yield f"board {phase} {mode}", retros.board(board(phase, cards=cards, name=name, text=text, mode=mode))
    full = board(Phase.VOTE, cards=cards, name=name, text=text)
    given = dict.fromkeys(range(1, 6), 1)
    yield "prompt", retros.prompt(full, "C0CHECKOUT")
    yield "still open", retros.still_open(name, 15)
    yield "summary", retros.summary(replace(full, phase=Phase.CLOSED))
    yield "begun", retro_cards.begun(full, "C0CHECKOUT", bot_is_in=False)
    yield "ballot", retro_cards.ballot(full, given)
    yield "ballot's second page", retro_cards.ballot(full, {}, offset=10)
    yield "cards to read", retro_cards.pages(full, offset=10)
    yield "mine", retro_cards.mine(full, full.cards)
    yield "none mine", retro_cards.mine(full, [])
    yield "moved", retro_cards.moved(full)
    first = next((card.number for card in full.cards), None)
    yield "moved to a topic", retro_cards.moved(replace(full, phase=Phase.DISCUSS, discussing=first))
    yield "moved from the last topic", retro_cards.moved(replace(full, phase=Phase.ACTIONS))
    yield "taken over", retro_cards.taken_over(full)
    yield "moved on", retro_cards.moved_on()
    yield from _of_one_card(name, text)
    yield from _of_promises(name, text)


def _of_one_card(name: str, text: str) -> Iterator[tuple[str, Message]]:
    one = card(3, name, text)
    due = Due(TUESDAY, CLOSES)
    yield "kept", retro_cards.kept(one, USUAL.columns[0])
    yield "reworded", retro_cards.reworded(one)
    yield "dropped card", retro_cards.dropped(one)
    yield "voted", retro_cards.voted(one, 2, 3)
    yield "none open", retro_cards.none_open(name, None, ZONE)
    yield "none open, one due", retro_cards.none_open(name, due, ZONE)
    yield "scheduled", retro_cards.scheduled(ceremony(name), team(name), [due] * 3, ZONE)
    yield "unscheduled", retro_cards.unscheduled(name)
    yield "history", retro_cards.history(name, [(number, TUESDAY, 80, 3) for number in range(15)], 200)
    yield "no history", retro_cards.history(name, [], 0)


def _of_promises(name: str, text: str) -> Iterator[tuple[str, Message]]:
    one = promise(7, name, text, overdue=True, carried=11)
    yield "written down", action_items.written_down(one)
    yield "written down for nobody", action_items.written_down(replace(one, owner=""))
    yield "written down without a day", action_items.written_down(replace(one, due_on=None))
    for what in ("done", "settled", "dropped", "moved", "kept"):
        yield f"action {what}", action_items.changed(what, one)
    for which in Which:
        states = [promise(number, name, text, state=("open", "done", "dropped")[number % 3]) for number in range(10)]
        yield f"list {which}", action_items.listed(name, Listing(which, 10), states, 200)
        yield f"empty list {which}", action_items.listed(name, Listing(which), [], 0)
    yield "due today", action_items.reminder(one, name, today=FRIDAY)
    yield "due soon", action_items.reminder(one, name, today=TUESDAY)


def every_form(name: str, text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    picture, one = board(Phase.GATHER, name=name, text=text), promise(7, name, text)
    yield "card form", retro_cards.card_form(picture).view
    yield "drop form", action_items.drop_form(one).view
    yield "move form", action_items.move_form(one, owner="U0ANA00001").view
    yield "move form of nobody's", action_items.move_form(replace(one, owner="", due_on=None), owner="").view
    yield "action form", action_items.new_form(9).view
    yield "action form about a card", action_items.new_form(9, about_card=text).view
