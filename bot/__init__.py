"""Drumbeat keeps a product team in rhythm inside Slack."""

__version__ = "0.1.0"
