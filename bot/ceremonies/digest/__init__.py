"""The digest: what a team did in a week, told from what it kept; nobody is asked anything."""

from __future__ import annotations

from bot.ceremonies.kind import CeremonyKind

KIND = CeremonyKind(slug="digest", name="Digest", sections=(), together=True)
