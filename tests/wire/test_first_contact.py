"""First contact: the welcome, App Home, what is written to the bot; and setting a stand-up up by its form."""

from __future__ import annotations

from typing import Any

import pytest

from bot.simulator.driver import Answer, CannotDo, Form, Message
from tests.wire.stage import BERLIN, Stage

BUTTON = "Set up a stand-up"
DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri"]


@pytest.fixture
def place(stage: Stage) -> str:
    """A channel with Ana, Ben and Chi in which the bot is not yet, and no team is."""
    place = f"{stage.channel}-new"
    stage.slack.adds_channel(place, ["Ana", "Ben", "Chi"])
    stage.channels.append(place)
    return place


def invited(stage: Stage, place: str, by: str = "Ana") -> list[Message]:
    """What the bot shows to whoever invites it."""
    stage.slack.says(by, place, "/invite @Drumbeat")
    stage.slack.settle()
    return [each for each in stage.slack.messages(place, seen_by=by) if each.ephemeral]


def home(stage: Stage, who: str) -> Form:
    stage.slack.opens_home(who)
    stage.slack.settle()
    shown = stage.slack.opens_home(who)
    assert shown
    return shown


def hint(stage: Stage, who: str, text: str = "Hello?") -> Message:
    """What the bot answers to what somebody writes to it."""
    stage.slack.says(who, "dm", text)
    stage.slack.settle()
    return stage.slack.last_dm(who)


def set_up(answer: Answer, place: str, name: str = "Daily") -> Form:
    """The window after the form was sent."""
    sent = answer.fill(channel=place, name=name).submit()
    assert not sent.errors and not sent.closed
    return sent.form


# The welcome


def test_who_invites_the_bot_is_welcomed_and_sets_up_a_standup_by_its_button(stage: Stage, place: str) -> None:
    (welcome,) = invited(stage, place)
    assert welcome.text.startswith("Hello! I keep teams in rhythm")
    assert place in welcome.text
    assert stage.slack.messages(place) == []  # for whoever invited, and for nobody else
    assert [each for each in stage.slack.messages(place, seen_by="Ben") if each.ephemeral] == []

    form = welcome.press(BUTTON).form
    assert form.value("channel") == welcome.channel
    assert (form.value("name"), form.value("at"), form.value("close")) == ("Daily", "09:30", "12:00")
    done = form.submit().form
    assert "*Daily* is set up" in done.text and "There was no team here, so I made one" in done.text
    stage.slack.settle()
    assert "*Daily*: Mon-Fri at 09:30" in stage.slack.says("Ben", place, "/standup list").text

    stage.clock.turn_to("Tue 09:30", BERLIN)
    assert "due 12:00" in stage.slack.last_dm("Ana").text
    stage.clock.turn_to("Tue 12:00", BERLIN)
    assert "wrap-up" in stage.slack.last(place).text


def test_where_there_is_a_team_nobody_is_welcomed_anew(stage: Stage) -> None:
    stage.holds()
    stage.slack.changes_channel(stage.channel, kick=["Drumbeat"])
    stage.slack.settle()
    seen = len(stage.slack.messages(stage.channel, seen_by="Ana"))
    stage.slack.says("Ana", stage.channel, "/invite @Drumbeat")
    stage.slack.settle()
    assert [each.text for each in stage.slack.messages(stage.channel, seen_by="Ana")[seen:] if each.from_bot] == []


def test_a_second_press_after_the_standup_is_there_says_so_and_takes_another_name(stage: Stage, place: str) -> None:
    (welcome,) = invited(stage, place)
    set_up(welcome.press(BUTTON), place)
    again = welcome.press(BUTTON).fill(days=DAYS[:2], at="16:00", close="17:00").submit()
    assert again.errors == {"name": f"{place.removeprefix('#')} has a stand-up called Daily already."}
    assert (again.form.value("at"), again.form.value("close")) == ("16:00", "17:00")
    done = again.form.fill(name="Planning").submit().form
    assert "*Planning* is set up" in done.text and "I made one" not in done.text
    stage.slack.settle()
    assert "*Planning*: Mon, Tue at 16:00" in stage.slack.says("Ana", place, "/standup list").text


def test_somebody_else_who_presses_after_the_standup_is_there_learns_that_it_is(stage: Stage, place: str) -> None:
    (welcome,) = invited(stage, place)
    set_up(welcome.press(BUTTON), place)
    sent = hint(stage, "Ben").press(BUTTON).fill(channel=place, name="daily").submit()
    assert "has a stand-up called daily already." in sent.errors["name"]
    assert "*Retro* is set up" in sent.form.fill(name="Retro").submit().form.text


def test_a_private_channel_is_set_up_once_the_bot_is_in_it(stage: Stage) -> None:
    place = f"{stage.channel}-private"
    stage.slack.adds_channel(place, ["Ana", "Ben"], private=True)
    stage.channels.append(place)
    refused = hint(stage, "Ana").press(BUTTON).fill(channel=place).submit()
    assert refused.errors["channel"].endswith("Join it; if it is private, invite me, too: `/invite @Drumbeat`")
    stage.clears_forms()
    (welcome,) = invited(stage, place)
    assert "*Daily* is set up" in welcome.press(BUTTON).form.submit().form.text
    stage.slack.settle()
    stage.clock.turn_to("Tue 12:00", BERLIN)
    assert "wrap-up" in stage.slack.last(place).text
    stage.slack.changes_channel(place, kick=["Ben"])
    stage.slack.settle()
    assert "*Daily*" not in home(stage, "Ben").text


# App Home


def test_app_home_shows_what_one_takes_part_in_and_sets_up_more(stage: Stage, place: str) -> None:
    newcomer = stage.adds_person("Newcomer")
    stage.slack.changes_channel(place, invite=[newcomer, "Drumbeat"])
    stage.slack.settle()
    empty = home(stage, newcomer)
    assert "Nothing yet." in empty.text
    assert empty.buttons == [BUTTON]
    done = set_up(empty.press(BUTTON), place, name="Ours")
    assert "*Ours* is set up" in done.text
    done.close()
    stage.slack.settle()
    shown = home(stage, newcomer).text
    assert f"*Ours* · {place.removeprefix('#')} in {place} · next for you: " in shown
    assert "Nothing yet." not in shown


def test_app_home_shows_to_each_their_own(stage: Stage) -> None:
    stage.holds("Moonshot at 9:30 mon-fri close 12:00")
    assert "*Moonshot*" in home(stage, "Ben").text
    for outsider in ("Dov", "Eve"):
        assert "*Moonshot*" not in home(stage, outsider).text
    stage.says("Ana", "/standup delete Moonshot")
    assert "*Moonshot*" not in home(stage, "Ben").text


def test_app_home_offers_a_guest_nothing_that_guests_may_not(stage: Stage) -> None:
    shown = home(stage, "Eve")
    assert shown.buttons == []
    assert "When a team has you in its stand-up" in shown.text


def test_the_other_tab_of_the_app_publishes_nothing(stage: Stage) -> None:
    newcomer = stage.adds_person("Tabber")
    stage.slack.opens_home(newcomer, tab="messages")
    stage.slack.settle()
    shown_to = [asked["args"]["user_id"] for asked in stage.slack.requests("views.publish")]
    assert stage.slack.person(newcomer).id not in shown_to


# What is written to the bot


def test_what_is_written_to_the_bot_gets_one_helpful_sentence(stage: Stage) -> None:
    newcomer = stage.adds_person("Newcomer")
    for number, text in enumerate(("Hello?", "please report", "help", ":wave:"), start=1):
        assert "I don't read messages, but I understand commands" in hint(stage, newcomer, text).text
        assert len(stage.slack.dms(newcomer)) == number


def test_the_button_under_the_helpful_sentence_sets_a_standup_up(stage: Stage) -> None:
    form = hint(stage, "Ana").press(BUTTON).form
    assert form.value("channel") is None
    assert "*Weekly* is set up" in form.fill(channel=stage.channel, name="Weekly", days=["Mon"]).submit().form.text


def test_what_is_written_in_a_channel_is_none_of_its_business(stage: Stage) -> None:
    stage.says("Ana", "Good morning, everybody, I wonder about /standup")
    stage.slack.settle()
    said = [each for each in stage.slack.messages(stage.channel, seen_by="Ana") if each.from_bot]
    assert [each.text for each in said if not each.text.startswith("Hello!")] == []  # it was just invited


# What is wrong in the form


def test_what_is_wrong_in_the_form_stands_at_its_field_and_nothing_is_lost(stage: Stage) -> None:
    wrong: dict[str, tuple[dict[str, Any], str]] = {
        "days": ({"days": []}, "Please complete this required field."),
        "name": ({"name": "“”"}, "A stand-up needs a name. Quotation marks do not count."),
        "close": ({"at": "10:15", "close": "10:15"}, "that leaves no time to answer"),
    }
    form = hint(stage, "Ana").press(BUTTON).form
    kept = {"channel": stage.channel, "name": "Weekly", "days": ["Tue"], "at": "10:00", "close": "11:00"}
    for field, (typed, told) in wrong.items():
        sent = form.fill(kept | typed).submit()
        assert sent.errors.keys() == {field}
        assert told in sent.errors[field]
        form = sent.form
        assert form.value("name") == typed.get("name", "Weekly")
        assert form.value("close") == typed.get("close", "11:00")
    assert "no team here" in stage.says("Ana", "/standup list").text  # until all is right, nothing was made
    done = form.fill(kept).submit().form
    assert "*Weekly* is set up" in done.text
    assert "*Weekly*: Tue at 10:00" in stage.says("Ana", "/standup list").text


def test_a_close_that_is_before_the_question_is_refused_at_its_field(stage: Stage) -> None:
    sent = hint(stage, "Ana").press(BUTTON).fill(channel=stage.channel, at="10:00", close="09:30").submit()
    assert "can be open for at most 23 hours" in sent.errors["close"]
    assert sent.form.fill(close="12:00").submit().form.text.startswith("*Daily* is set up")


@pytest.mark.parametrize("name", ("at 9:30 close 12:00", "*stars* & <tags>", "🥁 Über-Daily", "in #general with @Ben"))
def test_a_name_of_any_words_is_a_name(stage: Stage, name: str) -> None:
    done = hint(stage, "Ana").press(BUTTON).fill(channel=stage.channel, name=name).submit().form
    assert f"*{name}* is set up" in done.text
    assert f"*{name}*: Mon-Fri at 09:30" in stage.says("Ana", "/standup list").text
    stage.says("Ana", f"/standup delete {name}")


# Who may not


def test_who_may_not_set_up_there_is_told_at_the_field_and_nothing_is_made(stage: Stage) -> None:
    sent = hint(stage, "Dov").press(BUTTON).fill(channel=stage.channel, name="Mine").submit()
    assert sent.errors["channel"].startswith("I can't see you in that channel")
    stage.clears_forms("Dov")
    assert "no team here" in stage.says("Ana", "/standup list").text


def test_a_guest_is_told_before_a_form_opens(stage: Stage) -> None:
    heard = hint(stage, "Eve").press(BUTTON)
    assert heard.text.startswith("Guests and people of other workspaces")
    with pytest.raises(CannotDo):
        heard.fill(name="Mine")


def test_who_leads_nothing_may_add_a_standup_to_their_own_team(stage: Stage) -> None:
    stage.holds()
    done = set_up(hint(stage, "Chi").press(BUTTON), stage.channel, name="Evening")
    assert "*Evening* is set up" in done.text


def test_a_renamed_channel_gives_its_team_the_new_name(stage: Stage, place: str) -> None:
    assert "no team here" in stage.slack.says("Ana", place, "/standup list").text  # so its name was read just now
    stage.slack.changes_channel(place, name=f"{place.removeprefix('#')}-again")
    stage.channels[-1] = renamed = f"{place}-again"
    stage.slack.settle()
    made = stage.slack.says("Ana", renamed, "/standup new Daily at 9:30 mon-fri close 12:00")
    assert renamed.removeprefix("#") in made.text.replace(renamed, "")
