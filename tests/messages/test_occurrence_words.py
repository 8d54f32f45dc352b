"""What one occurrence says, word for word: the prompt, the reminder, the day, the card, the wrap-up, the report."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.domain.attendance import Standing
from bot.domain.text import CLOSE, OPEN
from bot.messages import occurrences, reports
from tests.messages.pictures import BERLIN, CLOSES, attendee, gathering
from tests.messages.reading import shown

ZONE = ZoneInfo(BERLIN)
NOON = f"<!date^{int(CLOSES.timestamp())}^{{time}}|12:00 CET>"
ANA = attendee("Ana", Standing.ANSWERED, yesterday="refunds\nthe <lift>", today="invoices", number=1)
BEN = attendee("Ben", Standing.LATE, edited=True, today="vouchers", blockers="the printer\nthe budget", number=2)
CHI = attendee("Chi", Standing.SKIPPED, number=3)
DOV = attendee("Dov", Standing.MISSING, number=4)
EVE = attendee("Eve", Standing.PENDING, zone="America/New_York", number=5)
GUS = attendee("Gus", Standing.NOT_ASKED, number=6)
ALL = gathering(ANA, BEN, CHI, DOV, EVE, GUS)


def test_the_prompt() -> None:
    asked = attendee()
    message = occurrences.prompt(gathering(asked), asked)
    assert message.text == f"*Checkout · Daily* - due {NOON}"
    assert shown(message) == f"*Checkout · Daily* - due {NOON}\n[Fill in] [Skip today]"


def test_the_prompt_once_it_is_answered() -> None:
    assert shown(occurrences.prompt(ALL, ANA)) == (
        ":white_check_mark: *Checkout · Daily* - you are in. This is what you said:\n"
        "*Yesterday*\n"
        "• refunds\n"
        "• the <lift>\n"
        "*Today*\n"
        "• invoices\n"
        "[Edit]"
    )
    assert "you are in (late)" in shown(occurrences.prompt(ALL, BEN))


def test_the_prompt_of_who_sits_it_out_and_of_who_was_too_late() -> None:
    assert shown(occurrences.prompt(ALL, CHI)) == (
        "*Checkout · Daily* - you sit out Tue 24 Nov. Nobody will ask again.\n[Fill in after all]"
    )
    assert shown(occurrences.prompt(ALL, DOV)) == (
        f"*Checkout · Daily* - was due {NOON}. You can still answer; it will be marked late.\n[Fill in]"
    )


def test_the_reminder() -> None:
    assert shown(occurrences.reminder(ALL, EVE)) == (
        f"*Checkout · Daily* closes at {NOON.replace('12:00 CET', '06:00 EST')}, and you are not in yet.\n[Fill in]"
    )


def test_the_day() -> None:
    assert shown(occurrences.day(ALL, ZONE)) == (
        f":calendar: *Checkout · Daily* - Tue 24 Nov · 2/6 in · 1 skipped\n(Answers are in this thread. Closes {NOON}.)"
    )


def test_the_card() -> None:
    message = occurrences.card(ALL, BEN)
    assert message.text == "*Ben* · late · edited: Today: vouchers / In the way: the printer\nthe budget"
    assert shown(message) == ("*Ben* · late · edited\n*Today*\n• vouchers\n*In the way*\n• the printer\n• the budget")


def test_the_card_rings_whom_it_mentions_and_the_wrap_up_nobody() -> None:
    blocked = attendee("Ana", Standing.ANSWERED, blockers=f"waits for {OPEN}@U0BEN00001|ben{CLOSE}")
    assert "<user U0BEN00001>" in shown(occurrences.card(gathering(blocked), blocked))
    wrap_up = occurrences.wrap_up(gathering(blocked), ZONE, updated_at=None)
    assert "waits for @ben" in shown(wrap_up)
    assert "U0BEN00001" not in f"{shown(wrap_up)}{wrap_up.text}"


def test_the_wrap_up_has_first_what_is_in_the_way() -> None:
    message = occurrences.wrap_up(ALL, ZONE, updated_at=CLOSES + timedelta(minutes=5))
    until = NOON.replace("12:00 CET", "06:00 EST")
    later = f"<!date^{int(CLOSES.timestamp()) + 300}^{{time}}|12:05 CET>"
    assert shown(message) == (
        "*Checkout · Daily* - wrap-up of Tue 24 Nov\n"
        ":no_entry: *In the way*\n"
        "• *Ben: *the printer / the budget\n"
        f"*2/6 in* · late: Ben · skipped: Chi · pending: Eve (until {until}) · missing: Dov · I could not ask: Gus\n"
        f"(Updated {later}.)"
    )


def test_the_wrap_up_when_nothing_is_in_the_way_and_when_nobody_came() -> None:
    assert shown(occurrences.wrap_up(gathering(ANA, DOV), ZONE, updated_at=None)) == (
        "*Checkout · Daily* - wrap-up of Tue 24 Nov\nNothing is in anybody's way.\n*1/2 in* · missing: Dov"
    )
    assert shown(occurrences.wrap_up(gathering(DOV), ZONE, updated_at=None)).endswith(
        "Nobody has answered. *0/1 in* · missing: Dov"
    )
    assert shown(occurrences.wrap_up(gathering(CHI), ZONE, updated_at=None)).endswith(
        "All off or with nothing to report."
    )


def test_the_report_of_a_day() -> None:
    message = reports.report([gathering(ANA, BEN, DOV)], only=frozenset(), public=False)
    assert shown(message) == (
        "*Checkout · Daily* - Tue 24 Nov · 2/3 in · not in: Dov\n"
        "*Ana*\n*Yesterday*\n• refunds\n• the <lift>\n*Today*\n• invoices\n"
        "*Ben* · late · edited\n*Today*\n• vouchers\n*In the way*\n• the printer\n• the budget"
    )
    assert not message.public
    assert "&lt;lift&gt;" in message.text


def test_the_report_on_one_person() -> None:
    message = reports.report([gathering(ANA, BEN, DOV)], only=frozenset({BEN.slack_id}), public=True)
    assert "vouchers" in shown(message)
    assert "refunds" not in f"{shown(message)}{message.text}"
    assert message.public


def test_nothing_to_report() -> None:
    assert shown(reports.nothing("Checkout", "Tue 24 Nov", "Tue 24 Nov")) == (
        "Checkout had no stand-up on Tue 24 Nov. "
        "Read another day with `/standup report yesterday` or `/standup report week`."
    )
