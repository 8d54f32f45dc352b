"""Who takes part: the bot when it is invited and removed, who joins, leaves, moves; and what is deleted comes back."""

from __future__ import annotations

import json

import pytest

from tests.wire.bots import Bot
from tests.wire.stage import BERLIN, CAST, NEW_YORK, TOKYO, Stage


def test_a_bot_that_is_not_in_the_channel_asks_for_an_invitation_and_goes_on_by_itself(stage: Stage) -> None:
    slack, place = stage.slack, f"{stage.channel}-uninvited"
    slack.adds_channel(place, CAST)
    stage.channels.append(place)
    made = slack.says("Ana", place, "/team new Risk")
    assert f"I am not in {place} yet. Invite me there with `/invite @Drumbeat`" in made.text
    planned = slack.says("Ana", place, "/standup new Risks at 9:30 mon-fri close 12:00")
    assert "*Risks* is set up" in planned.text
    assert "/invite @Drumbeat" in planned.text

    assert slack.says("Ana", place, "/invite @Drumbeat").banner is None
    slack.settle()
    people = slack.says("Ana", place, "/team").text
    assert all(who in people for who in CAST)
    stage.clock.turn_to("Tue 09:30", BERLIN)
    assert "*Risk · Risks* - due 12:00" in slack.last_dm("Ana").text
    stage.clock.turn_to("Tue 12:00", BERLIN)
    assert "wrap-up" in slack.last(place).text


def test_who_joins_the_channel_takes_part_from_the_next_time_on(stage: Stage) -> None:
    stage.holds()
    gil = stage.adds_person("Gil")
    stage.clock.turn_to("Tue 10:00", BERLIN)
    stage.slack.changes_channel(stage.channel, invite=[gil])
    stage.slack.settle()
    assert stage.slack.dms(gil) == []
    stage.clock.turn_to("Wed 09:30", BERLIN)
    assert "due 12:00" in stage.slack.last_dm(gil).text
    stage.clock.turn_to("Wed 12:00", BERLIN)
    assert gil in stage.wrap_up().text


def test_who_leaves_the_channel_is_asked_no_more_and_reads_nothing_at_once(stage: Stage) -> None:
    hal = stage.adds_person("Hal")
    stage.slack.changes_channel(stage.channel, invite=[hal])
    stage.holds()
    stage.clock.turn_to("Tue 09:30", BERLIN)
    stage.says("Ana", "/standup log t: the secret invoices")
    assert "the secret invoices" in stage.slack.says(hal, "dm", "/standup report").text
    stage.slack.changes_channel(stage.channel, kick=[hal])
    stage.slack.settle()
    assert "the secret invoices" not in stage.slack.says(hal, "dm", "/standup report").text
    asked = len(stage.slack.dms(hal))
    stage.clock.turn_to("Wed 12:00", BERLIN)
    assert [each.text for each in stage.slack.dms(hal)[asked:] if "- due" in each.text] == []
    assert hal not in stage.wrap_up().text


def test_a_new_zone_moves_the_next_question(stage: Stage) -> None:
    ida = stage.adds_person("Ida", zone=BERLIN)
    stage.slack.changes_channel(stage.channel, invite=[ida])
    stage.holds()
    stage.clock.turn_to("Tue 09:30", BERLIN)
    assert len(stage.slack.dms(ida)) == 1
    stage.slack.changes_person(ida, zone=TOKYO)
    stage.slack.settle()
    stage.clock.turn_to("Wed 09:29", TOKYO)
    assert "- due" not in stage.slack.last_dm(ida).text
    stage.clock.turn_to("Wed 09:30", TOKYO)
    assert "- due 20:00" in stage.slack.last_dm(ida).text
    stage.slack.changes_person(ida, zone=NEW_YORK)
    stage.clock.turn_to("Thu 09:29", NEW_YORK)
    asked = len(stage.slack.dms(ida))
    stage.clock.turn_to("Thu 09:30", NEW_YORK)
    assert len(stage.slack.dms(ida)) == asked + 1


def test_guests_are_left_out_unless_they_are_named(stage: Stage) -> None:
    stage.slack.changes_channel(stage.channel, invite=["Eve"])
    stage.holds()
    assert "Eve" not in stage.says("Ana", "/team").text
    asked = len(stage.slack.dms("Eve"))
    stage.clock.turn_to("Tue 12:00", BERLIN)
    assert len(stage.slack.dms("Eve")) == asked
    assert "Eve" not in stage.wrap_up().text


def test_what_somebody_deletes_is_posted_anew_when_it_changes(stage: Stage) -> None:
    stage.holds()
    stage.clock.turn_to("Tue 09:30", BERLIN)
    stage.says("Ana", "/standup log t: Invoices b: the keys")
    stage.clock.turn_to("Tue 12:00", BERLIN)
    for message in (stage.wrap_up(), *stage.cards()):
        stage.bot.delete_message(message.channel, message.ts)
    assert stage.cards() == []
    stage.says("Ana", "/standup log b: the new keys")
    stage.slack.settle()
    assert "Ana: the new keys (today)" in stage.wrap_up().text
    (card,) = stage.cards()
    assert card.text.startswith("*Ana* · edited\nToday\n• Invoices\nIn the way\n• the new keys\n:no_entry: *B-")
    assert len([each for each in stage.parents() if "wrap-up" in each.text]) == 1


def test_a_new_name_shows_at_once(stage: Stage) -> None:
    jo = stage.adds_person("Jo")
    stage.slack.changes_channel(stage.channel, invite=[jo])
    stage.holds()
    assert jo in stage.says("Ana", "/team").text
    stage.slack.changes_person(jo, display_name=f"{jo}-Maria", real_name=f"{jo}-Maria")
    stage.slack.settle()
    assert f"{jo}-Maria" in stage.says("Ana", "/team").text


def test_who_becomes_a_guest_or_goes_reads_nothing_and_is_asked_no_more(stage: Stage) -> None:
    people = [stage.adds_person(name) for name in ("Guest", "Gone")]
    stage.slack.changes_channel(stage.channel, invite=people)
    stage.holds()
    guest, gone = people
    gone_id = stage.slack.person(gone).id
    assert "*Daily*" in stage.says(guest, "/standup list").text
    stage.slack.changes_person(guest, is_restricted=True)
    stage.slack.changes_person(gone, deleted=True)
    stage.slack.settle()
    assert "*Daily*" not in stage.says(guest, "/standup list").text
    stage.clock.turn_to("Tue 12:00", BERLIN)
    asked = [each["args"]["channel"] for each in stage.slack.requests("chat.postMessage")]
    assert stage.slack.person("Ana").id in asked and gone_id not in asked
    assert gone not in stage.wrap_up().text


@pytest.mark.parametrize(
    "order", (("app_uninstalled", "tokens_revoked"), ("tokens_revoked", "app_uninstalled"), ("tokens_revoked",))
)
def test_after_the_uninstall_all_is_parked_and_goes_on_when_it_comes_back(
    own_stage: Stage, bot: Bot, order: tuple[str, ...]
) -> None:
    slack = own_stage.slack
    own_stage.holds()
    own_stage.clock.turn_to("Tue 09:30", BERLIN)
    own_stage.says("Ana", "/standup log t: the invoices")
    slack.settle()
    slack.uninstalls("Acme", order=order)
    slack.settle()
    asked = len(slack.requests())
    own_stage.clock.turn_to("Thu 20:00", BERLIN)
    posting = json.loads(bot.get("/readyz")[1])["checks"]["posting"]
    assert posting["ok"] and posting["removed"] == 1 and "removed from every workspace" in posting["warning"]
    assert [each["method"] for each in slack.requests() if each["method"].startswith("chat.")][asked:] == []
    assert bot.stop() == 0

    bot.settings["SLACK_BOT_TOKEN"] = slack.installs("Acme")
    before, bens = len(slack.dms("Ana")), len(slack.dms("Ben"))
    bot.start_again()
    slack.settle()
    own_stage.clock.turn_to("Thu 20:01", BERLIN)
    # What was missed meanwhile is not asked for now; whom the stand-up belongs to is told, each thing once.
    assert len(slack.dms("Ben")) == bens
    told = [message.text for message in slack.dms("Ana")[before:]]
    things = [line for text in told for line in text.splitlines() if line.startswith("•")]
    assert len(things) == len(set(things)) and any("of Thu 26 Nov" in thing for thing in things), told
    own_stage.clock.turn_to("Fri 09:30", BERLIN)
    assert len(slack.dms("Ana")) == before + len(told) + 1
    assert "due 12:00" in slack.last_dm("Ana").text
    assert "the invoices" in own_stage.report("week")
