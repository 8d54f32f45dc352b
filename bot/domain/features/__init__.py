"""Features: their life from request to retirement, and what they are worth."""

from __future__ import annotations

from bot.domain.features.life import FeatureStatus, Horizon
from bot.domain.features.score import Side

__all__ = ["FeatureStatus", "Horizon", "Side"]
