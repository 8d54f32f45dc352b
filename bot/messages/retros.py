"""A retro as the team sees it: the board in each of its phases, the prompt, the summary."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.domain.message import Block, Message
from bot.domain.retros import Board, Card, Phase
from bot.domain.text import clipped
from bot.messages import blocks
from bot.messages.action_items import promise_line, promise_lines, promise_with_buttons
from bot.messages.limits import FALLBACK_CHARACTERS, characters, fitting
from bot.messages.mrkdwn import Mrkdwn, channel_link, cut, day_in_words, rich_elements, said
from bot.messages.names import short
from bot.messages.templates import label, say

WORDS = "retro/words"
# How long the text of a card may be, tried one after the other until all of them fit.
CARD_LENGTHS = (400, 250, 150, 100, 70, 45, 30)
# What the cards of a board may take of a message, beside its title and its buttons.
CARDS_ROOM = 9_500
MOST_CARDS = 150
TOP_CARDS = 5


def board(picture: Board) -> Message:
    """The one post in the channel that shows how far the retro is."""
    title = say(
        WORDS, "title", team=picture.team, ordinal=picture.ordinal, phase=label(WORDS, f"phase_{picture.phase}")
    )
    mode = say(WORDS, f"mode_{picture.mode}", facilitator=short(picture.facilitator))
    top = [blocks.section(title), blocks.context(mode)]
    body = _PHASES[picture.phase](picture)
    return Message(cut(f"{title} {_glance(picture)}", FALLBACK_CHARACTERS), (*top, *body))


def _glance(picture: Board) -> Mrkdwn:
    """The board in a few words, for notifications and screen readers."""
    if picture.phase == Phase.DISCUSS and picture.topic is not None:
        return said(clipped(f"{picture.topic.ref} {picture.topic.text}", 300))
    return _counts(picture)


def next_value(picture: Board) -> str:
    """What the *Next* buttons carry: the retro, and the place from which somebody wants to go on."""
    return f"{picture.retro_id}:{picture.phase}:{picture.discussing or 0}"


def _button(name: str, action: str, value: str, *, style: str | None = None) -> Block:
    return blocks.button(label(WORDS, name), action, value, style=style)


def _next(picture: Board, name: str = "next", action: str = "retro.next") -> Block:
    return _button(name, action, next_value(picture), style="primary")


def _open_actions(picture: Board) -> list[Block]:
    hint = blocks.section(say(WORDS, "open_actions_hint"))
    last = blocks.actions([_button("add_card", "retro.add", str(picture.retro_id)), _next(picture)])
    groups = [promise_with_buttons(promise) for promise in picture.unfinished]
    fits = fitting(groups, besides=[hint, hint, hint, last])
    shown = [hint, *(block for group in groups[:fits] for block in group)]
    if fits < len(groups):
        shown.append(blocks.context(say(WORDS, "more_promises", count=len(groups) - fits)))
    return [*shown, last]


def _gather(picture: Board) -> list[Block]:
    signs = [say(WORDS, "sign_hint", sign=column.sign, column=column.name) for column in picture.columns if column.sign]
    own = str(picture.retro_id)
    buttons = [_button("add_card", "retro.add", own), _button("my_cards", "retro.mine", own), _next(picture)]
    return [
        blocks.section(_counts(picture)),
        blocks.context(say(WORDS, "gather_hint", signs=signs)),
        blocks.actions(buttons),
    ]


def _counts(picture: Board) -> Mrkdwn:
    columns = [
        say(WORDS, "count_in", column=column.name, count=picture.counts.get(column.slug, 0))
        for column in picture.columns
    ]
    return say(WORDS, "counts", columns=columns, total=picture.total, writers=picture.writers)


def _reveal(picture: Board) -> list[Block]:
    votes = label_of_votes(picture.votes_each)
    hint = blocks.context(say(WORDS, "reveal_hint", votes=votes))
    return [*_columns(picture), hint, blocks.actions([_next(picture)])]


def _vote(picture: Board) -> list[Block]:
    each, an_item = picture.votes_each, picture.votes_an_item
    hint = blocks.context(say(WORDS, "vote_hint", each=each, an_item=an_item, voters=picture.voters))
    ballot = _button("vote", "retro.ballot", str(picture.retro_id))
    return [*_columns(picture), hint, blocks.actions([ballot, _next(picture)])]


def label_of_votes(count: int) -> str:
    """`3 votes`."""
    return str(say(WORDS, "votes", count=count))


def _columns(picture: Board) -> list[Block]:
    """All cards, a rich text block for each column; shorter ones where there are many."""
    tried = (_columns_of(picture, longest) for longest in CARD_LENGTHS)
    shortest = _columns_of(picture, CARD_LENGTHS[-1])
    shown = next((columns for columns in tried if characters(columns) <= CARDS_ROOM), shortest)
    left = len(picture.cards) - MOST_CARDS
    return [*shown, blocks.context(say(WORDS, "more_cards", count=left))] if left > 0 else shown


def _columns_of(picture: Board, longest: int) -> list[Block]:
    first = {card.number for card in picture.cards[:MOST_CARDS]}
    shown = []
    for column in picture.columns:
        heading = blocks.rich_line([blocks.words(column.name, bold=True)])
        cards = [card for card in picture.in_column(column) if card.number in first]
        items = [card_line(card, longest) for card in cards] or [[blocks.words(label(WORDS, "nothing_in_column"))]]
        shown.append(blocks.rich(heading, blocks.rich_list(items)))
    return shown


def card_line(card: Card, longest: int) -> list[dict[str, object]]:
    """A card on one line of rich text: its number, its words as they were typed, whose it is, its votes."""
    text = clipped(" ".join(card.text.split()), longest)
    tail = [clipped(card.author, 40)] if card.author else []
    tail += [label_of_votes(card.votes)] if card.votes else []
    elements = [blocks.words(f"{card.ref} ", bold=True), *rich_elements(text, pings=False)]
    return [*elements, *([blocks.words(f" · {' · '.join(tail)}")] if tail else [])]


def _place(picture: Board, topic: Card) -> int:
    return next(place for place, card in enumerate(picture.topics, start=1) if card.number == topic.number)


def on_the_table(picture: Board, topic: Card) -> list[Block]:
    """What is talked about now: which topic of how many it is, and its words."""
    votes = label_of_votes(topic.votes)
    counted = say(WORDS, "topic", place=_place(picture, topic), total=len(picture.topics), votes=votes)
    return [blocks.section(counted), blocks.rich(blocks.rich_line(card_line(topic, 1000)))]


def _discuss(picture: Board) -> list[Block]:
    topic = picture.topic
    if topic is None:
        return [blocks.section(say(WORDS, "no_topic")), *_promised(picture), _discuss_buttons(picture, more=False)]
    place = _place(picture, topic)
    coming = [
        say(WORDS, "coming_topic", ref=card.ref, votes=label_of_votes(card.votes))
        for card in picture.topics[place : place + 5]
    ]
    shown = on_the_table(picture, topic)
    shown += [blocks.context(say(WORDS, "coming_up", topics=coming))] if coming else []
    return [*shown, *_promised(picture), _discuss_buttons(picture, more=bool(coming))]


def _discuss_buttons(picture: Board, *, more: bool) -> Block:
    topic = [_next(picture, "next_topic")] if more else []
    action = _button("add_action", "retro.add_action", str(picture.retro_id))
    onward = _button("to_actions", "retro.to_actions", next_value(picture), style=None if more else "primary")
    return blocks.actions([*topic, action, onward])


def _promised(picture: Board) -> list[Block]:
    if not picture.promised:
        return [blocks.context(say(WORDS, "action_hint"))]
    title = blocks.section(say(WORDS, "promised_title", count=len(picture.promised)))
    return [title, *promise_lines(picture.promised)]


def _actions(picture: Board) -> list[Block]:
    nothing = [] if picture.promised else [blocks.section(say(WORDS, "nothing_promised"))]
    buttons = [_button("add_action", "retro.add_action", str(picture.retro_id)), _next(picture, "close")]
    return [*nothing, *_promised(picture), blocks.actions(buttons)]


def _closed(picture: Board) -> list[Block]:
    return [blocks.section(_counts(picture)), blocks.context(say(WORDS, "closed_hint"))]


_PHASES: dict[Phase, Callable[[Board], list[Block]]] = {
    Phase.OPEN_ACTIONS: _open_actions,
    Phase.GATHER: _gather,
    Phase.REVEAL: _reveal,
    Phase.VOTE: _vote,
    Phase.DISCUSS: _discuss,
    Phase.ACTIONS: _actions,
    Phase.CLOSED: _closed,
}


def prompt(picture: Board, channel: str) -> Message:
    """The card that each member gets when a retro begins by itself."""
    text = say(WORDS, "prompt", team=picture.team, ordinal=picture.ordinal, channel=channel_link(channel))
    mode = say(WORDS, f"mode_{picture.mode}", facilitator=short(picture.facilitator))
    button = _button("add_card", "retro.add", str(picture.retro_id), style="primary")
    return Message(text, (blocks.section(text), blocks.context(mode), blocks.actions([button])))


def still_open(team: str, ordinal: int) -> Message:
    """To whoever leads it: the next one is due, and this one goes on."""
    text = say(WORDS, "still_open", team=team, ordinal=ordinal)
    return Message(text, (blocks.section(text),))


def summary(picture: Board) -> Message:
    """What came out of it: how many cards, the ones that counted most, and what was promised."""
    title = say(
        WORDS,
        "summary_title",
        team=picture.team,
        ordinal=picture.ordinal,
        day=day_in_words(picture.day),
        cards=picture.total,
        writers=picture.writers,
    )
    shown = [blocks.section(title)]
    if picture.total:
        shown.append(blocks.context(_columns_counted(picture)))
    shown += _top(picture.topics) + _outcome(picture)
    promised = [promise_line(promise) for promise in picture.promised[:10]]
    return Message(cut(" ".join([title, *promised]), FALLBACK_CHARACTERS), tuple(shown))


def _columns_counted(picture: Board) -> Mrkdwn:
    columns = [
        say(WORDS, "count_in", column=column.name, count=picture.counts.get(column.slug, 0))
        for column in picture.columns
    ]
    return Mrkdwn(" · ".join(columns))


def _top(topics: Sequence[Card]) -> list[Block]:
    topics = [one for one in topics if one.votes]  # without a vote nothing moved anybody more than the rest
    if not topics:
        return []
    heading = blocks.rich_line([blocks.words(label(WORDS, "top_title"), bold=True)])
    return [blocks.rich(heading, blocks.rich_list(card_line(card, 300) for card in topics[:TOP_CARDS]))]


def _outcome(picture: Board) -> list[Block]:
    if not picture.promised:
        return [blocks.section(say(WORDS, "nothing_promised"))]
    lacking = sum(promise.lacks for promise in picture.promised)
    flag = [blocks.context(say(WORDS, "summary_flag", count=lacking))] if lacking else []
    title = blocks.section(say(WORDS, "promised_title", count=len(picture.promised)))
    return [title, *promise_lines(picture.promised), *flag]
