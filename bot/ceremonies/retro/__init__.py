"""The retrospective: what went well, what did not, and what the team promises to change."""

from __future__ import annotations

from bot.ceremonies.kind import CeremonyKind, Section
from bot.domain.retros import USUAL

KIND = CeremonyKind(
    slug="retro",
    name="Retro",
    sections=tuple(Section(column.slug, column.name, column.name) for column in USUAL.columns),
    together=True,
)
