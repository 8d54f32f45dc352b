"""What a team can hold: one folder per kind."""

from __future__ import annotations

from bot.ceremonies import check_in, digest, meeting, retro, standup
from bot.ceremonies.kind import CeremonyKind, Section

KINDS: dict[str, CeremonyKind] = {
    kind.slug: kind for kind in (standup.KIND, check_in.KIND, digest.KIND, meeting.KIND, retro.KIND)
}

__all__ = ["KINDS", "CeremonyKind", "Section"]
