"""What a post says about being late, and about those before it that never came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.domain.message import Message
from bot.messages import blocks
from bot.messages.limits import FALLBACK_CHARACTERS, MESSAGE_BLOCKS
from bot.messages.mrkdwn import Mrkdwn, cut, day_in_words, moment
from bot.messages.names import as_many_as_fit
from bot.messages.templates import say
from bot.storage.absences import Absence

WORDS = "notices"
# Up to here nobody minds.
ON_TIME = timedelta(minutes=5)
DAYS_ROOM = 300


def late_by(by: timedelta, *, off: bool) -> Mrkdwn | None:
    """`18 min late: I was off`; None where that is not worth a word."""
    if by <= ON_TIME:
        return None
    hours, minutes = divmod(int(by.total_seconds()) // 60, 60)
    parts = [f"{hours} h" if hours else "", f"{minutes} min" if minutes else ""]
    return say(WORDS, "late", minutes=" ".join(filter(None, parts)), off=off)


def off_before(days: Sequence[date], absence: Absence | None, zone: ZoneInfo) -> Mrkdwn | None:
    """That those of these days, the last ones before, were not held, and why if that is known."""
    if not days:
        return None
    since, until = ("", "") if absence is None else (moment(absence.since, zone), moment(absence.until, zone))
    shown = as_many_as_fit((Mrkdwn(day_in_words(day)) for day in days), DAYS_ROOM)
    return say(WORDS, "off_before", days=shown, since=since, until=until)


def with_notes(message: Message, notes: Sequence[Mrkdwn | None]) -> Message:
    """The message with small print below its first paragraph; as it is when there is none, or no room."""
    said = [note for note in notes if note is not None]
    if not said:
        return message
    text = cut(" ".join([message.text, *said]), FALLBACK_CHARACTERS)
    small_print = blocks.context(Mrkdwn(" ".join(said)))
    shown = message.blocks
    if shown and len(shown) < MESSAGE_BLOCKS:
        shown = (shown[0], small_print, *shown[1:])
    return Message(text, shown, public=message.public, replaces=message.replaces)
