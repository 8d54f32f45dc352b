"""A feature from the message in which somebody asked for it to the day on which it ships."""

from __future__ import annotations

from bot.simulator.driver import Message
from tests.wire.stage import Stage

ASKED = "ACME needs a CSV export of invoices. Their accountant types them by hand."


def asked_for(stage: Stage, who: str, text: str) -> Message:
    stage.says(who, text)
    return next(message for message in reversed(stage.slack.messages(stage.channel)) if message.text.startswith(text))


def test_a_feature_from_a_message_to_shipped(stage: Stage) -> None:
    stage.says("Ana", "/team new Checkout")
    stage.slack.settle()
    ref = ana_logs_what_ben_said(stage)
    both_sides_say_what_it_is_worth(stage, ref)
    it_goes_over_the_roadmap_and_ships(stage, ref)
    chi_reads_where_it_was_mentioned(stage, ref)


def ana_logs_what_ben_said(stage: Stage) -> str:
    message = asked_for(stage, "Ben", ASKED)
    card = stage.slack.uses_shortcut("Ana", "feature.log_message", on=message)
    assert "Logged as" in card.text and "Ben said" in card.text and ASKED in card.text
    ref = card.text.partition("Logged as ")[2].split()[0].strip("*.")
    assert f"p{message.ts.replace('.', '')}" in str(card.blocks)
    assert "has 1 vote now" in card.press("Vote").text
    shown = stage.says("Chi", f"/feature vote {ref}")
    assert "has 2 votes now" in shown.text
    return ref


def both_sides_say_what_it_is_worth(stage: Stage, ref: str) -> None:
    form = stage.says("Ana", f"/feature score {ref}").form
    wrong = form.fill(confidence="very", effort="1.5").submit()
    assert "effort" not in wrong.errors and "confidence" in wrong.errors
    done = wrong.form.fill(confidence="80", effort="1.5").submit()
    assert "waiting for product" in done.form.text
    done.form.close(everything=True)
    refused = stage.says("Ben", f"/feature score {ref} reach=800 impact=2")
    assert "are for product to give" in refused.text
    # Ana is an admin: as long as nobody is product manager she speaks for that side, too.
    assert "RICE 853" in stage.says("Ana", f"/feature score {ref} reach=800 impact=2").text


def it_goes_over_the_roadmap_and_ships(stage: Stage, ref: str) -> None:
    assert "under now" in stage.says("Ana", f"/feature plan {ref} now target:+14d").text
    assert ref in stage.says("Chi", "/feature roadmap").text.partition("Next")[0]
    assert "belongs to Checkout" in stage.says("Ben", f"/feature status {ref} building").text
    asked = stage.says("Ana", f"/feature status {ref} shiped")
    assert f"Try this: /feature status {ref} shipped" in asked.text
    assert "from new to shipped" in stage.says("Ana", f"/feature status {ref} shipped").text


def chi_reads_where_it_was_mentioned(stage: Stage, ref: str) -> None:
    stage.says("Ana", "/standup new Daily at 9:30 mon-fri close 12:00")
    stage.says("Ben", f"/standup log t: Invoices for {ref}")
    shown = stage.says("Chi", f"/feature show {ref}").text
    assert "Wanted by Ana, Chi" in shown.replace("*", "")
    assert "status: new → shipped" in shown
    assert "Mentioned once" in shown and "Ben in the stand-up" in shown


def test_a_form_logs_what_a_line_cannot_and_the_file_comes_by_direct_message(stage: Stage) -> None:
    stage.says("Ana", "/team new Checkout")
    form = stage.says("Ana", "/feature").form
    done = form.fill(title="Dark mode", details="For the night shift\n=1+1", area="App").submit()
    assert "Dark mode" in done.form.text
    done.form.close(everything=True)
    listed = stage.says("Ana", "/feature list")
    assert "Dark mode" in listed.text
    assert "For the night shift" in listed.press("Show").text
    asked = stage.says("Ana", "/feature export csv")
    assert "as a file for your spreadsheet" in asked.press("Run export").text
    (file,) = [file for message in stage.slack.dms("Ana") for file in message.shown.get("files") or ()]
    assert file["name"] == "features.csv"
