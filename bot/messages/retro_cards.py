"""A retro as one person sees it: what they wrote, how they voted, what they are told, the form for a card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from bot.domain.cadence import Due
from bot.domain.message import Block, Message, Modal
from bot.domain.retros import Board, Card, Column, Phase
from bot.domain.standups import time_in_words, weekdays_in_words
from bot.domain.text import clipped
from bot.messages import blocks
from bot.messages.limits import FALLBACK_CHARACTERS, characters, fitting
from bot.messages.mrkdwn import Mrkdwn, channel_link, cut, day_in_words, moment, said
from bot.messages.names import short
from bot.messages.retros import card_line, on_the_table
from bot.messages.templates import label, say
from bot.storage.ceremonies import Ceremony
from bot.storage.teams import Team

WORDS = "retros"
PAGE = 10
LONGEST_ON_A_PAGE = 700
# Cards of a ballot are cut only where escapes make them long: `&` takes five characters.
LENGTHS = (LONGEST_ON_A_PAGE, 400, 150)
BALLOT_ROOM = 10_500


def _short(message: Mrkdwn, *more: Block, replaces: bool = False) -> Message:
    return Message(cut(message, FALLBACK_CHARACTERS), (blocks.section(message), *more), replaces=replaces)


def begun(picture: Board, channel: str, *, new_team: bool = False, bot_is_in: bool) -> Message:
    """The retro has begun; its board is on the way to the channel."""
    text = say(WORDS, "begun", ordinal=picture.ordinal, team=picture.team, channel=channel_link(channel))
    mode = say("retro/words", f"mode_{picture.mode}", facilitator=short(picture.facilitator))
    invite = [] if bot_is_in else [blocks.section(say("teams", "invite_me", channel=channel_link(channel)))]
    add = blocks.button(label("retro/words", "add_card"), "retro.add", str(picture.retro_id))
    made = _new_team(picture.team) if new_team else []
    return _short(text, blocks.context(mode), *made, *invite, blocks.actions([add]))


def _new_team(name: str) -> list[Block]:
    return [blocks.context(say("ceremonies", "new_team", team=name))]


def none_open(team: str, due: Due | None, zone: ZoneInfo) -> Message:
    """No retro is open: how to begin one, and when the next begins by itself."""
    text = say(WORDS, "none_open", team=team, due=None if due is None else moment(due.at, zone))
    start = blocks.button(label(WORDS, "start"), "retro.begin", "")
    return _short(text, blocks.actions([start]))


def moved(picture: Board) -> Message:
    """Where it stands now, for whoever moved it."""
    phase = label("retro/words", f"phase_{picture.phase}")
    lead = say(WORDS, "moved", ordinal=picture.ordinal, team=picture.team, phase=phase)
    topic = picture.topic if picture.phase == Phase.DISCUSS else None
    if topic is not None:
        named = said(clipped(f"{topic.ref} {topic.text}", 300))
        spoken = cut(f"{lead} {named}", FALLBACK_CHARACTERS)
        return Message(spoken, (blocks.section(lead), *on_the_table(picture, topic)))
    was_last = picture.phase == Phase.ACTIONS and picture.total
    return _short(say(WORDS, "last_topic", lead=lead) if was_last else lead)


def taken_over(picture: Board) -> Message:
    """For whoever leads it now."""
    return _short(say(WORDS, "taken_over", ordinal=picture.ordinal, team=picture.team))


def moved_on() -> Message:
    """Somebody else (or the same press before) was faster."""
    return _short(say(WORDS, "moved_on"))


def kept(card: Card, column: Column) -> Message:
    """A card is on the board; its author alone hears of it."""
    text = say(WORDS, "kept", ref=card.ref, column=column.name)
    return _short(text, _words_of(card), blocks.context(say(WORDS, "change_it", ref=card.ref)))


def reworded(card: Card) -> Message:
    return _short(say(WORDS, "reworded", ref=card.ref), _words_of(card))


def dropped(card: Card) -> Message:
    return _short(say(WORDS, "dropped", ref=card.ref), _words_of(card))


def _words_of(card: Card) -> Block:
    return blocks.rich(blocks.rich_line(card_line(card, 1000)))


def mine(picture: Board, cards: Sequence[Card]) -> Message:
    """What one person wrote, as many as fit."""
    if not cards:
        return _short(say(WORDS, "none_mine", ordinal=picture.ordinal))
    title = say(WORDS, "mine", count=len(cards), ordinal=picture.ordinal)
    names = {column.slug: column.name for column in picture.columns}
    groups = [[blocks.rich(blocks.rich_line(_with_column(card, names)))] for card in cards]
    fits = fitting(groups, besides=[blocks.section(title)])
    left = [blocks.context(say("people", "more", count=len(cards) - fits))] if fits < len(cards) else []
    small = blocks.context(say(WORDS, "change_it", ref=cards[0].ref)) if picture.phase in CHANGEABLE else None
    shown = [block for group in groups[: fits - 1 if left else fits] for block in group]
    return _short(title, *shown, *left, *([small] if small else []))


CHANGEABLE = ("open_actions", "gather")


def _with_column(card: Card, names: Mapping[str, str]) -> list[dict[str, object]]:
    return [*card_line(card, LONGEST_ON_A_PAGE), blocks.words(f" · {names.get(card.section, card.section)}")]


def card_form(picture: Board) -> Modal:
    """A column and the words; the form says who will see them."""
    columns = {column.slug: column.name for column in picture.columns}
    text = blocks.text_input("text", label(WORDS, "which_words"), longest=1000) | {"optional": False}
    fields = [
        blocks.context(say("retro/words", f"mode_{picture.mode}", facilitator=short(picture.facilitator))),
        blocks.select_input("column", label(WORDS, "which_column"), columns, chosen=picture.columns[0].slug),
        text,
    ]
    return Modal(
        blocks.modal(
            label(WORDS, "card_title"),
            "retro.card",
            fields,
            about=str(picture.retro_id),
            submit=label(WORDS, "add"),
            close=label(WORDS, "cancel"),
        )
    )


def ballot(picture: Board, given: Mapping[int, int], *, offset: int = 0, replaces: bool = False) -> Message:
    """All cards, a page at a time, with one's own votes and the buttons to give and to take back."""
    left = picture.votes_each - sum(given.values())
    title = blocks.section(say(WORDS, "ballot", ordinal=picture.ordinal, left=left, each=picture.votes_each))
    page = picture.cards[offset : offset + PAGE]
    tried = [
        [block for card in page for block in _votable(picture, card, given, offset, longest)] for longest in LENGTHS
    ]
    shown = next((blocks for blocks in tried if characters(blocks) <= BALLOT_ROOM), tried[-1])
    turn = _turns("retro.page", picture, offset)
    return Message(title["text"]["text"], (title, *shown, *turn), replaces=replaces)


def _votable(picture: Board, card: Card, given: Mapping[int, int], offset: int, longest: int) -> list[Block]:
    own, left = given.get(card.number, 0), picture.votes_each - sum(given.values())
    about = f"{picture.retro_id}:{card.number}:{offset}"
    line = say(WORDS, "votable", ref=card.ref, text=_on_one_line(card, longest), author=short(card.author), own=own)
    more = own < picture.votes_an_item and left > 0
    give = blocks.button(label(WORDS, "give_vote"), "retro.give", about) if more else None
    take = [blocks.actions([blocks.button(label(WORDS, "take_back"), "retro.take", about)])] if own else []
    return [blocks.section(line, accessory=give), *take]


def _on_one_line(card: Card, longest: int = LONGEST_ON_A_PAGE) -> Mrkdwn:
    return said(clipped(" ".join(card.text.split()), longest))


def pages(picture: Board, *, offset: int = 0, replaces: bool = False) -> Message:
    """All cards to read in full, a page at a time."""
    title = blocks.section(say(WORDS, "all_cards", ordinal=picture.ordinal, count=picture.total))
    cards = picture.cards[offset : offset + PAGE]
    shown = [blocks.rich(blocks.rich_line(card_line(card, 1000))) for card in cards]
    return Message(title["text"]["text"], (title, *shown, *_turns("retro.read", picture, offset)), replaces=replaces)


def _turns(action: str, picture: Board, offset: int) -> list[Block]:
    found = []
    if offset > 0:
        about = f"{picture.retro_id}:0:{max(offset - PAGE, 0)}"
        found.append(blocks.button(label("action_items", "earlier"), f"{action}.0", about))
    if offset + PAGE < len(picture.cards):
        about = f"{picture.retro_id}:0:{offset + PAGE}"
        found.append(blocks.button(label("action_items", "later"), f"{action}.1", about))
    return [blocks.actions(found)] if found else []


def voted(card: Card, own: int, left: int) -> Message:
    return _short(say(WORDS, "voted", ref=card.ref, text=_on_one_line(card), own=own, left=left))


def scheduled(
    ceremony: Ceremony, team: Team, dues: Sequence[Due], zone: ZoneInfo, *, new_team: bool = False
) -> Message:
    """When retros begin by themselves from now on."""
    text = say(
        WORDS,
        "scheduled",
        team=team.name,
        days=weekdays_in_words(ceremony.weekdays),
        every=ceremony.every,
        at=time_in_words(ceremony.at),
        zone=ceremony.zone or team.zone,
        dues=[moment(due.at, zone) for due in dues],
    )
    return _short(text, *(_new_team(team.name) if new_team else []))


def unscheduled(team: str) -> Message:
    return _short(say(WORDS, "unscheduled", team=team))


def history(team: str, rows: Sequence[tuple[int, date, int, int]], total: int) -> Message:
    """Retros that are over, newest first: ordinal, day, cards, action items."""
    if not rows:
        return _short(say(WORDS, "no_history", team=team))
    title = say(WORDS, "history", team=team, count=total)
    lines = [
        say(WORDS, "past", ordinal=ordinal, day=day_in_words(day), year=day.year, cards=cards, actions=actions)
        for ordinal, day, cards, actions in rows
    ]
    if total > len(rows):
        lines.append(say("people", "more", count=total - len(rows)))
    return _short(title, blocks.section(Mrkdwn("\n".join(lines))))
