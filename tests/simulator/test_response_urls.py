"""Answers that come later: response_urls, five times within half an hour."""

from __future__ import annotations

import json

import pytest

from bot.simulator.answers import take
from bot.simulator.cast import ACME, ANA, CHECKOUT
from bot.simulator.hooks import Hooks
from bot.simulator.ids import Ids
from bot.simulator.simulator import Simulator
from tests.simulator.calling import Json, post, section


def hook_of(still: Simulator, original_ts: str | None = None) -> str:
    return still.hooks.new(ACME, CHECKOUT, ANA, "cause", original_ts)


def send(still: Simulator, token: str, body: Json) -> tuple[int, str]:
    return take(still, token, json.dumps(body).encode())


def test_it_answers_the_person_alone_unless_told_otherwise(still: Simulator) -> None:
    token = hook_of(still)
    assert send(still, token, {"text": "For you"}) == (200, "ok")
    assert send(still, token, {"text": "For all", "response_type": "in_channel"}) == (200, "ok")
    assert [(m.text, m.only_for) for m in still.world.messages(CHECKOUT)] == [("For you", ANA), ("For all", None)]


def test_it_works_five_times(still: Simulator) -> None:
    token = hook_of(still)
    answers = [send(still, token, {"text": str(n)}) for n in range(6)]
    assert answers == [(200, "ok")] * 5 + [(404, "used_url")]


def test_it_works_for_half_an_hour_of_real_time() -> None:
    seconds = [0.0]
    hooks = Hooks(Ids(), monotonic=lambda: seconds[0])
    token = hooks.new(ACME, CHECKOUT, ANA, "cause")
    seconds[0] = 1800
    hooks.use(token)
    seconds[0] = 1801
    with pytest.raises(Exception, match="expired_url"):
        hooks.use(token)


def test_an_address_that_nobody_was_given_is_refused(still: Simulator) -> None:
    assert send(still, "T0ACME0001/1/guess", {"text": "Hi"}) == (404, "expired_url")


def test_it_replaces_the_message_that_was_pressed(still: Simulator) -> None:
    ts = post(still, CHECKOUT, "Old", blocks=[section("Old")])["ts"]
    assert send(still, hook_of(still, ts), {"text": "New", "replace_original": True})[0] == 200
    (message,) = still.world.messages(CHECKOUT)
    assert (message.text, message.blocks) == ("New", [])


def test_it_deletes_the_message_that_was_pressed(still: Simulator) -> None:
    ts = post(still, CHECKOUT, "Old")["ts"]
    assert send(still, hook_of(still, ts), {"delete_original": True}) == (200, "ok")
    assert still.world.messages(CHECKOUT) == []


@pytest.mark.parametrize(
    ("body", "said"),
    (
        ({"text": "x", "blocks": [section("")]}, "invalid_blocks"),
        ({}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
    ),
)
def test_what_slack_could_not_show_is_refused_and_noted(still: Simulator, body: Json, said: str) -> None:
    assert send(still, hook_of(still), body) == (400, said)
    assert len(still.record.violations) == 1


def test_what_is_no_json_is_refused(still: Simulator) -> None:
    assert take(still, hook_of(still), b"text=Hi") == (400, "invalid_payload")


def test_what_it_says_to_all_counts_as_a_message_of_the_channel(still: Simulator) -> None:
    still.limits.on(channel_burst=1)
    post(still, CHECKOUT)
    token = hook_of(still)
    for _ in range(6):
        assert send(still, token, {"text": "For all", "response_type": "in_channel"}) == (429, "ratelimited")
    assert {each["kind"] for each in still.record.violations} == {"limit"}
    assert send(still, token, {"text": "For you"}) == (200, "ok")
