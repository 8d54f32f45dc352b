"""A plain slack-bolt app holds a conversation here as it would in Slack."""

from __future__ import annotations

import pytest

from bot.simulator.cast import ANA
from bot.simulator.driver import CannotDo, Slack
from bot.simulator.simulator import Simulator
from tests.simulator.listening import FrontDoor
from tests.simulator.plain_bot import plain_bot


@pytest.fixture(params=(True, False), ids=("content-before-ack", "ack-at-once"))
def bolt(request: pytest.FixtureRequest, sim: Simulator, slack: Slack, door: FrontDoor) -> Slack:
    handler = plain_bot(sim, process_before_response=request.param)
    slack.set_app(request_url=door.open_for(handler))
    return slack


def test_a_command_is_answered_to_the_one_who_typed_it(bolt: Slack) -> None:
    answer = bolt.says("Ana", "#checkout", "/echo a & b")
    assert answer.acked
    assert answer.text == "a & b"
    assert answer.fallback == "a &amp; b"
    assert [message.text for message in bolt.messages("#checkout")] == []
    assert [message.text for message in bolt.messages("#checkout", seen_by="Ana")] == ["a & b"]
    assert bolt.messages("#checkout", seen_by="Ben") == []


def test_a_form_is_opened_corrected_and_sent(bolt: Slack) -> None:
    form = bolt.says("Ana", "#checkout", "/card").press("Fill in").form
    assert form.labels == {"yesterday": "Yesterday?", "today": "Today?"}
    refused = form.fill(yesterday="Refunds", today="nothing").submit()
    assert (refused.closed, refused.errors) == (False, {"today": "Really nothing?"})
    assert refused.form.value("yesterday") == "Refunds"
    sent = refused.form.fill(today="Invoices").submit()
    assert sent.closed
    assert bolt.form("Ana") is None
    assert bolt.wait_for(lambda: bolt.dms("Ana"))[-1].text == "Saved: Invoices"
    assert bolt.violations() == []


def test_a_card_in_a_direct_message_is_pressed_by_its_reader(bolt: Slack) -> None:
    bolt.says("Ben", "#checkout", "/prompt")
    card = bolt.wait_for(lambda: bolt.dms("Ben"))[0]
    assert card.buttons == ["Fill in"]
    assert card.press("Fill in").fill(yesterday="Refunds", today="Invoices").submit().closed


def test_an_answer_to_the_response_url_comes_after_the_ack(bolt: Slack) -> None:
    bolt.says("Ana", "#checkout", "/later")
    assert bolt.wait_for(lambda: bolt.messages("#checkout", seen_by="Ana"))[-1].text == "Here it is"


def test_the_home_tab_is_published_when_it_is_opened(bolt: Slack) -> None:
    bolt.opens_home("Ana")
    home = bolt.wait_for(lambda: bolt.opens_home("Ana"))
    assert home.text == "Welcome home"


def test_a_direct_message_is_answered(bolt: Slack) -> None:
    bolt.says("Chi", "dm", "hello there")
    assert bolt.wait_for(lambda: bolt.dms("Chi"))[-1].text == "Hello, @Chi"


def test_people_are_found_by_name_and_strangers_are_not(slack: Slack) -> None:
    assert slack.ana.id == ANA
    assert slack.person("ben").zone == "America/New_York"
    with pytest.raises(CannotDo, match="nobody called Zed"):
        slack.person("Zed")
    with pytest.raises(AttributeError):
        slack.zed  # noqa: B018 - looking at it is the test


def test_many_commands_at_once_are_all_answered(bolt: Slack) -> None:
    lines = [(who, "#checkout", f"/echo {who} {n}") for n in range(50) for who in ("Ana", "Ben", "Chi")]
    answers = bolt.says_many(lines)
    assert [answer.text for answer in answers] == [text.removeprefix("/echo ") for _, _, text in lines]


def test_one_that_cannot_be_said_does_not_stop_the_others(bolt: Slack) -> None:
    answers = bolt.says_many([("Ana", "#checkout", "/echo a"), ("Eve", "#checkout", "/echo b")])
    assert answers[0].text == "a"
    assert answers[1].error == "Eve sees no channel #checkout."


def test_a_thread_is_read_and_answered(slack: Slack) -> None:
    slack.says("Ana", "#checkout", "Who is in?")
    question = slack.last("#checkout")
    slack.says("Ben", "#checkout", "I am", thread=question)
    (reply,) = slack.thread(question)
    slack.says("Chi", "#checkout", "Me too", thread=reply)
    assert [(reply.author, reply.text) for reply in slack.thread(question)] == [("Ben", "I am"), ("Chi", "Me too")]
    assert slack.last("#checkout").text == "Who is in?"


def test_a_command_ends_at_the_first_white_space(bolt: Slack) -> None:
    assert bolt.says("Ana", "#checkout", "/echo\none\ntwo ").text == "one\ntwo"
