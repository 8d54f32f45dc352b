"""Stand-ups as people type them: setting one up, filing, reading back."""

from bot.domain.grammar.days import weekdays_in_words
from bot.domain.grammar.people import ME
from bot.domain.grammar.times import time_in_words
from bot.domain.standups.log import SECTIONS, AnswerTooLong, EmptyLog, NothingToLog, fits_in_the_form, parse_log
from bot.domain.standups.new import NewStandup, parse_new_standup
from bot.domain.standups.report import ReportWanted, parse_report

__all__ = [
    "ME",
    "SECTIONS",
    "AnswerTooLong",
    "EmptyLog",
    "NewStandup",
    "NothingToLog",
    "ReportWanted",
    "fits_in_the_form",
    "parse_log",
    "parse_new_standup",
    "parse_report",
    "time_in_words",
    "weekdays_in_words",
]
