"""Hostile names, as Slack hands them on: of people, channels, workspaces, and of what a team holds."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from bot.domain.text import clipped, normalised
from bot.storage.channels import Channel, keep_channel
from bot.storage.people import Person, keep_person
from bot.storage.workspaces import Workspace, install_workspace
from tests.commands.counter import Counter
from tests.hostile.strings import hostile
from tests.hostile.verdicts import against_message
from tests.messages.every_message import of_the_team
from tests.storage.cast import ACME, BOT, CHECKOUT, MONDAY, described

NAMES = [text for _, text in hostile(200, seed=3)]
LONGEST_NAME = 80


def test_hostile_names_of_channels_and_workspaces_are_kept_as_they_were_meant(counter: Counter) -> None:
    for name in NAMES:
        with counter.db.write() as session:
            acme = install_workspace(session, slack_id=ACME, name=name, bot_user_id=BOT, bot_id="B1", at=MONDAY)
            keep_channel(session, acme.id, CHECKOUT, name=name, is_private=False, is_archived=False)
        with counter.db.read() as session:
            kept = [session.scalars(select(row.name)).one() for row in (Workspace, Channel)]
        assert kept == [normalised(name)] * 2


def test_what_people_with_hostile_names_say_is_kept_and_shown(counter: Counter) -> None:
    """Slack describes them anew between two requests, as it does when they change their profile."""
    counter.says("Ana", "/standup new Daily at 9:30 close 12:00")
    counter.says("Ana", "/standup log t: refunds")
    for name in NAMES:
        user = described("Ana") | {"profile": {"display_name": name}}
        with counter.db.write() as session:
            acme = session.scalars(select(Workspace)).one()
            keep_person(session, acme.id, user, home=ACME, read_at=datetime.now(UTC))
        with counter.db.read() as session:
            kept = session.scalars(select(Person.name).where(Person.slack_id == user["id"])).one()
        assert kept == (normalised(name) or "ana")
        assert "• refunds" in counter.says("Ana", "/standup report today")


def test_slack_takes_what_is_said_of_a_team_with_a_hostile_name() -> None:
    wrong = []
    for name in NAMES[::5]:
        called = clipped(normalised(name), LONGEST_NAME) or "Daily"
        for kind, message in of_the_team(called, normalised(name)):
            wrong += [f"{kind} of {called!a}: {line}" for line in against_message(message, pings=set())]
    assert wrong == []
