"""Driving a simulated Slack from a test, in words that read as a conversation."""

from __future__ import annotations

from bot.simulator.driver.clock import Clock
from bot.simulator.driver.connection import CannotDo
from bot.simulator.driver.slack import Person, Slack
from bot.simulator.driver.surfaces import Answer, Form, Message, Result

__all__ = ["Answer", "CannotDo", "Clock", "Form", "Message", "Person", "Result", "Slack"]
