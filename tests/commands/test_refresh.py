"""Bringing rows up to date before a request: one reading for many, and silence is a no."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from bot.slack.transport import Silence
from bot.storage.channels import Channel
from bot.storage.people import Person
from tests.commands.counter import Counter
from tests.storage.cast import CHECKOUT

SILENCE = Silence(sent=True, reason="timeout")
READS = ("users.info", "conversations.info", "conversations.members")


def reads(counter: Counter) -> dict[str, int]:
    return {method: len(counter.slack.calls(method)) for method in READS}


def everything_is_old(counter: Counter) -> None:
    """As after an hour: the rows say so, and the process has forgotten that it read them."""
    an_hour_ago = datetime.now(UTC) - timedelta(hours=1)
    with counter.db.write() as session:
        session.execute(update(Channel).values(members_read_at=an_hour_ago))
        session.execute(update(Person).values(read_at=an_hour_ago))
    counter.door.refresh.close()
    counter.door.refresh = type(counter.door.refresh)(counter.db, counter.slack.client)


def test_many_requests_read_slack_once(counter: Counter) -> None:
    for _ in range(5):
        counter.says("Ana", "/team show")
    assert reads(counter) == {"users.info": 1, "conversations.info": 1, "conversations.members": 1}
    counter.says("Ben", "/team show")
    assert reads(counter) == {"users.info": 2, "conversations.info": 1, "conversations.members": 1}


def test_what_an_event_changed_is_read_again(held: Counter) -> None:
    before = reads(held)["conversations.members"]
    with held.db.read() as session:
        workspace_id = session.scalars(select(Channel.workspace_id)).one()
    held.door.refresh.forget(workspace_id, CHECKOUT)
    held.says("Ana", "/team show")
    assert reads(held)["conversations.members"] == before + 1


def test_while_slack_is_silent_fresh_rows_still_count(held: Counter) -> None:
    held.slack.trouble |= dict.fromkeys(READS, SILENCE)
    assert "checkout" in held.says("Ana", "/team show")


def test_while_slack_is_silent_old_rows_count_as_a_no(held: Counter) -> None:
    everything_is_old(held)
    held.slack.trouble |= dict.fromkeys(READS, SILENCE)
    assert "There is no team here that you can see" in held.says("Ana", "/team show")
    assert "There is no team here" in held.says("Ana", "/standup delete Daily")
    held.slack.trouble.clear()
    assert "checkout" in held.says("Ana", "/team show")


def test_who_left_the_channel_is_found_out_when_the_rows_are_old(held: Counter) -> None:
    everything_is_old(held)
    held.slack.sim.world.channels[CHECKOUT].members.remove(held.payload("Ana", "/team")["user_id"])
    assert "There is no team here that you can see" in held.says("Ana", "/team show")


def test_people_who_are_named_are_read_too(counter: Counter) -> None:
    answer = counter.says("Ana", "/standup new Daily at 9:30 with <@U0BEN00001|ben> <@U0CHI00001|chi>")
    assert "is set up for" in answer
    assert {asked.args["user"] for asked in counter.slack.calls("users.info")} >= {"U0BEN00001", "U0CHI00001"}
