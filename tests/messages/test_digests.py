"""Digest and summary of one small week, word for word as a person would write them from it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from bot.domain.week import WeekFacts
from bot.messages import digests, summaries
from bot.messages.limits import MESSAGE_BLOCKS, MESSAGE_CHARACTERS, characters
from bot.messages.mrkdwn import Mrkdwn
from bot.messages.week import linked
from bot.storage.digests import Told
from bot.storage.summaries import Summary
from tests.messages.pictures import team
from tests.messages.reading import shown
from tests.messages.weeks import CUT, FRIDAY, LINK, WEEK, ZONE, huge_week, small_week, told

DATE = re.compile(r"<!date\^\d+\^[^|]*\|([^>]*)>")
AS_LINK = f"<{LINK.replace('&', '&amp;')}|F-1>"

DIGEST = f"""\
*Week 48 · Checkout* 🟡 (auto: B-1 open 4 wd) · shipped 1 (▲1) · in progress 2 (▼1) · blockers 2 open (▲1) \
/ 1 solved (▲1) · requests +1 (▲1) (top F-6 ▲5) · actions 1/3 done (▲1) · participation 92 % (▼3)
(B-1 has been in the way for 4 working days. 2 features have slipped, F-3 among them. A-2 is overdue.)
*Notes*
• Ana: We show it on Monday
*Shipped (1)*
• *{AS_LINK}* CSV export
*Moving (1)*
• *F-2* Dark mode · planned → building
*In progress, not moved (1)*
• *F-3* Search · building
*Slipped (2)*
• *F-3* Search · target was Wed 25 Nov, building
• *F-4* Vouchers · target Fri 27 Nov → Fri 4 Dec
*New requests (1)*
• *F-5* Gift cards · 3 votes (▲3)
*More votes (1)*
• *F-6* Invoices · 9 votes (▲5)
*Blockers: 2 open, 2 new, 1 solved*
• *B-1* staging keys · Ida · 4 wd · acked
• *B-2* the lift · Ben · 0 wd · new
• ✅ *B-3* the printer · solved after 1 wd
*Actions: 1 done, 1 overdue, 2 open*
• *A-2* fix the CI · Ben · due Tue 24 Nov
• ✅ *A-1* write it down · Ana
*Decided (1)*
• *D-1* We drop the old basket
*Next seven days*
• Planning: Tue 1 Dec 10:00 CET
• *F-4* Vouchers · target Fri 4 Dec, new
(From what the team kept between Fri 20 Nov 16:00 CET and Fri 27 Nov 16:00 CET. ▲▼ against the time before.)"""

SUMMARY = f"""\
*Checkout* 🟡 · since Sat 21 Nov
(2 of 9 have not answered today.)
I propose yellow: B-1 has been in the way for 4 working days. 2 features have slipped, F-3 among them. A-2 is overdue.
Shipped 1 · in progress 2 · slipped 2 · new requests 1 · blockers 2 open, 2 new, 1 solved · actions 1/3 done
*Shipped (1)*
• *{AS_LINK}* CSV export
*Moving (1)*
• *F-2* Dark mode · planned → building
*In progress, not moved (1)*
• *F-3* Search · building
*Slipped (2)*
• *F-3* Search · target was Wed 25 Nov, building
• *F-4* Vouchers · target Fri 27 Nov → Fri 4 Dec
*Open blockers (2)*
• *B-1* staging keys · Ida · 4 wd · acked
• *B-2* the lift · Ben · 0 wd · new
*Overdue actions (1)*
• *A-2* fix the CI · Ben · due Tue 24 Nov
*Requests by votes (2)*
• *F-6* Invoices · 9 votes (▲5)
• *F-5* Gift cards · 3 votes (▲3)
Stand-ups: 23 of 25 answered (92 %)
*Needs a decision (2)*
*F-6* Invoices · new · 9 votes · scored by both sides
*F-5* Gift cards · new · 3 votes
[Share]"""


def read(text: str) -> str:
    return DATE.sub(r"\1", text)


def test_a_digest_tells_the_week_in_order_with_what_changed_since_the_one_before() -> None:
    assert read(shown(digests.digest(told(), team(), ZONE))) == DIGEST


def test_a_summary_tells_how_it_is_and_why_and_what_is_to_be_decided() -> None:
    found = Summary(date(2026, 11, 21), small_week(), 2, 9)
    assert read(shown(summaries.summary(found, team(), share="1|2026-11-21|0"))) == SUMMARY


def test_a_quiet_week_is_one_line() -> None:
    quiet = replace(small_week(), features=(), opened=(), solved=(), actions=(), decisions=())
    found = shown(digests.digest(Told(FRIDAY, quiet, None, ()), team(), ZONE))
    assert found == "*Week 48 · Checkout* 🟡 (auto: B-1 open 4 wd) · a quiet one: one thing happened."
    nothing = WeekFacts(CUT - WEEK, CUT, FRIDAY)
    found = shown(digests.digest(Told(FRIDAY, nothing, None, ()), team(), ZONE))
    assert found == "*Week 48 · Checkout* 🟢 · a quiet one: nothing happened."


def test_a_note_is_told_in_a_quiet_week_too() -> None:
    nothing = Told(FRIDAY, WeekFacts(CUT - WEEK, CUT, FRIDAY), None, (("Ana", "Back on Monday"),))
    assert "• Ana: Back on Monday" in shown(digests.digest(nothing, team(), ZONE))


def test_empty_sections_are_left_out() -> None:
    few = replace(told(), now=replace(small_week(), decisions=(), meetings=(), solved=(), opened=(), blockers=()))
    text = shown(digests.digest(few, team(), ZONE))
    assert "Decided" not in text and "*Blockers" not in text and "Planning" not in text


def test_a_digest_that_comes_every_day_is_named_by_its_day() -> None:
    daily = replace(small_week(), first_at=CUT - timedelta(days=1))
    assert digests.span_in_words(daily, FRIDAY) == "Fri 27 Nov"
    assert digests.span_in_words(small_week(), FRIDAY) == "Week 48"


def test_of_many_things_the_first_are_told_and_the_others_counted() -> None:
    huge = huge_week("Maximiliane" * 8, "x" * 150)
    message = digests.digest(Told(FRIDAY, huge, None, ()), team(), ZONE)
    summed = summaries.summary(Summary(FRIDAY, huge, 2, 9), team(), share="1|2026-11-21|0")
    for text in (message, summed):
        assert characters(text.blocks) <= MESSAGE_CHARACTERS and len(text.blocks) <= MESSAGE_BLOCKS
    assert f"*Shipped ({len(huge.shipped)})*" in shown(message)
    assert "more" in shown(message)
    assert "[Share]" in shown(summed)


def test_a_reference_leads_only_where_an_address_is_safe() -> None:
    assert linked("F-1", "https://example.com/?a=1&b=2") == Mrkdwn("*<https://example.com/?a=1&amp;b=2|F-1>*")
    for unsafe in ("", "javascript:alert(1)", "https://x|y", "https://x> <!channel", "https://" + "x" * 400):
        assert linked("F-1", unsafe) == "*F-1*"
