"""Answering a stand-up in all the ways there are, and what shows of it in the thread, the card and the wrap-up."""

from __future__ import annotations

import pytest

from tests.wire.stage import BERLIN, CAST, NEW_YORK, TOKYO, Stage


@pytest.fixture(autouse=True)
def standup(stage: Stage) -> None:
    """Each test begins when Ana has just been asked."""
    stage.holds()
    stage.clock.turn_to("Tue 09:30", BERLIN)


def test_sending_again_edits_the_card_the_thread_and_the_wrap_up(stage: Stage) -> None:
    stage.slack.last_dm("Ana").press("Fill in").fill(today="Invoices", blockers="The keys").submit()
    stage.clock.turn_to("Tue 12:00", BERLIN)
    assert "Ana: The keys (today)" in stage.wrap_up().text

    form = stage.slack.last_dm("Ana").press("Edit").form
    assert (form.value("today"), form.value("blockers")) == ("Invoices", "The keys")
    form.fill(today="Receipts", blockers="The new keys").submit()
    stage.slack.settle()

    assert "• Receipts" in stage.slack.last_dm("Ana").text
    (card,) = stage.cards()
    assert card.text.startswith("*Ana* · edited\nToday\n• Receipts\nIn the way\n• The new keys\n:no_entry: *B-")
    assert "Ana: The new keys (today)" in stage.wrap_up().text
    assert stage.wrap_up().edited
    assert "late" not in stage.wrap_up().text


def test_a_late_answer_edits_the_wrap_up_and_is_marked_late(stage: Stage) -> None:
    stage.clock.turn_to("Tue 12:30", BERLIN)
    assert "Nobody has answered. *0/3 in* · pending: Ben (until 17:30) · missing: Ana, Chi" in stage.wrap_up().text

    stage.card("Ana").press("Fill in").fill(today="Invoices").submit()
    stage.slack.settle()

    assert "*1/3 in* · late: Ana · pending: Ben (until 17:30) · missing: Chi" in stage.wrap_up().text
    assert "you are in (late)" in stage.card("Ana").text
    assert [each.text for each in stage.cards()] == ["*Ana* · late\nToday\n• Invoices"]


def test_the_card_says_after_the_deadline_that_an_answer_will_be_late(stage: Stage) -> None:
    stage.clock.turn_to("Tue 12:00", BERLIN)
    assert "You can still answer; it will be marked late." in stage.card("Ana").text
    assert stage.card("Ana").buttons == ["Fill in"]


def test_who_skips_is_left_alone_and_told_apart_from_who_is_missing(stage: Stage) -> None:
    stage.slack.last_dm("Ana").press("Skip today")
    stage.says("Chi", "/standup skip")
    stage.slack.settle()
    assert "you sit out Tue" in stage.slack.last_dm("Ana").text
    assert stage.slack.last_dm("Ana").buttons == ["Fill in after all"]
    reminded = len(stage.slack.dms("Ana"))
    stage.clock.turn_to("Tue 12:00", BERLIN)
    assert len(stage.slack.dms("Ana")) == reminded
    assert "skipped: Ana, Chi · pending: Ben (until 17:30)" in stage.wrap_up().text

    stage.slack.last_dm("Ana").press("Fill in after all").fill(today="Invoices").submit()
    stage.slack.settle()
    assert "skipped: Chi" in stage.wrap_up().text


def test_west_of_the_deadline_somebody_is_pending_until_their_own_and_missing_after_it(stage: Stage) -> None:
    stage.clock.turn_to("Tue 12:00", BERLIN)
    assert "pending: Ben (until 17:30)" in stage.wrap_up().text
    stage.clock.turn_to("Tue 09:30", NEW_YORK)
    assert "due 11:30" in stage.slack.last_dm("Ben").text
    stage.clock.turn_to("Tue 11:30", NEW_YORK)
    assert "missing: Ana, Ben, Chi" in stage.wrap_up().text
    assert "pending" not in stage.wrap_up().text


def test_who_has_not_answered_is_reminded_once_before_the_deadline(stage: Stage) -> None:
    stage.says("Chi", "/standup log t: the basket")
    before = {who: len(stage.slack.dms(who)) for who in ("Ana", "Chi")}
    stage.clock.turn_to("Tue 11:30", BERLIN)
    assert "closes at 12:00, and you are not in yet" in stage.slack.last_dm("Ana").text
    stage.clock.turn_to("Tue 12:00", BERLIN)
    assert {who: len(stage.slack.dms(who)) - before[who] for who in before} == {"Ana": 1, "Chi": 0}


def test_one_line_answers_what_it_names_and_leaves_the_rest(stage: Stage) -> None:
    first, _, kept = stage.says("Ana", "/standup log y: Refunds").text.partition("\n")
    assert first.startswith("Saved for *Daily* of Tue ")
    assert kept == "Yesterday\n• Refunds"
    first, _, kept = stage.says("Ana", "/standup log t: Invoices ; the tests b: keys\na chair").text.partition("\n")
    assert first.startswith("Changed for *Daily* of Tue ")
    assert kept.startswith(
        "Yesterday\n• Refunds\nToday\n• Invoices\n• the tests\nIn the way\n• keys\n• a chair\n:no_entry: I"
    )
    assert "Nothing is different" in stage.says("Ana", "/standup log y: Refunds").text
    kept = stage.says("Ana", "/standup log b: nothing").text.partition("\n")[2]
    assert kept.startswith(
        "Yesterday\n• Refunds\nToday\n• Invoices\n• the tests\n:white_check_mark: Nothing is in your"
    )


def test_a_line_that_answers_no_question_opens_the_form_with_the_text_in_it(stage: Stage) -> None:
    form = stage.says("Ana", "/standup log fixing the refunds & more").form
    assert form.value("today") == "fixing the refunds & more"
    assert "I could not tell which question each part answers" in form.text
    assert form.submit().closed
    assert "• fixing the refunds & more" in stage.report()


def test_a_form_that_is_empty_stays_open_with_a_sentence_at_its_field(stage: Stage) -> None:
    result = stage.opens_form("Ana").submit()
    assert not result.closed
    assert "All of it is empty" in result.errors["yesterday"]
    assert result.form.fill(today="Invoices").submit().closed


def test_two_standups_in_one_channel_ask_which_is_meant(stage: Stage) -> None:
    stage.says("Ana", "/standup new Noon at 11:00 mon-fri close 15:00")
    stage.slack.settle()
    asked = stage.says("Ana", "/standup")
    assert asked.buttons == ["Checkout · Daily", "Checkout · Noon"]
    asked.press("Checkout · Noon").fill(today="Invoices").submit()
    assert "*Checkout · Noon*" in stage.report("@Ana")
    # Of the two one still waits: that is the one meant.
    assert "Saved for *Daily*" in stage.says("Ana", "/standup log t: Receipts").text


def test_two_standups_wait_and_one_line_asks_which_is_meant(stage: Stage) -> None:
    stage.says("Ana", "/standup new Noon at 11:00 mon-fri close 15:00")
    asked = stage.says("Ana", "/standup log t: Receipts")
    assert "You take part in more than one" in asked.text or "which" in asked.text.casefold()
    assert "Receipts" in asked.text  # what was typed is not lost


def test_a_report_is_of_a_day_a_person_or_everybody(stage: Stage) -> None:
    stage.says("Ana", "/standup log t: Invoices")
    stage.says("Chi", "/standup log t: the basket")
    stage.clock.turn_to("Wed 09:00", BERLIN)
    stage.says("Ana", "/standup log t: Receipts")
    today, yesterday = stage.report("today"), stage.report("yesterday")
    assert "Receipts" in today and "Invoices" not in today
    assert "Invoices" in yesterday and "the basket" in yesterday and "Receipts" not in yesterday
    assert "2/3 in · not in: Ben" in yesterday
    of_chi = stage.report("yesterday @Chi")
    assert "the basket" in of_chi and "Invoices" not in of_chi
    assert stage.report("yesterday me", by="Chi") == of_chi
    week = stage.report("week")
    assert week.index("Receipts") < week.index("Invoices")


def test_a_report_is_for_the_asker_alone_unless_it_is_public(stage: Stage) -> None:
    stage.says("Ana", "/standup log t: Invoices")
    alone = stage.says("Ana", "/standup report today").message
    assert alone and alone.ephemeral
    public = stage.says("Ana", "/standup report today public").message
    assert public and not public.ephemeral
    assert any("Invoices" in each.text for each in stage.slack.messages(stage.channel, seen_by="Chi"))
    in_dm = stage.slack.says("Ana", "dm", "/standup report today public").message
    assert in_dm and "Invoices" in in_dm.text


def test_in_a_direct_message_everything_works_that_needs_no_channel(stage: Stage) -> None:
    slack = stage.slack
    assert "Saved for *Daily*" in slack.says("Ana", "dm", "/standup log t: Invoices").text
    assert "Invoices" in slack.says("Ana", "dm", "/standup report").text
    assert slack.says("Ana", "dm", "/standup").form.value("today") == "Invoices"
    assert "you sit out" in slack.says("Chi", "dm", "/standup skip").text


def test_the_root_command_reaches_the_others(stage: Stage) -> None:
    assert "Saved for *Daily*" in stage.says("Ana", "/drumbeat standup log t: Invoices").text
    assert "• Invoices" in stage.says("Ana", "/drumbeat standup report today").text
    assert "*Checkout* · " in stage.says("Ana", "/drumbeat team").text


def test_an_answer_given_before_the_question_keeps_the_question_away(stage: Stage) -> None:
    stage.clock.turn_to("Tue 20:00", BERLIN)
    stage.clock.turn_to("Wed 08:00", BERLIN)
    stage.says("Ana", "/standup log t: Receipts")
    before = len(stage.slack.dms("Ana"))
    stage.clock.turn_to("Wed 09:30", BERLIN)
    assert len(stage.slack.dms("Ana")) == before
    assert "• Receipts" in "".join(each.text for each in stage.cards())


def test_each_is_asked_at_half_past_nine_on_their_own_clock(stage: Stage) -> None:
    def questions(who: str) -> int:
        return len([each for each in stage.slack.dms(who) if "you are not in yet" not in each.text])

    before = {who: questions(who) for who in CAST}

    def asked() -> set[str]:
        return {who for who in CAST if questions(who) > before[who]}

    stage.clock.turn_to("Wed 09:29", TOKYO)
    assert asked() == {"Ben"}  # his Tuesday
    stage.clock.turn_to("Wed 09:30", TOKYO)
    assert asked() == {"Ben", "Chi"}
    stage.clock.turn_to("Wed 09:29", BERLIN)
    assert asked() == {"Ben", "Chi"}
    stage.clock.turn_to("Wed 09:30", BERLIN)
    assert asked() == {"Ana", "Ben", "Chi"}
