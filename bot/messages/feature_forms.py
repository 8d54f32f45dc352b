"""The forms of features: to log one, to reword it, to score it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.features import Side
from bot.domain.features.listed import FeatureLine
from bot.domain.features.new import LONGEST_AREA, LONGEST_TITLE
from bot.domain.features.score import NAMES_OF, number_in_words
from bot.domain.message import Block, Message, Modal
from bot.domain.text import plain
from bot.messages import blocks
from bot.messages.features import WORDS
from bot.messages.templates import label, say

LONGEST_FIELD = 3000


def log_form(team: str, team_id: int) -> Modal:
    """What `/feature log` asks for."""
    return _form("feature.log", "log", "log_it", str(team_id), [*_questions(), _who_sees(team)])


def edit_form(line: FeatureLine, details: str, team: str) -> Modal:
    """The same, with what there is."""
    questions = _questions(line.title, plain(details)[:LONGEST_FIELD], line.area)
    return _form("feature.edit", "edit", "save", line.ref, [*questions, _who_sees(team)])


def _questions(title: str = "", details: str = "", area: str = "") -> list[Block]:
    asked_area = blocks.line_input(
        "area", label(WORDS, "which_area"), value=area, hint=label(WORDS, "area_hint"), longest=LONGEST_AREA
    )
    return [
        blocks.line_input("title", label(WORDS, "which_title"), value=title[:LONGEST_TITLE], longest=LONGEST_TITLE),
        blocks.text_input("details", label(WORDS, "which_details"), value=details, hint=label(WORDS, "details_hint")),
        asked_area | {"optional": True},
    ]


def score_form(line: FeatureLine, sides: Sequence[Side], given: Mapping[str, float]) -> Modal:
    """The numbers of the reader's own half, or of either, with what they gave before."""
    fields = [
        blocks.line_input(
            name,
            label(WORDS, f"which_{name}"),
            value=number_in_words(given[name]) if name in given else "",
            hint=label(WORDS, f"hint_{name}"),
            longest=20,
            optional=len(sides) > 1,
        )
        for side in sides
        for name in NAMES_OF[side]
    ]
    lead = blocks.section(say(WORDS, "score_lead", ref=line.ref, title=line.title))
    return _form("feature.score", "score", "save", line.ref, [lead, *fields])


def _form(callback: str, title: str, submit: str, about: str, asked: Sequence[Block]) -> Modal:
    view = blocks.modal(
        label(WORDS, f"{title}_title"),
        callback,
        asked,
        about=about,
        submit=label(WORDS, submit),
        close=label(WORDS, "cancel"),
    )
    return Modal(view)


def _who_sees(team: str) -> Block:
    return blocks.context(say(WORDS, "who_sees", team=team))


def told_there(title: str, shown: Sequence[Block]) -> Modal:
    """What was done, in the window of the form; `title` is log, edit or score."""
    return Modal(blocks.notice(label(WORDS, f"{title}_title"), shown, close=label(WORDS, "close")))


def sentence(message: Message) -> list[Block]:
    """A message in a window, where nothing can be pressed."""
    return [{key: value for key, value in block.items() if key != "accessory"} for block in message.blocks]
