"""The stand-up: what was done, what comes next, what is in the way."""

from __future__ import annotations

from bot.ceremonies.kind import CeremonyKind, Section

KIND = CeremonyKind(
    slug="standup",
    name="Stand-up",
    sections=(
        Section("yesterday", "What did you do yesterday?", "Yesterday"),
        Section("today", "What will you do today?", "Today"),
        Section(
            "blockers",
            "Is anything in your way?",
            "In the way",
            hint="Leave it empty if nothing is.",
            concern=True,
        ),
    ),
)
