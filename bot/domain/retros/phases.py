"""The phases of a retro, the order in which they may follow each other, and how honest it is about names."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Phase(StrEnum):
    OPEN_ACTIONS = "open_actions"
    GATHER = "gather"
    REVEAL = "reveal"
    VOTE = "vote"
    DISCUSS = "discuss"
    ACTIONS = "actions"
    CLOSED = "closed"


class Mode(StrEnum):
    """Named: everybody sees who wrote what after the reveal. Hidden: stored, and shown to nobody but its author."""

    NAMED = "named"
    HIDDEN = "hidden"
    ANONYMOUS = "anonymous"


ALLOWED: Final[dict[Phase, frozenset[Phase]]] = {
    Phase.OPEN_ACTIONS: frozenset({Phase.GATHER, Phase.CLOSED}),
    Phase.GATHER: frozenset({Phase.REVEAL, Phase.OPEN_ACTIONS, Phase.CLOSED}),
    Phase.REVEAL: frozenset({Phase.VOTE, Phase.GATHER, Phase.CLOSED}),
    Phase.VOTE: frozenset({Phase.DISCUSS, Phase.REVEAL, Phase.CLOSED}),
    # The totals are on the table: what came before is over for good.
    Phase.DISCUSS: frozenset({Phase.ACTIONS, Phase.CLOSED}),
    Phase.ACTIONS: frozenset({Phase.CLOSED}),
    Phase.CLOSED: frozenset(),
}
"""Every move that a retro can make, whoever asks for it."""

_IN_ORDER: Final = tuple(Phase)
# Cards come in before everybody reads them; the team reads them from the reveal on.
WRITING: Final = frozenset({Phase.OPEN_ACTIONS, Phase.GATHER})


def next_phase(phase: Phase) -> Phase | None:
    """Where *Next* leads; None from a closed one."""
    return None if phase == Phase.CLOSED else _IN_ORDER[_IN_ORDER.index(phase) + 1]


def phase_before(phase: Phase, *, began_with: Phase) -> Phase | None:
    """Where `back` leads; None from the first phase, and from the end of the vote on."""
    if phase == began_with or phase == _IN_ORDER[0]:
        return None
    before = _IN_ORDER[_IN_ORDER.index(phase) - 1]
    return before if before in ALLOWED[phase] else None


def first_phase(*, open_actions: int) -> Phase:
    """What was promised before comes first, where something is unfinished."""
    return Phase.OPEN_ACTIONS if open_actions else Phase.GATHER
