"""What people type after `/team role`."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.grammar.people import ME
from bot.domain.teams import NobodyNamed, RoleUnclear, RoleWanted, parse_role
from bot.domain.text import meant
from bot.errors import Refusal


@pytest.mark.parametrize(
    ("typed", "wanted"),
    (
        ("<@U1|ben> lead", RoleWanted("U1", "lead")),
        ("PM <@U1|ben>", RoleWanted("U1", "pm")),
        ("@Ben is a viewer now", RoleWanted("@Ben", "viewer")),
        ("me as member", RoleWanted(ME, "member")),
        ("@U0BEN00001 lead.", RoleWanted("U0BEN00001", "lead")),
    ),
)
def test_a_person_and_a_role_are_read_in_either_order(typed: str, wanted: RoleWanted) -> None:
    assert parse_role(meant(typed)) == wanted


@pytest.mark.parametrize("typed", ("", "lead", "ben lead", "the lead"))
def test_without_a_person_the_list_of_them_is_named(typed: str) -> None:
    with pytest.raises(NobodyNamed) as refused:
        parse_role(typed, command="/pm-team")
    assert refused.value.example == "/pm-team members"


@pytest.mark.parametrize(
    "typed", ("<@U1|ben>", "<@U1|ben> boss", "@Ben lead of all", "me king", "<@U1|b> <@U2|c> lead")
)
def test_without_a_role_an_example_has_one(typed: str) -> None:
    with pytest.raises(RoleUnclear) as refused:
        parse_role(meant(typed))
    assert parse_role((refused.value.example or "").removeprefix("/team role ")).role == "lead"


@given(st.text(max_size=200))
def test_whatever_is_typed_is_read_or_refused(typed: str) -> None:
    with suppress(Refusal):
        parse_role(meant(typed))
