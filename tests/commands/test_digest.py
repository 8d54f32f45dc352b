"""`/digest` at the door: who may do what, what is said, and that every wrong line has an example that works."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from bot.storage.ceremonies import Ceremony
from bot.storage.channels import channel_named, member_joined
from bot.storage.digests import cut_of, post
from bot.storage.occurrences import Occurrence
from bot.storage.teams import Team
from bot.storage.together import aim
from tests.commands.counter import Counter
from tests.storage.cast import CHECKOUT, slack_id

EXAMPLE = re.compile(r"Try this: `([^`]+)`")


@pytest.fixture
def weekly(counter: Counter) -> Counter:
    """Ana leads Checkout, Ben is in it; it has a digest on Fridays."""
    counter.says("Ana", "/team new Checkout")
    counter.says("Ben", "/team show")
    assert "is set up for" in counter.says("Ana", "/digest new Weekly every fri at 16:00")
    return counter


def test_setting_one_up_says_where_and_the_next_three_dates(counter: Counter) -> None:
    said = counter.says("Ana", "/digest new Weekly every fri at 16:00")
    assert "*Weekly* is set up for checkout: a digest in <#C0CHECKOUT>, Fri at 16:00 Europe/Berlin." in said
    assert "There was no team here, so I made one" in said
    assert [day in said for day in ("Fri 27 Nov 16:00", "Fri 4 Dec 16:00", "Fri 11 Dec 16:00")] == [True] * 3


def test_a_name_is_given_once_in_a_team(weekly: Counter) -> None:
    said = weekly.says("Ben", "/digest new weekly")
    assert "Checkout has a digest called weekly already" in said
    assert "Weekly" in weekly.says("Ben", "/digest list")


@pytest.mark.parametrize(
    "line",
    [
        "/digest preview Monthly",
        "/digest post Weekly tomorrow",
        "/digest skip Weekly 28 nov",
        "/digest skip Weekly someday",
        "/digest note",
        "/digest pause Monthly",
        "/digest delete",
        "/digest new",
        "/digest new Weekly",
        "/digest new Other every week",
        "/digest new Other at 16:00 remind 30m",
    ],
)
def test_what_is_wrong_has_an_example_that_works(weekly: Counter, line: str) -> None:
    said = weekly.says("Ana", line)
    example = EXAMPLE.search(said)
    assert example is not None, said
    assert "Try this" not in weekly.says("Ana", example[1].replace("new Weekly", "new Third"))


def test_without_a_digest_there_is_a_preview_and_a_word_on_how_to_get_one(counter: Counter) -> None:
    counter.says("Ana", "/team new Checkout")
    said = counter.says("Ana", "/digest")
    assert "a quiet one: nothing happened" in said and "`/digest new Weekly every fri at 16:00`" in said
    assert "Checkout has no digest yet" in counter.says("Ana", "/digest pause")
    assert "Checkout has no digest yet" in counter.says("Ana", "/digest list")


def test_only_leads_and_its_owner_change_one(weekly: Counter) -> None:
    for line in ("post now", "skip", "pause", "resume", "delete Weekly"):
        said = weekly.says("Ben", f"/digest {line}")
        assert "Only a lead or product manager of Checkout, or whoever set Weekly up, can do that. Ask Ana." in said
    assert "[Post now]" not in weekly.says("Ben", "/digest")
    assert "[Post now]" in weekly.says("Ana", "/digest")
    weekly.says("Ben", "/digest new Mine every mon at 9:00")
    assert "is paused" in weekly.says("Ben", "/digest pause Mine")
    assert "is paused" in weekly.says("Ana", "/digest pause Mine")


def test_everybody_of_the_team_adds_notes_and_nobody_is_pinged_by_one(weekly: Counter) -> None:
    assert "Your note goes into *Weekly* of Fri 27 Nov" in weekly.says("Ben", "/digest note Ask <@U0ANA00001|ana> & me")
    assert "• Ben: Ask @ana &amp; me" in weekly.says("Ana", "/digest preview weekly")


def test_of_several_the_one_that_comes_next_is_previewed_and_the_others_are_named(weekly: Counter) -> None:
    weekly.says("Ana", "/digest new Early every thu at 9:00")
    assert "This is how *Early* looks now" in weekly.says("Ana", "/digest")
    assert "This is how *Weekly* looks now" in weekly.says("Ana", "/digest preview Weekly")
    said = weekly.says("Ana", "/digest skip")
    assert "Which digest do you mean? Checkout has: Early, Weekly." in said
    assert "leaves Thu 26 Nov out" in weekly.says("Ana", "/digest skip Early")


def test_the_button_below_the_preview_posts_it(weekly: Counter) -> None:
    with weekly.db.read() as session:
        series = session.scalars(select(Ceremony)).one()
    assert "*Weekly* of Fri 27 Nov goes to <#C0CHECKOUT> now" in weekly.press("Ana", "digest.post", str(series.id))
    assert weekly.rows(Occurrence) == 1
    assert "Only a lead" in weekly.press("Ben", "digest.post", str(series.id))
    assert "I can't find that digest here" in weekly.press("Ana", "digest.post", "999")
    assert "no team in this channel" in weekly.press("Dov", "digest.post", str(series.id))


def test_after_it_was_posted_the_preview_says_so(weekly: Counter) -> None:
    weekly.now = datetime(2026, 11, 27, 15, 0, 1, tzinfo=UTC)
    assert re.search(r"it is posted <[^|]*\|Fri 27 Nov 16:00 CET>", weekly.says("Ana", "/digest preview"))
    weekly.now = datetime(2026, 11, 27, 15, 10, tzinfo=UTC)
    with weekly.db.write() as session:
        series = session.scalars(select(Ceremony)).one()
        team = session.scalars(select(Team)).one()
        post(session, series, team, date(2026, 11, 27), cut=cut_of(series, team, date(2026, 11, 27)), now=weekly.now)
        aim(series, team, after=weekly.now)
    seen = weekly.says("Ana", "/digest preview")
    assert re.search(r"\*Weekly\* was posted <[^|]*\|Fri 27 Nov 16:00 CET>; this is how it looks now", seen)
    assert "and *Post now* brings it up to date" in seen and "4 Dec" not in seen and "[Post now]" in seen
    others = weekly.says("Ben", "/digest preview")
    assert "this is how it looks now. Only you see this." in others and "Post now" not in others


def test_a_preview_of_one_that_was_left_out_says_so(weekly: Counter) -> None:
    weekly.says("Ana", "/digest skip")
    seen = weekly.says("Ana", "/digest preview")
    assert "*Weekly* of Fri 27 Nov was left out; this is how it looks now, and *Post now* posts it after all." in seen
    assert re.search(r"The next one comes <[^|]*\|Fri 4 Dec 16:00 CET>", seen)
    weekly.says("Ana", "/digest pause")
    assert "It is paused." in weekly.says("Ana", "/digest preview")


def test_a_preview_right_after_the_time_of_a_new_one_does_not_say_that_it_is_posted(counter: Counter) -> None:
    counter.now = datetime(2026, 11, 27, 15, 10, tzinfo=UTC)
    counter.says("Ana", "/team new Checkout")
    counter.says("Ana", "/digest new Weekly every fri at 16:00")
    assert "*Weekly* of Fri 27 Nov was not posted" in counter.says("Ana", "/digest preview")


@pytest.mark.parametrize("who", ["Dov", "Eve"])
def test_who_may_not_read_the_team_hears_the_same_as_where_there_is_none(weekly: Counter, who: str) -> None:
    with weekly.db.write() as session:
        channel = channel_named(session, 1, CHECKOUT)
        assert channel is not None
        if who == "Eve":
            member_joined(session, channel, slack_id(who))
    told = {"Dov": "There is no team in this channel", "Eve": "Guests and people of other workspaces"}[who]
    for line in ("", "list", "preview Weekly", "post Weekly now", "note hello", "delete Weekly"):
        said = weekly.says(who, f"/digest {line}")
        assert told in said
        assert (
            said.partition("You typed")[0]
            == weekly.says(who, f"/digest {line}", "C0NOWHERE1").partition("You typed")[0]
        )


def test_in_a_direct_message_it_is_ones_only_team(weekly: Counter) -> None:
    assert "This is how *Weekly* looks now" in weekly.says("Ana", "/digest", "D0ANA00001")
    assert "A team lives in a channel" in weekly.says("Ana", "/digest new Other", "D0ANA00001")
