"""One line of small print that tells what F-12, B-4 and A-7 in a text are."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.message import Block
from bot.domain.text import clipped
from bot.messages import blocks
from bot.messages.features import standing
from bot.messages.mrkdwn import Mrkdwn, said
from bot.messages.names import as_many_as_fit
from bot.messages.templates import say
from bot.storage.refs import NamedRef

LONGEST_TITLE = 60
ROOM, MOST = 900, 8


def named_line(named: Sequence[NamedRef]) -> list[Block]:
    """A context block for what `bot.storage.refs.named_refs` found; no block for nothing."""
    return [blocks.context(named_text(named))] if named else []


def named_text(named: Sequence[NamedRef]) -> Mrkdwn:
    """`F-12 CSV export · planned / B-4 the staging keys · open`, as many as there is room for."""
    lines = [say("refs", "named", ref=one.ref, what=_title(one.what), state=standing(one.state)) for one in named]
    return Mrkdwn(" / ".join(as_many_as_fit(lines, ROOM, most=MOST)))


def _title(what: str) -> Mrkdwn:
    return said(clipped(" ".join(what.split()), LONGEST_TITLE))
