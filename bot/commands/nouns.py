"""All nouns, in the order in which help lists them."""

from __future__ import annotations

from bot.commands.agenda_decisions import agenda
from bot.commands.blockers import standup
from bot.commands.digest import digest
from bot.commands.feature_triage import feature
from bot.commands.retro import retro
from bot.commands.roles import team
from bot.commands.summary import summary
from bot.commands.table import Noun, Table

NOUNS: tuple[Noun, ...] = (standup, feature, team, digest, summary, agenda, retro)


def table(prefix: str) -> Table:
    """The table of this process; the prefix changes every command but `/drumbeat`."""
    return Table(NOUNS, prefix)
