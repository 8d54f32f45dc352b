"""Whatever is typed gets an answer: help for what nobody knows, and an apology when the bot itself fails."""

from __future__ import annotations

import re
from pathlib import Path

from bot.simulator.driver import Slack
from tests.wire.bots import Bot
from tests.wire.memory import opened
from tests.wire.setups import ON_SQLITE, bot_in
from tests.wire.stage import Stage

HELPFUL = {
    "/standup help": "`/standup new NAME",
    "/standup HELP": "`/standup new NAME",
    "/drumbeat help standup": "`/standup new NAME",
    "/drumbeat standup help": "`/standup new NAME",
    "/team help": "`/team new NAME",
    "/standup frobnicate": "It can do: new, list, delete, fill, log, skip, report, blockers, block, blocker, help",
    "/standup reprot today": "Try this: /standup ",
    "/drumbeat stadnup list": "Try this: /drumbeat standup ",
    "/team": "There is no team here",
}


def test_a_command_that_nobody_knows_is_answered_with_all_that_there_are(stage: Stage) -> None:
    for typed in ("/drumbeat", "/drumbeat help", "/nonsense", "/nonsense with words"):
        answer = stage.says("Ana", typed)
        assert answer.banner is None, typed
        assert "`/standup`" in answer.text and "`/team`" in answer.text, typed


def test_each_command_explains_itself(stage: Stage) -> None:
    answers = {typed: stage.says("Ana", typed).text for typed in HELPFUL}
    assert {typed: answers[typed] for typed, shown in HELPFUL.items() if shown not in answers[typed]} == {}


def test_a_prefix_changes_all_commands_but_the_root(slack: Slack, tmp_path: Path) -> None:
    with bot_in(ON_SQLITE, slack, tmp_path / "bot", DRUMBEAT_COMMAND_PREFIX="pm-") as bot:
        stage = Stage(slack, bot, "#checkout")
        stage.says("Ana", "/pm-team new Checkout")
        made = stage.says("Ana", "/pm-standup new Daily at 9:30 mon-fri close 12:00")
        assert "*Daily* is set up" in made.text
        assert "`/pm-standup`" in stage.says("Ana", "/standup list").text  # nobody's: help
        assert "*Daily*" in stage.says("Ana", "/drumbeat standup list").text
        refused = stage.says("Ana", "/pm-standup new Late at 25:00")
        assert "Try this: /pm-standup new Late at 9:30" in refused.text
        assert "*Late* is set up" in stage.says("Ana", "/pm-standup new Late at 9:30").text
        words = "\n".join(stage.says("Ana", typed).text for typed in ("/drumbeat", "/pm-standup help", "/pm-team"))
        assert re.findall(r"(?<!drumbeat )/(?:standup|team)\b", words) == []


def test_a_fault_is_an_apology_whose_reference_is_in_the_log_and_nothing_typed_is_lost(
    own_stage: Stage, bot: Bot
) -> None:
    own_stage.holds()
    form = own_stage.opens_form("Ana")
    # As if somebody had restored half a backup beside the running bot.
    with opened(bot.settings["DATABASE_URL"]) as database:
        database.exec_driver_sql("ALTER TABLE entry_versions RENAME TO gone_versions")

        answer = own_stage.says("Ana", "/standup log t: the invoices of May")
        assert answer.banner is None
        assert "Sorry, that went wrong on my side" in answer.text
        assert "/standup log t: the invoices of May" in answer.text
        assert_logged(bot, answer.text)

        sent = form.fill(today="the invoices of June").submit()
        assert not sent.closed
        assert_logged(bot, sent.errors["yesterday"])
        assert sent.form.value("today") == "the invoices of June"
        assert not [line for line in bot.log if "the invoices of" in line]  # what people type is in no log

        database.exec_driver_sql("ALTER TABLE gone_versions RENAME TO entry_versions")
    assert bot.new_faults() != []  # looked at here, so that the rest may be judged as ever
    assert sent.form.submit().closed
    assert "the invoices of June" in own_stage.report("tomorrow")


def assert_logged(bot: Bot, apology: str) -> None:
    """The reference that the apology names stands in the log, with the traceback."""
    reference = re.search(r"the reference `([a-z2-9]{8})`", apology)
    assert reference, apology
    (line,) = [line for line in bot.log if reference[1] in line]
    assert "a request failed" in line and "Traceback" in line
