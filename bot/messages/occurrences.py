"""One occurrence in words: the prompt, the day's thread, the cards in it, the wrap-up."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.ceremonies import KINDS, CeremonyKind
from bot.domain.attendance import Attendee, Gathering, Standing
from bot.domain.message import Block, Message
from bot.domain.text import clipped
from bot.domain.zones import zone_or
from bot.messages import blocks
from bot.messages.answers import answer_blocks, answer_text
from bot.messages.limits import FALLBACK_CHARACTERS, fitting
from bot.messages.mrkdwn import Mrkdwn, clock_time, cut, day_in_words, rich_elements, said
from bot.messages.names import as_many_as_fit, short
from bot.messages.templates import label, say

# All lists of names of a wrap-up together have to fit into one section.
NAMES_ROOM, PENDING_ROOM = 400, 1000


def prompt(gathering: Gathering, attendee: Attendee) -> Message:
    """The card in somebody's DM, as it is now: a question, their answer, or that they sit it out."""
    kind, words = KINDS[gathering.kind], f"{gathering.kind}/words"
    names = {"team": gathering.team, "ceremony": gathering.ceremony}
    due = clock_time(attendee.deadline_at, _zone(attendee))
    about = str(gathering.occurrence_id)
    fill_in = blocks.button(label(words, "fill_in"), "standup.fill", about, style="primary")
    if attendee.is_in:
        text = say(words, "answered", **names, late=attendee.standing == Standing.LATE)
        edit = blocks.button(label(words, "edit"), "standup.fill", about)
        shown = answer_blocks(kind, attendee, pings=False, longest=2500)
        return Message(text, (blocks.section(text), *shown, blocks.actions([edit])))
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
    small_print = say(words, "day_small_print", due=clock_time(gathering.closes_at, team_zone))
    return Message(text, (blocks.section(text), blocks.context(small_print)))


def card(gathering: Gathering, attendee: Attendee) -> Message:
    """What one person answered, in the day's thread."""
    kind, words = KINDS[gathering.kind], f"{gathering.kind}/words"
    late = attendee.standing == Standing.LATE
    heading = say(words, "card", name=attendee.name, late=late, edited=attendee.edited)
    return Message(
        cut(f"{heading}: {answer_text(kind, attendee)}", FALLBACK_CHARACTERS),
        (blocks.section(heading), *answer_blocks(kind, attendee, pings=True)),
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


def wrap_up(gathering: Gathering, team_zone: ZoneInfo, *, updated_at: datetime | None) -> Message:
    """Where everybody stood at the deadline: what is in the way first, then who is in and who is not."""
    kind, words = KINDS[gathering.kind], f"{gathering.kind}/words"
    title = say(words, "wrap_up", team=gathering.team, ceremony=gathering.ceremony, day=day_in_words(gathering.day))
    counts = _counts(gathering, words)
    foot = [blocks.section(counts)]
    if updated_at is not None:
        foot.append(blocks.context(say(words, "updated", at=clock_time(updated_at, team_zone))))
    concerns = _concerns(kind, gathering)
    groups = [[blocks.rich(blocks.rich_list([line]))] for line in concerns]
    fits = fitting(groups, besides=[blocks.section(title), *foot])
    middle: list[Block] = []
    if concerns:
        middle.append(blocks.section(say(words, "concerns", count=len(concerns))))
    if fits:
        middle.append(blocks.rich(blocks.rich_list(concerns[:fits])))
    if fits < len(concerns):
        middle.append(blocks.context(say(words, "more", count=len(concerns) - fits)))
    elif not concerns and gathering.answered:
        middle.append(blocks.section(say(words, "nothing_in_the_way")))
    return Message(_spoken(title, counts, kind, gathering), (blocks.section(title), *middle, *foot))


def _spoken(title: Mrkdwn, counts: Mrkdwn, kind: CeremonyKind, gathering: Gathering) -> Mrkdwn:
    concerns = [
        f"{short(attendee.name)}: {said(clipped(text, 200))}" for attendee, text in _stated_concerns(kind, gathering)
    ]
    in_the_way = (
        f"{say(f'{gathering.kind}/words', 'concerns', count=len(concerns))} {'; '.join(concerns)}. " if concerns else ""
    )
    return cut(f"{title}. {in_the_way}{counts}", FALLBACK_CHARACTERS)


def _stated_concerns(kind: CeremonyKind, gathering: Gathering) -> list[tuple[Attendee, str]]:
    slugs = [section.slug for section in kind.sections if section.concern]
    return [
        (attendee, attendee.answers[slug])
        for attendee in gathering.answered
        for slug in slugs
        if attendee.answers.get(slug)
    ]


def _concerns(kind: CeremonyKind, gathering: Gathering) -> list[list[dict[str, object]]]:
    """One line a person: their name, then what is in their way, on one line and nobody pinged."""
    return [
        [
            blocks.words(f"{attendee.name}: ", bold=True),
            *rich_elements(clipped(" / ".join(text.split("\n")), 500), pings=False),
        ]
        for attendee, text in _stated_concerns(kind, gathering)
    ]


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
