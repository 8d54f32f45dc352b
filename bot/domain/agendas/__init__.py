"""Agendas: meetings as people set them up, points as they bring them, and how points are carried on."""

from __future__ import annotations

from bot.domain.agendas.carrying import Place, moved_on, put_off, taken_on
from bot.domain.agendas.new import LENGTH, POST_BEFORE, NewMeeting, parse_new_meeting
from bot.domain.agendas.picture import Agenda, Moved, OpenAction, Point, Tick, Undecided, in_order
from bot.domain.agendas.point import NewPoint, parse_point
from bot.domain.agendas.which import DayNamed, PointNamed, named_first, parse_day, parse_point_named

__all__ = [
    "LENGTH",
    "POST_BEFORE",
    "Agenda",
    "DayNamed",
    "Moved",
    "NewMeeting",
    "NewPoint",
    "OpenAction",
    "Place",
    "Point",
    "PointNamed",
    "Tick",
    "Undecided",
    "in_order",
    "moved_on",
    "named_first",
    "parse_day",
    "parse_new_meeting",
    "parse_point",
    "parse_point_named",
    "put_off",
    "taken_on",
]
