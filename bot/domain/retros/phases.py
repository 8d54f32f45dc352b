"""The phases of a retro, in their order, and how honest it is about names."""

from __future__ import annotations

from enum import StrEnum


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
