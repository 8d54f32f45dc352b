"""What is in the way, as a wrap-up tells it: what was said on the day, and what is open from before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.ceremonies import KINDS
from bot.domain.attendance import Attendee, Gathering
from bot.domain.blockers import BlockerLine, BlockerState, says_nothing
from bot.domain.cadence import local_day
from bot.domain.grammar.references import references_in
from bot.domain.text import clipped, unescaped
from bot.messages import blocks
from bot.messages.blockers import standing
from bot.messages.mrkdwn import Mrkdwn, escape, rich_elements, said
from bot.messages.templates import say

LONGEST, LONGEST_SPOKEN, LONGEST_LEAD = 500, 200, 60


@dataclass(frozen=True)
class Concern:
    """Who said what (stored text); `blocker` is what was made of it, if anything was."""

    name: str
    text: str
    blocker: BlockerLine | None = None


def concerns(
    gathering: Gathering, blockers: Sequence[BlockerLine], zone: ZoneInfo
) -> tuple[list[Concern], list[Concern]]:
    """What was said on the day, in this gathering or beside it; what was open before and that nobody spoke of.

    `zone` is the team's.
    """
    slugs = [section.slug for section in KINDS[gathering.kind].sections if section.concern]
    stated = [
        _stated(person, text, gathering, blockers)
        for person in gathering.answered
        for slug in slugs
        if not says_nothing(text := person.answers.get(slug, ""))
    ]
    spoken_of = {ref for person in gathering.answered for text in person.answers.values() for ref in _refs(text)}
    others = [one for one in blockers if one.occurrence_id != gathering.occurrence_id and one.ref not in spoken_of]
    beside = [one for one in others if local_day(one.raised_at, zone) == gathering.day]
    before = [one for one in others if one not in beside]
    return [*_once(stated), *map(_raised, beside)], list(map(_raised, before))


def _stated(person: Attendee, text: str, gathering: Gathering, blockers: Sequence[BlockerLine]) -> Concern:
    """As somebody answered; the blocker that their answer made in the words that it has now."""
    blocker = _made_of(text, person.person_id, gathering, blockers)
    is_new = blocker is not None and _is_of(blocker, person.person_id, gathering)
    return Concern(person.name, blocker.text if blocker is not None and is_new else text, blocker)


def _is_of(blocker: BlockerLine, person_id: int, gathering: Gathering) -> bool:
    return (blocker.occurrence_id, blocker.raised_by_id) == (gathering.occurrence_id, person_id)


def _once(stated: Sequence[Concern]) -> list[Concern]:
    """Each blocker in the words of whoever raised it, should they and others speak of it."""
    by_those_it_stops = {one.blocker.ref for one in stated if one.blocker and one.blocker.raised_by == one.name}
    told: dict[str, Concern] = {}
    for place, one in enumerate(stated):
        ref = one.blocker.ref if one.blocker else f"{place}"
        if one.blocker is None or one.blocker.raised_by == one.name or ref not in by_those_it_stops:
            told.setdefault(ref, one)
    return list(told.values())


def _raised(blocker: BlockerLine) -> Concern:
    return Concern(blocker.raised_by, blocker.text, blocker)


def _made_of(text: str, person_id: int, gathering: Gathering, blockers: Sequence[BlockerLine]) -> BlockerLine | None:
    """The latest blocker of that person in this occurrence; else the first that their words name."""
    mine = [one for one in blockers if _is_of(one, person_id, gathering)]
    if mine:
        return mine[-1]
    named = _refs(text)
    return next((one for one in blockers if one.ref in named), None)


def _refs(text: str) -> set[str]:
    return {f"{one.kind}-{one.number}" for one in references_in(text)}


def open_from_before(count: int) -> Mrkdwn:
    return say("blockers", "from_before", count=count)


def in_rich_text(concern: Concern) -> list[dict[str, object]]:
    """One line: number and name, then what is in their way, on one line and nobody pinged, then age and owner."""
    text = clipped(" / ".join(concern.text.split("\n")), LONGEST)
    line = [blocks.words(f"{_lead(concern)}: ", bold=True), *rich_elements(text, pings=False)]
    if concern.blocker is not None:
        line.append(blocks.words(f" {_in_brackets(concern.blocker)}"))
    return line


def spoken_concerns(*lists: Sequence[Concern]) -> Mrkdwn:
    """The same for notifications and screen readers."""
    return Mrkdwn(
        "; ".join(
            f"{escape(clipped(_lead(one), LONGEST_LEAD))}: {said(clipped(one.text, LONGEST_SPOKEN))}"
            for some in lists
            for one in some
        )
    )


def _lead(concern: Concern) -> str:
    """Plain text: `B-4 · Ana`."""
    return f"{concern.blocker.ref} · {concern.name}" if concern.blocker is not None else concern.name


def _in_brackets(line: BlockerLine) -> str:
    """Plain text: `(2 wd, Ben is on it)`; nobody is named where whose way it is in sees to it."""
    parts = [] if not line.is_open else [say("blockers", "short_age", days=line.age)]
    if line.owner_id != line.raised_by_id or line.state != BlockerState.OPEN:
        parts.append(standing(line))
    return unescaped(say("blockers", "in_brackets", parts=parts))
