"""Retrospectives: how far one is, and who may see what."""

from __future__ import annotations

from bot.domain.retros.phases import Mode, Phase

__all__ = ["Mode", "Phase"]
