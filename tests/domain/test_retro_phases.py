"""The phases of a retro: whatever order of moves is tried, it stays within the table of what is allowed."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.retros import ALLOWED, Card, Phase, first_phase, next_phase, phase_before, topic_after, topics

Move = Literal["next", "back", "close"]
moves = st.lists(st.sampled_from(("next", "back", "close")), max_size=30)


def after(phase: Phase, move: Move, began_with: Phase) -> Phase | None:
    if move == "next":
        return next_phase(phase)
    if move == "back":
        return phase_before(phase, began_with=began_with)
    return None if phase == Phase.CLOSED else Phase.CLOSED


@given(st.integers(min_value=0, max_value=3), moves)
def test_no_order_of_moves_leaves_the_table(open_actions: int, tried: list[Move]) -> None:
    phase = began_with = first_phase(open_actions=open_actions)
    counted = False
    for move in tried:
        following = after(phase, move, began_with)
        if following is None:
            continue
        assert following in ALLOWED[phase]
        # Once the votes are counted nobody votes again.
        assert not (counted and following in (Phase.GATHER, Phase.REVEAL, Phase.VOTE, Phase.OPEN_ACTIONS))
        counted = counted or following == Phase.DISCUSS
        phase = following
    assert phase in Phase


@pytest.mark.parametrize("open_actions", (0, 2))
def test_next_alone_leads_to_the_end(open_actions: int) -> None:
    phase, seen = first_phase(open_actions=open_actions), []
    while (following := next_phase(phase)) is not None:
        seen.append(phase)
        phase = following
    assert phase == Phase.CLOSED
    assert seen == [one for one in Phase if one != Phase.CLOSED][0 if open_actions else 1 :]


def test_a_closed_retro_goes_nowhere() -> None:
    assert ALLOWED[Phase.CLOSED] == frozenset()
    assert phase_before(Phase.CLOSED, began_with=Phase.GATHER) is None


cards = st.builds(
    Card,
    number=st.integers(1, 99),
    section=st.just("well"),
    text=st.just("x"),
    age=st.integers(0, 3),
    votes=st.integers(0, 4),
    voters=st.integers(0, 3),
)


@given(st.lists(cards, unique_by=lambda card: card.number, max_size=12))
def test_topics_go_by_votes_then_the_older_then_more_people(written: list[Card]) -> None:
    ordered = topics(written)
    assert ordered == topics(reversed(written))
    assert {card.number for card in ordered} == {card.number for card in written if card.votes} or {
        card.number for card in written
    }
    for first, second in pairwise(ordered):
        assert first.votes >= second.votes
        if first.votes == second.votes:
            assert first.age <= second.age
            assert first.age < second.age or first.voters >= second.voters


@given(st.lists(cards, unique_by=lambda card: card.number, max_size=12))
def test_each_topic_comes_once(written: list[Card]) -> None:
    ordered, seen = topics(written), []
    card = topic_after(ordered, None)
    while card is not None:
        seen.append(card)
        card = topic_after(ordered, card.number)
    assert seen == ordered
