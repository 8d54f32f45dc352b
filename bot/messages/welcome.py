"""First contact: the welcome in a channel, App Home, the answer to what is written to the bot, the set-up form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from bot.ceremonies import KINDS
from bot.domain.message import Block, Message, Modal
from bot.messages import blocks
from bot.messages.mrkdwn import Mrkdwn, channel_link, moment
from bot.messages.pauses import with_pause
from bot.messages.templates import label, say
from bot.storage.homes import Held

MOST_LINES = 40
WEEKDAYS = {"0": "Mon", "1": "Tue", "2": "Wed", "3": "Thu", "4": "Fri", "5": "Sat", "6": "Sun"}


def welcome(channel: str) -> Message:
    """To whoever invited the bot into a channel, for their eyes alone."""
    text = say("welcome", "welcome", channel=channel_link(channel))
    return Message(text, (blocks.section(text), blocks.actions([_set_up(channel)])))


def answer_to_text() -> Message:
    """To whatever somebody writes to the bot."""
    text = say("welcome", "what_i_understand")
    return Message(text, (blocks.section(text), blocks.actions([_set_up("")])))


def home(rows: Sequence[Held], zone: ZoneInfo, *, waiting: Sequence[Block] = (), may_set_up: bool) -> dict[str, Any]:
    """What waits for somebody; what they take part in, with their next time each; the way to more."""
    lines = [_home_line(one, zone) for one in rows[:MOST_LINES]]
    shown = [*waiting, *([blocks.divider()] if waiting else [])]
    shown += [blocks.section(line) for line in [say("welcome", "home_title"), *lines]]
    if not lines:
        shown.append(blocks.section(say("welcome", "home_empty" if may_set_up else "home_empty_for_guest")))
    if len(rows) > MOST_LINES:
        shown.append(blocks.context(say("welcome", "home_more", count=len(rows) - MOST_LINES)))
    if may_set_up:
        shown += [blocks.divider(), blocks.actions([_set_up("")])]
    return blocks.home(shown)


def _home_line(one: Held, zone: ZoneInfo) -> Mrkdwn:
    kind = KINDS[one.ceremony.kind]
    line = say(
        "welcome",
        "home_line",
        name=one.ceremony.name,
        kind=kind.name.lower() if kind.together and kind.name.casefold() != one.ceremony.name.casefold() else "",
        team=one.team.name,
        channel=channel_link(one.team.channel),
        next=None if one.next_at is None else moment(one.next_at, zone),
        own=not kind.together,
    )
    return with_pause(line, one.ceremony, zone)


def _set_up(channel: str) -> dict[str, Any]:
    return blocks.button(label("welcome", "set_up"), "standup.set_up", channel or "anywhere", style="primary")


def set_up_form(channel: str) -> Modal:
    """The questions of `/standup new`, as a form."""
    return Modal(
        blocks.modal(
            label("welcome", "form_title"),
            "standup.set_up",
            [
                blocks.channel_input("channel", label("welcome", "which_channel"), value=channel),
                blocks.line_input("name", label("welcome", "which_name"), value=label("welcome", "usual_name")),
                blocks.time_input(
                    "at", label("welcome", "which_time"), value="09:30", hint=label("welcome", "own_time")
                ),
                blocks.choices_input(
                    "days", label("welcome", "which_days"), WEEKDAYS, chosen=("0", "1", "2", "3", "4")
                ),
                blocks.time_input(
                    "close", label("welcome", "which_close"), value="12:00", hint=label("welcome", "team_time")
                ),
            ],
            submit=label("welcome", "set_up"),
            close=label("welcome", "cancel"),
        )
    )


def set_up_done(message: Message) -> Modal:
    """What was set up, in the window of the form."""
    return Modal(blocks.notice(label("welcome", "form_title"), message.blocks, close=label("welcome", "done")))
