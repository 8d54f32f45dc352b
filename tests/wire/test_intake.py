"""A delivery that comes again, by either door or both, to two bots at once, has one effect and the first answer."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from bot.simulator.cast import cast
from bot.simulator.driver import Answer, Slack
from bot.simulator.server import running
from tests.conftest import DATABASES
from tests.wire.conftest import SPEED
from tests.wire.memory import LOCKED, held_up, rows_of
from tests.wire.repeating import WAYS, TwoDoors, only, told, two_doors
from tests.wire.setups import EVERY_SETUP, Setup, bot_in
from tests.wire.stage import BERLIN, CAST, Stage, next_monday_evening

NUMBERS = count(1)
every_way = pytest.mark.parametrize("way", WAYS)


@pytest.fixture(scope="module", params=DATABASES)
def doors(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoDoors]:
    with (
        running(cast(), speed=SPEED) as sim,
        two_doors(Slack(sim.url), request.param, tmp_path_factory.mktemp("two")) as doors,
    ):
        next_monday_evening(doors.slack.clock)
        yield doors


@pytest.fixture
def stage(doors: TwoDoors) -> Iterator[Stage]:
    """A channel of the test's own, with a stand-up that everybody is asked about."""
    stage = Stage(doors.slack, doors.by_socket, f"#intake-{next(NUMBERS)}")
    stage.slack.adds_channel(stage.channel, [*CAST, "Drumbeat"])
    stage.says("Ana", "/team new Intake")
    stage.slack.settle()
    yield stage
    stage.clears()


@pytest.fixture
def asked(stage: Stage) -> Stage:
    stage.says("Ana", "/standup new Daily at 9:30 every day close 12:00")
    stage.slack.settle()
    stage.clock.advance(minutes=1)
    stage.clock.turn_to("09:30", BERLIN)
    return stage


@pytest.mark.parametrize(("way", "times"), ((WAYS[0], 1), (WAYS[0], 2), *((way, 3) for way in WAYS)))
def test_a_command_sets_up_one_standup_and_is_answered_alike(
    doors: TwoDoors, stage: Stage, way: str, times: int
) -> None:
    first, bodies = doors.said(
        lambda: stage.says("Ana", "/standup new Weekly at 9:30 mon"), "command /standup", way, times
    )
    answer = only(bodies)["text"]
    assert "*Weekly* is set up" in answer
    assert first.banner or first.fallback == answer
    assert stage.says("Ana", "/standup list").text.count("*Weekly*") == 1
    assert stage.says("Ana", "/standup new Weekly at 9:30 mon").fallback != answer, "said anew it is another delivery"


@every_way
def test_an_answer_in_one_line_is_written_once(doors: TwoDoors, asked: Stage, way: str) -> None:
    text = f"the invoices {next(NUMBERS)}"
    first, bodies = doors.said(lambda: asked.says("Ana", f"/standup log t: {text}"), "command /standup", way, 3)
    assert only(bodies)["text"].startswith("Saved for *Daily*")
    assert first.banner or first.fallback == bodies[0]["text"]
    assert wordings(doors, text) == 1


@every_way
def test_a_form_is_written_once(doors: TwoDoors, asked: Stage, way: str) -> None:
    text = f"the receipts {next(NUMBERS)}"
    form = asked.card("Ana").press("Fill in").fill(today=text)
    _, bodies = doors.said(form.submit, "view_submission", way, 3)
    assert only(bodies) is None
    assert wordings(doors, text) == 1
    asked.slack.settle()
    assert len(asked.cards()) == 1


@every_way
def test_a_form_that_sets_up_sets_up_once(doors: TwoDoors, stage: Stage, way: str) -> None:
    before = len(rows_of(doors.memory, "SELECT id FROM ceremonies"))
    home = doors.slack.opens_home("Ana")
    assert home
    form = home.press("Set up a stand-up").fill(name="Weekly", channel=stage.channel)
    doors.said(form.submit, "view_submission", way, 3)
    assert len(rows_of(doors.memory, "SELECT id FROM ceremonies")) == before + 1


def test_a_refused_form_is_refused_again_and_taken_when_it_is_right(doors: TwoDoors, asked: Stage) -> None:
    form = asked.card("Ana").press("Fill in").form
    sent, bodies = doors.said(form.submit, "view_submission", "later", 2)
    assert only(bodies)["errors"] == sent.errors
    assert sent.form.fill(today="the refunds").submit().closed
    assert "the refunds" in asked.report()


@every_way
def test_a_button_is_pressed_once(doors: TwoDoors, asked: Stage, way: str) -> None:
    before = taken_in(doors, "button")
    card = asked.card("Ana")
    _, bodies = doors.said(lambda: card.press("Skip today"), "block_actions", way, 3)
    assert only(bodies) is None
    assert taken_in(doors, "button") == before + 1
    asked.slack.settle()
    assert "1 skipped" in asked.day().text


@every_way
def test_a_form_is_opened_once(doors: TwoDoors, asked: Stage, way: str) -> None:
    opened = forms_opened(doors.slack)
    card = asked.card("Ana")
    _, bodies = doors.said(lambda: card.press("Fill in"), "block_actions", way, 3)
    assert only(bodies) is None
    assert forms_opened(doors.slack) == opened + 1


@every_way
def test_a_word_to_the_bot_gets_one_hint(doors: TwoDoors, stage: Stage, way: str) -> None:
    before = len(doors.slack.dms("Ben"))
    doors.said(lambda: doors.slack.says("Ben", "dm", "hello?"), "event message", way, 3)
    doors.slack.settle()
    assert len(doors.slack.dms("Ben")) == before + 1


@pytest.mark.parametrize("retries", (1, 2, 3))
def test_an_event_that_slack_sends_again_is_acted_upon_once(doors: TwoDoors, stage: Stage, retries: int) -> None:
    doors.slack.says("Chi", "dm", "hello?")
    doors.slack.settle()
    before, chi = doors.slack.dms("Chi"), doors.slack.chi
    event = {
        "type": "message",
        "channel_type": "im",
        "channel": before[-1].channel,
        "user": chi.id,
        "text": "again",
        "ts": f"1800000000.00{next(NUMBERS):04}",
    }
    payload = {"type": "event_callback", "team_id": chi.workspace, "event_id": f"Ev{stage.channel}", "event": event}
    for retry in range(retries + 1):
        assert told(doors.by_http, payload, retry) == 200
    doors.slack.settle()
    assert len(doors.slack.dms("Chi")) == len(before) + 1


@pytest.mark.parametrize("by_form", (False, True))
def test_what_comes_again_late_does_not_undo_what_came_after(doors: TwoDoors, asked: Stage, by_form: bool) -> None:
    if by_form:
        asked.card("Ana").press("Fill in").fill(today="the first thought").submit()
    else:
        asked.says("Ana", "/standup log t: the first thought")
    number = doors.number_of("view_submission" if by_form else "command /standup")
    asked.says("Ana", "/standup log t: the second thought")
    doors.again(number, 2, at_once=False)
    report = asked.report()
    assert "the second thought" in report and "the first thought" not in report


def test_who_got_no_answer_is_told_when_it_comes_again(doors: TwoDoors, stage: Stage) -> None:
    doors.slack.weather.faults({"kind": "lose_ack", "times": 1})
    lost = stage.says("Ana", "/standup new Weekly at 9:30 mon")
    doors.slack.weather.clears()
    assert lost.banner == '/standup failed with the error "operation_timeout"'
    assert "*Weekly* is set up" in only(doors.again(doors.number_of("command /standup"), 2, at_once=True))["text"]
    assert stage.says("Ana", "/standup list").text.count("*Weekly*") == 1


@pytest.mark.parametrize("setup", EVERY_SETUP, ids=str)
def test_a_delivery_that_died_half_way_is_taken_when_it_comes_again(setup: Setup, slack: Slack, tmp_path: Path) -> None:
    with bot_in(setup, slack, tmp_path / "bot") as bot:
        stage = Stage(slack, bot, "#checkout")
        stage.holds("Daily at 9:30 close 12:00")
        stage.clock.turn_to("Tue 09:30", BERLIN)
        said: list[Answer] = []
        speaking = threading.Thread(target=lambda: said.append(stage.says("Ben", "/standup log t: the invoices")))
        with held_up(bot.settings["DATABASE_URL"], "entries") as database:
            speaking.start()
            if database.dialect.name == "sqlite":
                slack.wait_for(lambda: asked_about(slack, "Ben"))  # the last thing before it would write
            else:
                slack.wait_for(lambda: database.exec_driver_sql(LOCKED).scalar_one())
            bot.kill()
        bot.start_again()
        speaking.join()
        assert said[0].banner and "the invoices" not in stage.report()
        number = slack.deliveries("command /standup")[-2]["number"]
        replies = slack.redelivers(number, 3, at_once=False)
        assert "the invoices" in only([reply["body"] for reply in replies])
        assert rows_of(bot.settings["DATABASE_URL"], "SELECT version FROM entries") == [(1,)]
        assert stage.report().count("the invoices") == 1


def asked_about(slack: Slack, name: str) -> bool:
    return any(each["args"].get("user") == slack.person(name).id for each in slack.requests("users.info"))


def wordings(doors: TwoDoors, text: str) -> int:
    return len(rows_of(doors.memory, "SELECT id FROM entry_versions WHERE text = :text", text=text))


def taken_in(doors: TwoDoors, kind: str) -> int:
    """How many deliveries of this kind were acted upon."""
    return len(rows_of(doors.memory, "SELECT key FROM inbox WHERE key LIKE :kind", kind=f"{kind}:%"))


def forms_opened(slack: Slack) -> int:
    return sum(bool(each["answer"].get("ok")) for each in slack.requests("views.open"))
