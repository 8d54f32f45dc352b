"""Reading it back: what was answered on which day, by person."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ceremonies import KINDS
from bot.domain.attendance import Attendee, Gathering, Standing
from bot.domain.message import Block, Message
from bot.messages import blocks
from bot.messages.answers import answer_blocks, answer_text
from bot.messages.limits import FALLBACK_CHARACTERS, fitting
from bot.messages.mrkdwn import Mrkdwn, cut, day_in_words
from bot.messages.names import as_many_as_fit, short
from bot.messages.templates import say

ABSENT_ROOM = 1500


def report(gatherings: Sequence[Gathering], *, only: frozenset[str], public: bool) -> Message:
    """What everybody answered, or only the people with these Slack ids; as much as one message holds."""
    groups = [group for gathering in gatherings for group in _day(gathering, only)]
    fits = fitting(groups)
    shown = [block for group in groups[:fits] for block in group]
    if fits < len(groups):
        shown.append(blocks.context(say("reports", "more", count=len(groups) - fits)))
    return Message(_spoken(gatherings, only), tuple(shown), public=public)


def _day(gathering: Gathering, only: frozenset[str]) -> list[list[Block]]:
    """The heading with the counts, then one group of blocks a person."""
    wanted = [person for person in gathering.attendees if not only or person.slack_id in only]
    skipped = [person for person in wanted if person.standing == Standing.SKIPPED]
    absent = [person for person in wanted if not person.is_in and person not in skipped]
    heading = say(
        "reports",
        "day",
        team=gathering.team,
        ceremony=gathering.ceremony,
        day=day_in_words(gathering.day),
        answered=len(gathering.answered),
        total=len(gathering.attendees),
        absent=as_many_as_fit((short(person.name) for person in absent), ABSENT_ROOM),
        skipped=as_many_as_fit((short(person.name) for person in skipped), ABSENT_ROOM),
    )
    return [[blocks.section(heading)], *(_person(gathering, person) for person in wanted if person.is_in)]


def _person(gathering: Gathering, person: Attendee) -> list[Block]:
    late = person.standing == Standing.LATE
    heading = say(f"{gathering.kind}/words", "card", name=person.name, late=late, edited=person.edited)
    return [blocks.section(heading), *answer_blocks(KINDS[gathering.kind], person, pings=False)]


def _spoken(gatherings: Sequence[Gathering], only: frozenset[str]) -> Mrkdwn:
    days = [
        f"{say('reports', 'spoken_day', ceremony=gathering.ceremony, day=day_in_words(gathering.day))} "
        + " ".join(
            f"{say(f'{gathering.kind}/words', 'card', name=person.name, late=False, edited=False)}: "
            f"{answer_text(KINDS[gathering.kind], person)}"
            for person in gathering.answered
            if not only or person.slack_id in only
        )
        for gathering in gatherings
    ]
    return cut("\n".join(days), FALLBACK_CHARACTERS)


def nothing(team: str, first: str, last: str) -> Message:
    text = say("reports", "nothing", team=team, first=first, last=last)
    return Message(text, (blocks.section(text),))
