"""Slack's judgement of Block Kit, as pure functions on plain values: `judge.message(payload)` lists what is wrong."""

from __future__ import annotations

from bot.simulator.judge.surfaces import ack, message, message_refusal, options, view, view_answer, view_refusal

__all__ = ["ack", "message", "message_refusal", "options", "view", "view_answer", "view_refusal"]
