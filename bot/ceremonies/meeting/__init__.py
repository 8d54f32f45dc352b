"""The meeting: an agenda before it, from what the team brought and from what happened since the last one."""

from __future__ import annotations

from bot.ceremonies.kind import CeremonyKind

KIND = CeremonyKind(slug="meeting", name="Meeting", sections=(), together=True)
