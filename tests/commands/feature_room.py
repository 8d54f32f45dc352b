"""Checkout with a feature in it: what tests over the counter begin with."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from bot.storage.features import Feature
from bot.storage.people import person_named
from bot.storage.teams import Role, Team, membership_of
from tests.commands.counter import Counter
from tests.messages.reading import shown
from tests.storage.cast import slack_id

MAKES_A_TEAM = "/team new Checkout"


@pytest.fixture
def held(counter: Counter) -> Counter:
    """Checkout, which Ana leads; Ben and Chi are in it; F-1 is asked for by Ben."""
    counter.says("Ana", MAKES_A_TEAM)
    counter.joins("Ben")
    counter.joins("Chi")
    assert "Logged as *F-1* for Checkout" in counter.says("Ben", "/feature Export to CSV | For finance --area Data")
    return counter


def in_role(counter: Counter, who: str, role: Role) -> None:
    with counter.db.write() as session:
        team = session.scalars(select(Team)).one()
        person = person_named(session, team.workspace_id, slack_id(who))
        assert person is not None
        membership = membership_of(session, team, person.id)
        assert membership is not None
        membership.role = role


def window(body: dict[str, object] | None) -> str:
    """What stands in the window after a form was sent."""
    assert body is not None and body["response_action"] == "update"
    view = body["view"]
    assert isinstance(view, dict)
    return shown(view["blocks"])


def feature(counter: Counter, number: int = 1) -> Feature:
    with counter.db.read() as session:
        return session.scalars(select(Feature).where(Feature.number == number)).one()


def works(counter: Counter, who: str, told: str) -> None:
    """The example in an answer succeeds when it is sent back as it stands."""
    (example,) = re.findall("Try this: `(.*)`", told)
    again = counter.says(who, example)
    assert "Try this" not in again and "Sorry" not in again
