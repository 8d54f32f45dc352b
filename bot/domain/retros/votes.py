"""How votes may be given out: so many for each person, so many on one card."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from bot.errors import Refusal

_NUMBER: Final = re.compile(r"\d{1,4}", re.ASCII)


class HowManyVotes(Refusal):
    """I read “{typed}” as how many votes, but one card takes 1 to {most} of yours."""


class NoVotesLeft(Refusal):
    """You have {left} of your {each} votes left, and that would take {wanted}. Your votes: {given}. Take some back."""


def votes_wanted(typed: str, *, had: int, most: int, example: str) -> int:
    """How many votes a card shall have of one person: the number typed, or one more than it had."""
    wanted = had + 1 if not typed else int(typed) if _NUMBER.fullmatch(typed) else 0
    if not 1 <= wanted <= most:
        raise HowManyVotes(typed=typed or f"{wanted}", most=f"{most}", example=example)
    return wanted


def check_budget(given: Mapping[int, int], card: int, wanted: int, *, each: int, example: str) -> None:
    """Raise NoVotesLeft when this many on `card` are more than somebody has; `given` is by card number."""
    elsewhere = sum(votes for number, votes in given.items() if number != card)
    if elsewhere + wanted > each:
        left = each - elsewhere - given.get(card, 0)
        told = ", ".join(f"R-{number} ({votes})" for number, votes in sorted(given.items())) or "none"
        needed = wanted - given.get(card, 0)
        raise NoVotesLeft(left=f"{left}", each=f"{each}", wanted=f"{needed}", given=told, example=example)
