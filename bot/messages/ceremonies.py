"""Ceremonies in words: what was set up, what there is, the form to answer in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.ceremonies import KINDS
from bot.domain.attendance import Attendee, Gathering
from bot.domain.blockers import BlockerLine
from bot.domain.cadence import Due
from bot.domain.message import Message, Modal
from bot.domain.standups import time_in_words, weekdays_in_words
from bot.domain.text import clipped, plain
from bot.messages import blocks
from bot.messages.answers import answer_blocks, answer_text
from bot.messages.blockers import still_open
from bot.messages.limits import FALLBACK_CHARACTERS, TITLE_CHARACTERS, fitting
from bot.messages.mrkdwn import Mrkdwn, channel_link, clock_time, cut, day_in_words, moment
from bot.messages.pauses import with_pause
from bot.messages.templates import label, say
from bot.storage.ceremonies import Ceremony
from bot.storage.teams import Team


def in_words(ceremony: Ceremony, team: Team) -> Mrkdwn:
    """When it happens: `Mon-Fri at 09:30 in each person's own time, closes 12:00 Europe/Berlin`."""
    return say(
        "ceremonies",
        "cadence",
        days=weekdays_in_words(ceremony.weekdays),
        every=ceremony.every,
        at=time_in_words(ceremony.at),
        zone=ceremony.zone,
        close=None if ceremony.closes_at is None else time_in_words(ceremony.closes_at),
        close_zone=team.zone,
        overnight=ceremony.closes_at is not None and ceremony.closes_at <= ceremony.at,
        after=None if ceremony.closes_after_min is None else length(timedelta(minutes=ceremony.closes_after_min)),
    )


def length(duration: timedelta) -> str:
    """`2 h 30 min`."""
    hours, minutes = divmod(int(duration.total_seconds()) // 60, 60)
    return (
        " ".join(part for part in (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "") if part)
        or "0 min"
    )


def created(
    ceremony: Ceremony, team: Team, dues: Sequence[Due], zone: ZoneInfo, *, people: int, new_team: bool, bot_is_in: bool
) -> Message:
    """One sentence on what was set up, and the next occurrences in the reader's time."""
    sentence = say(
        "ceremonies",
        "created",
        name=ceremony.name,
        team=team.name,
        channel=channel_link(team.channel),
        cadence=in_words(ceremony, team),
        remind=None if ceremony.remind_before_min is None else length(timedelta(minutes=ceremony.remind_before_min)),
    )
    upcoming = say("ceremonies", "next_occurrences", dues=[moment(due.at, zone) for due in dues])
    notes = [
        say("ceremonies", "new_team", team=team.name) if new_team else None,
        say("ceremonies", "people", count=people, follows=ceremony.follows_team),
        None if bot_is_in else say("teams", "invite_me", channel=channel_link(team.channel)),
    ]
    small_print = Mrkdwn(" ".join(note for note in notes if note))
    return Message(
        cut(f"{sentence} {upcoming} {small_print}", FALLBACK_CHARACTERS),
        (blocks.section(sentence), blocks.section(upcoming), blocks.context(small_print)),
    )


def ended(ceremony: Ceremony) -> Message:
    text = say("ceremonies", "ended", name=ceremony.name)
    return Message(text, (blocks.section(text),))


def listed(team: Team, ceremonies: Sequence[tuple[Ceremony, Sequence[Due]]], zone: ZoneInfo) -> Message:
    """All of a team's ceremonies, each with its next occurrences in the reader's time."""
    if not ceremonies:
        text = say("ceremonies", "none_yet", team=team.name)
        return Message(text, (blocks.section(text),))
    lines = [_listed(ceremony, team, dues, zone) for ceremony, dues in ceremonies]
    title = blocks.section(say("ceremonies", "list_title", team=team.name))
    fits = fitting([[blocks.section(line)] for line in lines], besides=[title])
    shown = [title, *map(blocks.section, lines[:fits])]
    if fits < len(lines):
        shown.append(blocks.context(say("people", "more", count=len(lines) - fits)))
    return Message(cut(f"{title['text']['text']} {' '.join(lines)}", FALLBACK_CHARACTERS), tuple(shown))


def _listed(ceremony: Ceremony, team: Team, dues: Sequence[Due], zone: ZoneInfo) -> Mrkdwn:
    times = [moment(due.at, zone) for due in dues]
    line = say("ceremonies", "listed", name=ceremony.name, cadence=in_words(ceremony, team), dues=times)
    return with_pause(line, ceremony, zone)


def form(
    gathering: Gathering,
    attendee: Attendee,
    zone: ZoneInfo,
    *,
    still: Sequence[BlockerLine] = (),
    unread: str = "",
) -> Modal:
    """The questions, with what this person has answered so far; `unread` is text that found no question yet.

    `still` are blockers from before: whether they are still in the way.
    """
    kind, words = KINDS[gathering.kind], f"{gathering.kind}/words"
    small_print = say(
        words,
        "form_small_print",
        team=gathering.team,
        ceremony=gathering.ceremony,
        day=day_in_words(gathering.day),
        due=clock_time(attendee.deadline_at, zone),
    )
    top = [blocks.context(small_print)]
    values = {slug: plain(text) for slug, text in attendee.answers.items()}
    if unread:
        top.insert(0, blocks.section(say(words, "unreadable")))
        values["today"] = clipped("\n".join(text for text in (values.get("today"), plain(unread)) if text), 3000)
    inputs = [
        blocks.text_input(section.slug, section.question, value=values.get(section.slug, "")[:3000], hint=section.hint)
        for section in kind.sections
    ]
    return Modal(
        blocks.modal(
            clipped(gathering.ceremony, TITLE_CHARACTERS),
            "standup.answer",
            [*top, *map(still_open, still), *inputs],
            about=str(gathering.occurrence_id),
            submit=label(words, "send"),
            close=label(words, "cancel"),
        )
    )


def saved(
    gathering: Gathering, attendee: Attendee, zone: ZoneInfo, *, changed: bool, notes: Sequence[Mrkdwn] = ()
) -> Message:
    """What was kept, said back word for word; `notes` tell what else came of it."""
    kind = KINDS[gathering.kind]
    text = say(
        "ceremonies",
        "saved",
        ceremony=gathering.ceremony,
        day=day_in_words(gathering.day),
        edited=attendee.edited,
        changed=changed,
        late=attendee.standing == "late",
    )
    shown = answer_blocks(kind, attendee, pings=False, longest=2500)
    edit = blocks.button(label(f"{kind.slug}/words", "edit"), "standup.fill", str(gathering.occurrence_id))
    return Message(
        cut(" ".join([text, answer_text(kind, attendee), *notes]), FALLBACK_CHARACTERS),
        (blocks.section(text), *shown, *map(blocks.context, notes), blocks.actions([edit])),
    )


def which_one(choices: Mapping[str, str]) -> Message:
    """Several forms wait: one button each (label by occurrence id)."""
    text = say("ceremonies", "which_one")
    buttons = [blocks.button(clipped(name, 70), "standup.fill", about) for about, name in list(choices.items())[:20]]
    for index, button in enumerate(buttons):
        button["action_id"] = f"standup.fill.{index}"
    return Message(text, (blocks.section(text), blocks.actions(buttons)))


def skipped(gathering: Gathering) -> Message:
    text = say(
        f"{gathering.kind}/words",
        "skipped",
        team=gathering.team,
        ceremony=gathering.ceremony,
        day=day_in_words(gathering.day),
    )
    return Message(text, (blocks.section(text),))
