"""The front desk: what can be typed in a shell."""

from __future__ import annotations

from bot.cli.front import main

__all__ = ["main"]
