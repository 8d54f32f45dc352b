"""*Log as feature* on a message from which there is a feature already: it is named, and nothing is lost."""

from __future__ import annotations

import pytest

from bot.commands.carried import Line
from bot.domain.text import meant
from bot.storage.features import Feature
from tests.commands.counter import Counter
from tests.commands.feature_room import feature, held
from tests.storage.cast import PAYMENTS, slack_id

__all__ = ["held"]
TEXT = "ACME needs <https://acme.test|a report> &amp; soon"
SHORTCUT, AGAIN = "feature.log_message", "feature.log_again"


def carried(text: str, ref: str = "F-2") -> str:
    return Line("", ref, meant(text)).value


def test_the_second_time_the_first_feature_is_named_and_none_is_made(held: Counter) -> None:
    assert "Logged as *F-2*" in held.uses_shortcut("Ana", SHORTCUT, TEXT, author="Chi")
    before = held.rows(Feature)
    told = held.uses_shortcut("Ben", SHORTCUT, TEXT, author="Chi")
    assert "*F-2* ACME needs a report (https://acme.test) &amp; soon (new) came from this message already" in told
    assert told.endswith("[Log it all the same]")
    assert held.responses[-1].blocks[0]["accessory"]["action_id"] == "feature.show"
    assert held.rows(Feature) == before


def test_it_can_be_logged_all_the_same_with_the_message_as_it_reads_now(held: Counter) -> None:
    held.uses_shortcut("Ana", SHORTCUT, TEXT, author="Chi")
    now = f"{TEXT}, says <@{slack_id('Ben')}>"
    assert "came from this message already" in held.uses_shortcut("Ben", SHORTCUT, now, author="Chi")
    assert "Logged as *F-3* for Checkout." in held.press("Ben", AGAIN, carried(now))
    assert held.responses[-1].replaces
    first, second = feature(held, 2), feature(held, 3)
    assert (second.source_link, second.source_author) == (first.source_link, slack_id("Chi"))
    assert "says" in second.source_text and "says" not in first.source_text


def test_a_message_that_no_button_carries_is_logged_again_as_it_was(held: Counter) -> None:
    long = "A very long wish. " + "word " * 600
    held.uses_shortcut("Ana", SHORTCUT, long)
    assert "[Log it all the same]" in held.uses_shortcut("Ana", SHORTCUT, long)
    held.press("Ana", AGAIN, carried(""))
    assert feature(held, 3).source_text == feature(held, 2).source_text


def test_what_was_deleted_is_not_named(held: Counter) -> None:
    held.uses_shortcut("Ana", SHORTCUT, TEXT)
    held.says("Ana", "/feature delete F-2")
    assert "Logged as *F-3*" in held.uses_shortcut("Ana", SHORTCUT, TEXT)


@pytest.mark.parametrize("about", ("", "F-99", "F-1", "x"))
def test_a_forged_button_logs_nothing(held: Counter, about: str) -> None:
    before = held.rows(Feature)
    assert "I can't find" in held.press("Ana", AGAIN, carried("Anything at all", about))
    assert held.rows(Feature) == before


def test_who_may_not_read_the_first_does_not_hear_of_it(held: Counter) -> None:
    held.uses_shortcut("Ana", SHORTCUT, TEXT)
    assert "I can't find F-2" in held.press("Dov", AGAIN, carried(TEXT))
    held.says("Dov", "/team new Payments", PAYMENTS)
    assert "F-2" not in held.uses_shortcut("Dov", SHORTCUT, TEXT)
