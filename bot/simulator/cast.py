"""The people and places that every test knows: Ana, Ben, Chi, Dov, Eve, and Fay elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot.simulator.clock import WorkspaceClock
from bot.simulator.world import Channel, Installation, Person, Workspace, World

MONDAY_MORNING = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
ACME, OTHER = "T0ACME0001", "T0OTHER001"
ANA, BEN, CHI, DOV, EVE = "U0ANA00001", "U0BEN00001", "U0CHI00001", "U0DOV00001", "U0EVE00001"
FAY = "U0FAY00001"
BOT, OTHER_BOT = "U0DRUMBEAT", "U0DRUMBEA2"
GENERAL, CHECKOUT, PAYMENTS, LAB = "C0GENERAL1", "C0CHECKOUT", "C0PAYMENTS", "C0LAB00001"
ATTIC, LOUNGE = "C0ATTIC001", "C0LOUNGE01"


def cast(start: datetime = MONDAY_MORNING, rate: int = 0) -> World:
    """Acme with its people and channels, and the workspace Other with Fay in it."""
    world = World(WorkspaceClock(start, rate))
    _workspace(world, ACME, "Acme", "acme", Installation(BOT, "B0DRUMBEAT", "xoxb-acme-drumbeat"))
    _workspace(world, OTHER, "Other", "other", Installation(OTHER_BOT, "B0DRUMBEA2", "xoxb-other-drumbeat"))
    _person(world, ANA, "Ana", "Europe/Berlin", title="Product manager", is_admin=True)
    _person(world, BEN, "Ben", "America/New_York", title="Engineer")
    _person(world, CHI, "Chi", "Asia/Tokyo", title="Designer")
    _person(world, DOV, "Dov", "Europe/London", title="Engineer, Payments")
    _person(world, EVE, "Eve", "Europe/Berlin", title="Guest", is_restricted=True, is_ultra_restricted=True)
    _person(world, FAY, "Fay", "America/Chicago", workspace_id=OTHER, title="Product manager")
    _channel(world, GENERAL, "general", [ANA, BEN, CHI, DOV])
    _channel(world, CHECKOUT, "checkout", [ANA, BEN, CHI, BOT])
    _channel(world, PAYMENTS, "payments", [DOV, BOT])
    _channel(world, LAB, "lab", [ANA, BEN, BOT], kind="private")
    _channel(world, ATTIC, "attic", [ANA, BEN], is_archived=True)
    _channel(world, LOUNGE, "lounge", [FAY, OTHER_BOT], workspace_id=OTHER)
    return world


def empty(start: datetime = MONDAY_MORNING, rate: int = 0) -> World:
    """Acme with Ana alone, in #general: for who wants to invite everyone themselves."""
    world = World(WorkspaceClock(start, rate))
    _workspace(world, ACME, "Acme", "acme", Installation(BOT, "B0DRUMBEAT", "xoxb-acme-drumbeat"))
    _person(world, ANA, "Ana", "Europe/Berlin", title="Product manager", is_admin=True, is_owner=True)
    _channel(world, GENERAL, "general", [ANA])
    return world


def _workspace(world: World, workspace_id: str, name: str, domain: str, installation: Installation) -> None:
    world.workspaces[workspace_id] = Workspace(workspace_id, name, domain, installation)
    world.people[installation.user_id] = Person(
        id=installation.user_id,
        workspace_id=workspace_id,
        name="drumbeat",
        real_name="Drumbeat",
        zone="Etc/UTC",
        is_bot=True,
        bot_id=installation.bot_id,
    )


def _person(world: World, person_id: str, name: str, zone: str, workspace_id: str = ACME, **more: Any) -> None:
    world.people[person_id] = Person(
        id=person_id, workspace_id=workspace_id, name=name.lower(), real_name=name, zone=zone, **more
    )


def _channel(
    world: World, channel_id: str, name: str, members: list[str], workspace_id: str = ACME, **more: Any
) -> None:
    world.channels[channel_id] = Channel(
        id=channel_id,
        workspace_id=workspace_id,
        name=name,
        members=members,
        created=int(world.now.timestamp()),
        creator=members[0],
        **more,
    )
