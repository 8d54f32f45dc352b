"""Action items in words: on a board, in a list, to their owner."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import chain

from bot.domain.action_items import LONGEST_ACTION, PAGE, Listing, Which
from bot.domain.message import Block, Message, Modal
from bot.domain.retros import Promise
from bot.domain.text import clipped, plain
from bot.messages import blocks
from bot.messages.limits import FALLBACK_CHARACTERS, fitting
from bot.messages.mrkdwn import Mrkdwn, cut, day_in_words, said
from bot.messages.names import short
from bot.messages.templates import label, say

WORDS = "action_items"
LONGEST_TEXT = 200
# Where many stand below each other, each of its characters maybe escaped.
SHORTER_TEXT = 120
MOST_LINES = 15


def promise_line(promise: Promise, *, longest: int = LONGEST_TEXT) -> Mrkdwn:
    """`A-7 fix the CI · Ana · due Fri 27 Nov · 3rd time`; whoever and whatever is missing is flagged."""
    return say(
        "retro/words",
        "promise",
        ref=promise.ref,
        text=_text(promise, longest),
        owner=short(promise.owner) if promise.owner else None,
        due=None if promise.due_on is None else day_in_words(promise.due_on, with_year=promise.far_off),
        overdue=promise.overdue,
        times=ordinal(promise.carried) if promise.carried > 1 else None,
    )


def _text(promise: Promise, longest: int) -> Mrkdwn:
    return said(clipped(" ".join(promise.text.split()), longest))


def ordinal(count: int) -> str:
    """`2nd`, `3rd`, `11th`."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th") if count % 100 not in (11, 12, 13) else "th"
    return f"{count}{ending}"


def settled_line(promise: Promise) -> Mrkdwn | None:
    """What became of it since the retro began; None while nobody has said."""
    if promise.state != "open":
        return say("retro/words", f"settled_{promise.state}", ref=promise.ref, text=_text(promise, LONGEST_TEXT))
    if promise.kept_on_by:
        return say("retro/words", "settled_kept", promise=promise_line(promise), name=short(promise.kept_on_by))
    return None


def promise_lines(promises: Sequence[Promise]) -> list[Block]:
    """One section of a line each, as many as there is room for."""
    lines = [settled_line(promise) or promise_line(promise, longest=SHORTER_TEXT) for promise in promises[:MOST_LINES]]
    if len(promises) > MOST_LINES:
        lines.append(say("retro/words", "more_promises", count=len(promises) - MOST_LINES))
    return [blocks.section(Mrkdwn("\n".join(lines[start : start + 5]))) for start in range(0, len(lines), 5)]


def promise_with_buttons(promise: Promise) -> list[Block]:
    """It with *Done*, *Still on* and *Drop*, until somebody has pressed one."""
    settled = settled_line(promise)
    if settled is not None:
        return [blocks.section(settled)]
    buttons = [
        blocks.button(label("retro/words", "done"), "action.done", promise.ref),
        blocks.button(label("retro/words", "still_on"), "action.still_on", promise.ref),
        blocks.button(label("retro/words", "drop"), "action.drop", promise.ref),
    ]
    return [blocks.section(promise_line(promise)), blocks.actions(buttons)]


def written_down(promise: Promise) -> Message:
    """What was promised, said back; what is missing is named with a line that adds it."""
    text = say(WORDS, "written_down", promise=promise_line(promise))
    missing = "nobody" if not promise.owner else "no_day" if promise.due_on is None else None
    hint = [] if missing is None else [blocks.context(say(WORDS, missing, ref=promise.ref))]
    return Message(text, (blocks.section(text), *hint))


def changed(name: str, promise: Promise, *, replaces: bool = False) -> Message:
    """What became of it: `done`, `done_before`, `dropped`, `moved` or `kept`."""
    text = say(WORDS, name, ref=promise.ref, text=_text(promise, LONGEST_TEXT), promise=promise_line(promise))
    return Message(text, (blocks.section(text),), replaces=replaces)


def listed(team: str, listing: Listing, promises: Sequence[Promise], total: int, *, replaces: bool = False) -> Message:
    """One page of a list, a button to tick each off; `total` counts all pages."""
    whose = {} if listing.which == Which.MINE else {"team": team}
    if not total:
        text = say(WORDS, f"none_{listing.which}", **whose)
        return Message(text, (blocks.section(text),))
    title = say(WORDS, f"title_{listing.which}", count=total, **whose)
    pages = _pages(listing, total)
    besides = [blocks.section(title), *([blocks.actions(pages)] if pages else [])]
    rows = [_row(promise, LONGEST_TEXT) for promise in promises]
    if fitting(rows, besides=besides) < len(rows):
        rows = [_row(promise, SHORTER_TEXT) for promise in promises]
    text = cut(" ".join([title, *(promise_line(promise) for promise in promises)]), FALLBACK_CHARACTERS)
    return Message(text, (besides[0], *chain.from_iterable(rows), *besides[1:]), replaces=replaces)


def _row(promise: Promise, longest: int) -> list[Block]:
    if promise.state != "open":
        return [blocks.section(settled_line(promise) or promise_line(promise, longest=longest))]
    buttons = [
        blocks.button(label("retro/words", "done"), "action.done", promise.ref),
        blocks.button(label(WORDS, "discuss"), "agenda.discuss", promise.ref),
    ]
    return [blocks.section(promise_line(promise, longest=longest)), blocks.actions(buttons)]


def _pages(listing: Listing, total: int) -> list[Block]:
    found = []
    if listing.offset:
        before = listing.at(listing.offset - PAGE)
        found.append(blocks.button(label(WORDS, "earlier"), "action.page.0", str(before)))
    if listing.offset + PAGE < total:
        found.append(blocks.button(label(WORDS, "later"), "action.page.1", str(listing.at(listing.offset + PAGE))))
    return found


def reminder(promise: Promise, team: str, *, today: date) -> Message:
    """To its owner, on the working day before and on the day that it is due."""
    due_today = promise.due_on == today
    text = say(WORDS, "due_today" if due_today else "due_soon", team=team, promise=promise_line(promise))
    # The card is theirs alone: what they press takes its place.
    own = f"{promise.ref} card"
    buttons = [
        blocks.button(label("retro/words", "done"), "action.done", own, style="primary"),
        blocks.button(label(WORDS, "move"), "action.move", own),
        blocks.button(label(WORDS, "discuss"), "agenda.discuss", promise.ref),
    ]
    return Message(text, (blocks.section(text), blocks.actions(buttons)))


def drop_form(promise: Promise) -> Modal:
    """Why it is not worth doing any more."""
    why = blocks.line_input("why", label(WORDS, "why"), longest=300)
    return _form(promise, "action.drop", "drop_title", [why])


def move_form(promise: Promise, *, owner: str) -> Modal:
    """To whom, and to which day; `owner` is a Slack id or ""."""
    due = "" if promise.due_on is None else promise.due_on.isoformat()
    fields = [
        blocks.person_input("owner", label(WORDS, "who"), value=owner, optional=True),
        blocks.day_input("due", label(WORDS, "until_when"), value=due, optional=True),
    ]
    return _form(promise, "action.move", "move_title", fields)


def _form(promise: Promise, callback: str, title: str, fields: list[Block]) -> Modal:
    about = blocks.section(promise_line(promise))
    return Modal(
        blocks.modal(
            label(WORDS, title),
            callback,
            [about, *fields],
            about=promise.ref,
            submit=label(WORDS, "save"),
            close=label(WORDS, "cancel"),
        )
    )


def new_form(retro_id: int, *, about_card: str = "") -> Modal:
    """What is to be done, by whom and until when; `about_card` is the text of the card that it comes from."""
    first = blocks.text_input("text", label(WORDS, "what"), longest=LONGEST_ACTION) | {"optional": False}
    fields = [
        *([blocks.context(said(clipped(plain(about_card), 300)))] if about_card else []),
        first,
        blocks.person_input("owner", label(WORDS, "who"), optional=True),
        blocks.day_input("due", label(WORDS, "until_when"), optional=True),
    ]
    return Modal(
        blocks.modal(
            label(WORDS, "new_title"),
            "retro.action",
            fields,
            about=str(retro_id),
            submit=label(WORDS, "save"),
            close=label(WORDS, "cancel"),
        )
    )
