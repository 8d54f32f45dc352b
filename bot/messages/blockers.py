"""What is in somebody's way, in words: one of them, a list of them, what a form asks, what a card tells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.domain.blockers import BlockerLine, BlockerState
from bot.domain.message import Block, Message
from bot.domain.text import clipped, plain
from bot.messages import blocks
from bot.messages.limits import FALLBACK_CHARACTERS
from bot.messages.mrkdwn import Mrkdwn, cut, day_in_words, rich_elements, said
from bot.messages.names import short
from bot.messages.refs import named_text
from bot.messages.templates import label, say
from bot.storage.blockers import Blocker
from bot.storage.changes import Change
from bot.storage.people import Person
from bot.storage.refs import NamedRef

WORDS = "blockers"
A_PAGE = 10
MOST_CHANGES = 12
LONGEST_TEXT, LONGEST_LINE, LONGEST_QUESTION, LONGEST_WHY = 2500, 300, 120, 80
# Escapes make markup longer; ten rows of this have to fit into one message.
LONGEST_MARKUP = 450
STILL, RESOLVED = "still", "resolved"
FIELD = "blocker_"


def standing(line: BlockerLine) -> Mrkdwn:
    """`Ben is on it`."""
    return say(WORDS, "standing", owner=short(line.owner), state=line.state.value)


def told(
    sentence: str,
    line: BlockerLine,
    *,
    buttons: Sequence[Block] = (),
    about: NamedRef | None = None,
    **values: str | None,
) -> Message:
    """The answer to a move: its sentence, what the blocker says, what it is in the way of, how it stands."""
    lead = say(WORDS, sentence, ref=line.ref, **values)
    shown = [blocks.section(lead), *_text(line.text)]
    if about is not None:
        shown.append(blocks.context(say(WORDS, "in_the_way_of", feature=named_text([about]))))
    shown.append(_standing_line(line))
    if buttons:
        shown.append(blocks.actions(buttons))
    return Message(_spoken(lead, line.text), tuple(shown))


def _text(stored: str) -> list[Block]:
    elements = rich_elements(clipped(stored, LONGEST_TEXT), pings=False)
    return [blocks.rich(blocks.rich_line(elements))] if elements else []


def _spoken(lead: Mrkdwn, stored: str) -> Mrkdwn:
    return cut(f"{lead} {said(clipped(stored, LONGEST_LINE))}", FALLBACK_CHARACTERS)


def _standing_line(line: BlockerLine) -> Block:
    return blocks.context(Mrkdwn(f"{say(WORDS, 'age', days=line.age)} · {standing(line)}"))


def buttons_of(line: BlockerLine) -> list[Block]:
    """The buttons of a blocker for everybody who sees it; nothing can be done with one that is over."""
    if not line.is_open:
        return []
    return [
        blocks.button(label(WORDS, "take_it"), "blocker.take", line.ref),
        blocks.button(label(WORDS, "resolve_it"), "blocker.resolve", line.ref),
        blocks.button(label(WORDS, "discuss"), "agenda.discuss", line.ref),
    ]


def shown(
    line: BlockerLine, team: str, history: Sequence[tuple[Change, Person]], about: NamedRef | None = None
) -> Message:
    """One blocker with its history, the newest changes if there are too many; `about` is what it is in the way of."""
    message = told("shown", line, about=about, team=team, raised_by=short(line.raised_by))
    lines = [_change(change, by) for change, by in history[-MOST_CHANGES:]]
    past = [blocks.context(Mrkdwn("\n".join(lines)))] if lines else []
    buttons = buttons_of(line)
    return Message(message.text, (*message.blocks, *past, *([blocks.actions(buttons)] if buttons else [])))


def _change(change: Change, by: Person) -> Mrkdwn:
    return say(
        WORDS,
        "change",
        day=day_in_words(change.at.date()),
        by=short(by.name),
        what=label(WORDS, f"change_of_{change.what}"),
        after=said(clipped(" ".join(change.after.split()), LONGEST_WHY)),
        why=said(clipped(" ".join(change.why.split()), LONGEST_WHY)),
    )


def asks_you(line: BlockerLine, team: str, by: Person) -> Message:
    """The card of somebody who shall see to it."""
    age = say(WORDS, "age", days=line.age)
    lead = say(WORDS, "asks_you", by=short(by.name), ref=line.ref, team=team, age=age)
    buttons = [
        blocks.button(label(WORDS, "on_it"), "blocker.ack", line.ref, style="primary"),
        blocks.button(label(WORDS, "resolve_it"), "blocker.resolve", line.ref),
        blocks.button(label(WORDS, "discuss"), "agenda.discuss", line.ref),
    ]
    return Message(_spoken(lead, line.text), (blocks.section(lead), *_text(line.text), blocks.actions(buttons)))


def listed(scope: str, about: str, lines: Sequence[BlockerLine], *, start: int, reader_id: int) -> Message:
    """A page of ten from the line at `start`; `scope` is team, mine or all, `about` the team's name or ""."""
    if not lines:
        text = say(WORDS, "empty", scope=scope, team=about)
        return Message(text, (blocks.section(text),))
    start = min(max(start, 0), (len(lines) - 1) // A_PAGE * A_PAGE)
    page = lines[start : start + A_PAGE]
    title = say(WORDS, "title", scope=scope, team=about, count=len(lines))
    rows = [_row(line, reader_id) for line in page]
    spoken = Mrkdwn(" ".join([title, *(f"{line.ref}: {said(clipped(line.text, LONGEST_WHY))};" for line in page)]))
    return Message(cut(spoken, FALLBACK_CHARACTERS), (blocks.section(title), *rows))


def paged(message: Message, where: str, start: int, count: int) -> Message:
    """The same with the way to the other pages; `where` names the list for `blocker.page`."""
    if count <= A_PAGE:
        return message
    buttons = []
    if start > 0:
        buttons.append(blocks.button(label(WORDS, "earlier"), "blocker.page.0", f"{where}.{start - A_PAGE}"))
    if start + A_PAGE < count:
        buttons.append(blocks.button(label(WORDS, "later"), "blocker.page.1", f"{where}.{start + A_PAGE}"))
    place = say(WORDS, "pages", first=start + 1, last=min(start + A_PAGE, count), count=count)
    return Message(message.text, (*message.blocks, blocks.context(place), blocks.actions(buttons)))


def _row(line: BlockerLine, reader_id: int) -> Block:
    mine = reader_id in (line.owner_id, line.raised_by_id)
    button = (
        blocks.button(label(WORDS, "resolve_it"), "blocker.resolve", line.ref)
        if mine
        else blocks.button(label(WORDS, "take_it"), "blocker.take", line.ref)
    )
    return blocks.section(in_a_line(line), accessory=button)


def in_a_line(line: BlockerLine) -> Mrkdwn:
    """`*B-4* · Ana · 2 working days · Ben is on it`, and below it what is in the way."""
    return say(
        WORDS,
        "listed",
        ref=line.ref,
        name=short(line.raised_by),
        age=say(WORDS, "age", days=line.age),
        standing=standing(line),
        text=cut(said(clipped(" ".join(line.text.split()), LONGEST_LINE)), LONGEST_MARKUP),
    )


def by_answer(blocker: Blocker) -> Mrkdwn:
    """What an answer made of its blocker, for whoever answered."""
    resolved = blocker.state == BlockerState.RESOLVED
    return say(WORDS, "resolved_by_answer" if resolved else "noted_by_answer", ref=blocker.ref)


def on_the_card(line: BlockerLine) -> list[Block]:
    """Below an answer in the day's thread: its number, how it stands, what can be done."""
    text = say(WORDS, "on_the_card", ref=line.ref, standing=standing(line), resolved=not line.is_open)
    buttons = buttons_of(line)
    return [blocks.context(text), *([blocks.actions(buttons)] if buttons else [])]


def still_open(line: BlockerLine) -> Block:
    """The question that a form asks about a blocker from before; its field is `blocker_` and the number."""
    choices = {STILL: label(WORDS, "still_blocked"), RESOLVED: label(WORDS, "is_resolved")}
    question = f"{line.ref}: {plain(clipped(' '.join(line.text.split()), LONGEST_QUESTION))}"
    return blocks.radio_input(f"{FIELD}{line.number}", clipped(question, 150), choices, chosen=STILL)


def called_resolved(values: Mapping[str, str]) -> list[int]:
    """The numbers of the blockers that a form, with these fields, calls resolved."""
    named = {name.removeprefix(FIELD) for name, said in values.items() if name.startswith(FIELD) and said == RESOLVED}
    return sorted(int(number) for number in named if re.fullmatch(r"\d{1,9}", number, re.ASCII))
