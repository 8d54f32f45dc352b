"""Retrospectives: how far one is, which columns it has, who may see what, and what people type about it."""

from __future__ import annotations

from bot.domain.retros.board import Board, Card, Promise, topic_after, topics
from bot.domain.retros.cards import NumberedLine, parse_card, parse_numbered, parse_signed, worded
from bot.domain.retros.formats import CUSTOM, FORMATS, SIGNS, USUAL, Column, Format, column_called, custom_format
from bot.domain.retros.new import NewRetro, parse_new_retro
from bot.domain.retros.phases import ALLOWED, WRITING, Mode, Phase, first_phase, next_phase, phase_before
from bot.domain.retros.rhythm import RetroRhythm, parse_rhythm
from bot.domain.retros.votes import check_budget, votes_wanted

__all__ = [
    "ALLOWED",
    "CUSTOM",
    "FORMATS",
    "SIGNS",
    "USUAL",
    "WRITING",
    "Board",
    "Card",
    "Column",
    "Format",
    "Mode",
    "NewRetro",
    "NumberedLine",
    "Phase",
    "Promise",
    "RetroRhythm",
    "check_budget",
    "column_called",
    "custom_format",
    "first_phase",
    "next_phase",
    "parse_card",
    "parse_new_retro",
    "parse_numbered",
    "parse_rhythm",
    "parse_signed",
    "phase_before",
    "topic_after",
    "topics",
    "votes_wanted",
    "worded",
]
