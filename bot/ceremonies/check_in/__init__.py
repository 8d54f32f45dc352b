"""The check-in: how people are, and what is behind that."""

from __future__ import annotations

from datetime import timedelta

from bot.ceremonies.kind import CeremonyKind, Section

KIND = CeremonyKind(
    slug="check_in",
    name="check-in",
    sections=(
        Section("mood", "How is it going?", "How it goes", hint="A word or a sentence; whatever fits."),
        Section("reason", "What is behind that?", "Behind that"),
        Section("wish", "What would help?", "Would help", hint="Leave it empty if nothing would.", concern=True),
    ),
    prompt_late_window=timedelta(hours=6),
)
