"""What people type after `/team new`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.grammar.misread import Misread
from bot.domain.grammar.people import ChannelUnclear
from bot.domain.teams import NewTeam, OneChannelOnly, TeamNameTooLong, TeamNeedsName, parse_new_team
from bot.domain.text import meant


@pytest.mark.parametrize(
    ("typed", "team"),
    (
        ("Checkout", NewTeam("Checkout")),
        ("  Checkout   &amp; Pay ", NewTeam("Checkout & Pay")),
        ("“Growth squad”", NewTeam("Growth squad")),
        ("Checkout in <#C1|checkout>", NewTeam("Checkout", "C1")),
        ("in <#C1|> Checkout", NewTeam("Checkout", "C1")),
        ("<#C1|checkout> Checkout", NewTeam("Checkout", "C1")),
        ("Sign in", NewTeam("Sign in")),
        ('"in #pay"', NewTeam("in #pay")),
        ("Team <@U1|ana>", NewTeam("Team @ana")),
        ("x" * 80, NewTeam("x" * 80)),
    ),
)
def test_a_new_team_has_a_name_and_maybe_a_channel(typed: str, team: NewTeam) -> None:
    assert parse_new_team(meant(typed)) == team


@pytest.mark.parametrize(
    ("typed", "refusal", "example"),
    (
        ("", TeamNeedsName, "/team new Checkout"),
        ('""', TeamNeedsName, "/team new Checkout"),
        ("in #pay", ChannelUnclear, "/team new Checkout"),
        ("Pay in #pay", ChannelUnclear, "/team new Pay"),
        ("Pay #a #b", ChannelUnclear, "/team new Pay"),
        ("x" * 81, TeamNameTooLong, "/team new " + "x" * 40),
    ),
)
def test_what_is_no_team_is_refused_with_an_example_that_works(
    typed: str, refusal: type[Misread], example: str
) -> None:
    with pytest.raises(refusal) as refused:
        parse_new_team(meant(typed))
    assert refused.value.example == example
    parse_new_team(example.removeprefix("/team new "))


def test_a_team_has_one_channel() -> None:
    with pytest.raises(OneChannelOnly):
        parse_new_team(meant("Pay in <#C1|pay> in <#C2|buy>"))


def test_the_example_names_the_command_as_it_is_called_here() -> None:
    with pytest.raises(TeamNeedsName) as refused:
        parse_new_team("", command="/pm-team")
    assert refused.value.example == "/pm-team new Checkout"


@given(st.text(st.characters(exclude_categories=())))
def test_whatever_is_typed_is_a_team_or_refused_with_an_example_that_works(typed: str) -> None:
    try:
        assert 1 <= len(parse_new_team(meant(typed)).name) <= 80
    except Misread as refusal:
        parse_new_team((refusal.example or "").removeprefix("/team new "))
