"""What people answered, as blocks: shown as it was typed, whatever it was."""

from __future__ import annotations

from bot.ceremonies import CeremonyKind
from bot.domain.attendance import Attendee
from bot.domain.message import Block
from bot.domain.text import clipped
from bot.messages import blocks
from bot.messages.mrkdwn import Mrkdwn, escape, rich_elements, said

LONGEST_ANSWER = 3000
# Slack takes no list of more than a thousand items.
MOST_ITEMS = 200


def answer_blocks(kind: CeremonyKind, attendee: Attendee, *, pings: bool, longest: int = LONGEST_ANSWER) -> list[Block]:
    """One rich text block: each question that was answered, its heading above its items."""
    parts: list[Block] = []
    for section in kind.sections:
        text = attendee.answers.get(section.slug, "")
        if text.strip():
            parts.append(blocks.rich_line([blocks.words(section.heading, bold=True)]))
            parts.append(blocks.rich_list(_items(clipped(text, longest), pings=pings)))
    return [blocks.rich(*parts)] if parts else []


def _items(stored: str, *, pings: bool) -> list[list[dict[str, object]]]:
    """One item a line; the last takes what is over."""
    lines = [line for line in stored.splitlines() if line.strip()]
    if len(lines) > MOST_ITEMS:
        lines[MOST_ITEMS - 1 :] = [" ".join(lines[MOST_ITEMS - 1 :])]
    return [rich_elements(line, pings=pings) or [blocks.words(" ")] for line in lines]


def answer_text(kind: CeremonyKind, attendee: Attendee, longest: int = 600) -> Mrkdwn:
    """The same in one line of markup, for notifications and screen readers."""
    given = [
        f"{escape(section.heading)}: {said(clipped(attendee.answers[section.slug], longest))}"
        for section in kind.sections
        if attendee.answers.get(section.slug)
    ]
    return Mrkdwn(" / ".join(given))
