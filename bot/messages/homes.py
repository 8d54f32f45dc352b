"""App Home's upper part: what waits for one person, each thing with the button that moves it on."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.domain.message import Block
from bot.domain.text import clipped
from bot.domain.zones import zone_or
from bot.messages import blocks
from bot.messages.blockers import in_a_line
from bot.messages.features import standing
from bot.messages.mrkdwn import Mrkdwn, clock_time, day_in_words, said
from bot.messages.names import short
from bot.messages.templates import label, say
from bot.storage.summaries import Mine

WORDS = "homes"
# Of each kind; a home has room for a hundred blocks.
MOST = 8
LONGEST = 150


def waiting(found: Mine, zone: ZoneInfo) -> list[Block]:
    """Forms, blockers, actions and features; a kind of which there is nothing is left out. `zone` is the reader's."""
    return [
        *_list("forms", _forms(found, zone)),
        *_list("blockers", _blockers(found)),
        *_list("actions", _actions(found)),
        *_list("features", _features(found)),
    ]


def _list(kind: str, lines: Sequence[tuple[Mrkdwn, Block]]) -> list[Block]:
    if not lines:
        return []
    shown = [blocks.section(say(WORDS, kind, count=len(lines)))]
    shown += [blocks.section(line, accessory=button) for line, button in lines[:MOST]]
    if len(lines) > MOST:
        shown.append(blocks.context(say(WORDS, f"more_{kind}", count=len(lines) - MOST)))
    return shown


def _forms(found: Mine, zone: ZoneInfo) -> list[tuple[Mrkdwn, Block]]:
    return [
        (
            say(
                WORDS,
                "form",
                team=short(place.team.name),
                ceremony=short(place.ceremony.name),
                due=clock_time(place.participant.deadline_at, zone_or(place.ceremony.zone, zone)),
            ),
            blocks.button(label(WORDS, "fill_in"), "standup.fill", str(place.occurrence.id), style="primary"),
        )
        for place in found.forms
    ]


def _blockers(found: Mine) -> list[tuple[Mrkdwn, Block]]:
    resolve = label("blockers", "resolve_it")
    return [(in_a_line(line), blocks.button(resolve, "blocker.resolve", line.ref)) for line in found.blockers]


def _actions(found: Mine) -> list[tuple[Mrkdwn, Block]]:
    return [
        (
            say(
                WORDS,
                "action",
                ref=item.ref,
                text=_title(item.text),
                team=short(team.name),
                due=None if item.due_on is None else day_in_words(item.due_on),
                overdue=item.is_overdue(found.today),
            ),
            blocks.button(label(WORDS, "done"), "action.done", item.ref),
        )
        for item, team in found.actions
    ]


def _features(found: Mine) -> list[tuple[Mrkdwn, Block]]:
    return [
        (
            say(WORDS, "feature", ref=one.ref, title=_title(one.title), status=standing(one.status)),
            blocks.button(label(WORDS, "show"), "feature.show", one.ref),
        )
        for one in found.features
    ]


def _title(text: str) -> Mrkdwn:
    return said(clipped(" ".join(text.split()), LONGEST))
