"""One occurrence in words: the prompt, the day's thread, the cards in it, the wrap-up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.ceremonies import KINDS
from bot.domain.attendance import Attendee, Gathering, Standing
from bot.domain.blockers import BlockerLine
from bot.domain.message import Block, Message
from bot.domain.zones import zone_or
from bot.messages import blocks
from bot.messages.answers import answer_blocks, answer_text
from bot.messages.concerns import Concern, concerns, in_rich_text, open_from_before, spoken_concerns
from bot.messages.limits import FALLBACK_CHARACTERS, fitting
from bot.messages.mrkdwn import Mrkdwn, clock_time, cut, day_in_words
from bot.messages.names import as_many_as_fit, short
from bot.messages.templates import label, say

# All lists of names of a wrap-up together have to fit into one section.
NAMES_ROOM, PENDING_ROOM = 400, 1000


def prompt(gathering: Gathering, attendee: Attendee, *, below: Sequence[Block] = ()) -> Message:
    """The card in somebody's DM, as it is now: a question, their answer and what is `below` it, or a skip."""
    kind, words = KINDS[gathering.kind], f"{gathering.kind}/words"
    names = {"team": gathering.team, "ceremony": gathering.ceremony}
    due = clock_time(attendee.deadline_at, _zone(attendee))
    about = str(gathering.occurrence_id)
    fill_in = blocks.button(label(words, "fill_in"), "standup.fill", about, style="primary")
    if attendee.is_in:
        text = say(words, "answered", **names, late=attendee.standing == Standing.LATE)
        edit = blocks.button(label(words, "edit"), "standup.fill", about)
        shown = answer_blocks(kind, attendee, pings=False, longest=2500)
        return Message(text, (blocks.section(text), *shown, *below, blocks.actions([edit])))
    if attendee.standing == Standing.SKIPPED:
        text = say(words, "skipped", **names, day=day_in_words(gathering.day))
        after_all = blocks.button(label(words, "fill_in_after_all"), "standup.fill", about)
        return Message(text, (blocks.section(text), blocks.actions([after_all])))
    if attendee.standing == Standing.MISSING:
        text = say(words, "closed", **names, due=due)
        return Message(text, (blocks.section(text), blocks.actions([fill_in])))
    text = say(words, "prompt", **names, due=due)
    skip = blocks.button(label(words, "skip_today"), "standup.skip", about)
    return Message(text, (blocks.section(text), blocks.actions([fill_in, skip])))


def reminder(gathering: Gathering, attendee: Attendee) -> Message:
    """The one nudge before somebody's own deadline."""
    words = f"{gathering.kind}/words"
    due = clock_time(attendee.deadline_at, _zone(attendee))
    text = say(words, "reminder", team=gathering.team, ceremony=gathering.ceremony, due=due)
    fill_in = blocks.button(label(words, "fill_in"), "standup.fill", str(gathering.occurrence_id), style="primary")
    return Message(text, (blocks.section(text), blocks.actions([fill_in])))


def day(gathering: Gathering, team_zone: ZoneInfo) -> Message:
    """The first message of the day's thread."""
    words = f"{gathering.kind}/words"
    text = say(
        words,
        "day",
        team=gathering.team,
        ceremony=gathering.ceremony,
        day=day_in_words(gathering.day),
        answered=len(gathering.answered),
        total=len(gathering.attendees),
        skipped=len(gathering.standing(Standing.SKIPPED)),
    )
    due = clock_time(gathering.closes_at, team_zone)
    small_print = say(words, "day_small_print", due=due, over=gathering.is_over)
    return Message(text, (blocks.section(text), blocks.context(small_print)))


def card(gathering: Gathering, attendee: Attendee, *, below: Sequence[Block] = ()) -> Message:
    """What one person answered, in the day's thread; `below` it their blocker, and what their answers mention."""
    kind, words = KINDS[gathering.kind], f"{gathering.kind}/words"
    late = attendee.standing == Standing.LATE
    heading = say(words, "card", name=attendee.name, late=late, edited=attendee.edited)
    return Message(
        cut(f"{heading}: {answer_text(kind, attendee)}", FALLBACK_CHARACTERS),
        (blocks.section(heading), *answer_blocks(kind, attendee, pings=True), *below),
    )


def alone(gathering: Gathering, message: Message) -> Message:
    """The same outside its thread: it says what it belongs to."""
    belongs_to = say(
        f"{gathering.kind}/words",
        "belongs_to",
        team=gathering.team,
        ceremony=gathering.ceremony,
        day=day_in_words(gathering.day),
    )
    spoken = cut(f"{belongs_to}: {message.text}", FALLBACK_CHARACTERS)
    return Message(spoken, (blocks.context(belongs_to), *message.blocks))


def wrap_up(
    gathering: Gathering,
    team_zone: ZoneInfo,
    *,
    updated_at: datetime | None,
    blockers: Sequence[BlockerLine] = (),
) -> Message:
    """Where everybody stood at the deadline: what is in the way first, then who is in and who is not.

    `blockers` are what was said in this occurrence, and what was open before it.
    """
    words = f"{gathering.kind}/words"
    title = say(words, "wrap_up", team=gathering.team, ceremony=gathering.ceremony, day=day_in_words(gathering.day))
    counts = _counts(gathering, words)
    foot = [blocks.section(counts)]
    if updated_at is not None:
        foot.append(blocks.context(say(words, "updated", at=clock_time(updated_at, team_zone))))
    said_now, from_before = concerns(gathering, blockers, team_zone)
    middle = _in_the_way(words, said_now, from_before, besides=[blocks.section(title), *foot])
    if not middle and gathering.answered:
        middle = [blocks.section(say(words, "nothing_in_the_way"))]
    spoken = spoken_concerns(said_now, from_before)
    if spoken:
        spoken = Mrkdwn(f"{say(words, 'concerns', count=len(said_now) + len(from_before))} {spoken}. ")
    return Message(cut(f"{title}. {spoken}{counts}", FALLBACK_CHARACTERS), (blocks.section(title), *middle, *foot))


def _in_the_way(
    words: str, said_now: Sequence[Concern], from_before: Sequence[Concern], *, besides: Sequence[Block]
) -> list[Block]:
    """As many as there is room for: what was said today, below it what is open from before."""
    lines = [in_rich_text(one) for one in (*said_now, *from_before)]
    headings = [
        blocks.section(say(words, "concerns", count=len(said_now))) if said_now else None,
        blocks.section(open_from_before(len(from_before))) if from_before else None,
    ]
    beside = [*besides, *(heading for heading in headings if heading)]
    fits = fitting([[blocks.rich(blocks.rich_list([line]))] for line in lines], besides=beside)
    shown: list[Block] = []
    now_shown = min(fits, len(said_now))
    for heading, some in zip(headings, (lines[:now_shown], lines[len(said_now) : fits]), strict=True):
        if heading and some:
            shown += [heading, blocks.rich(blocks.rich_list(some))]
    if fits < len(lines):
        shown.append(blocks.context(say(words, "more", count=len(lines) - fits)))
    return shown


def _counts(gathering: Gathering, words: str) -> Mrkdwn:
    if gathering.attendees and len(gathering.standing(Standing.SKIPPED)) == len(gathering.attendees):
        return say(words, "everybody_skipped")
    line = say(
        words,
        "counts",
        answered=len(gathering.answered),
        total=len(gathering.attendees),
        late=_names(gathering.standing(Standing.LATE)),
        skipped=_names(gathering.standing(Standing.SKIPPED)),
        not_asked=_names(gathering.standing(Standing.NOT_ASKED)),
        pending=as_many_as_fit((_pending(words, one) for one in gathering.standing(Standing.PENDING)), PENDING_ROOM),
        missing=_names(gathering.standing(Standing.MISSING)),
    )
    return line if gathering.answered else Mrkdwn(f"{say(words, 'nobody_answered')} {line}")


def _names(people: list[Attendee]) -> list[Mrkdwn]:
    return as_many_as_fit((short(person.name) for person in people), NAMES_ROOM)


def _pending(words: str, person: Attendee) -> Mrkdwn:
    return say(words, "pending_person", name=short(person.name), due=clock_time(person.deadline_at, _zone(person)))


def _zone(attendee: Attendee) -> ZoneInfo:
    return zone_or(attendee.zone, ZoneInfo("UTC"))
