"""The second week: refunds come near, a wish is declined, and the next retro begins by itself."""

from __future__ import annotations

from datetime import date

from bot.fortnight.acts import Fills, LogsMessage, Presses, Says
from bot.fortnight.telling import Day

SECOND_WEEK: tuple[Day, ...] = (
    Day(
        date(2026, 11, 16),
        (
            ("09:35", "Chi", Fills({"yesterday": "Sketches", "today": "Errors of F-3"}, {"B-2": "still"})),
            ("09:35", "Ana", Fills({"yesterday": "Roadmap", "today": "Wishes of last week"})),
            ("09:35", "Gil", Fills({"yesterday": "A test shop", "today": "Refunds, first half"})),
            ("10:00", "Ana", Says("/retro schedule every 2 weeks on fri at 15:00", hears="begins by itself")),
            ("10:00", "Ana", Says("/feature show F-4", hears="F-4 A shop asks")),
            ("10:00", "Ana", Presses("Discuss", on="F-4 A shop asks")),
            ("09:35", "Ben", Fills({"yesterday": "Estimates for F-1", "today": "Shorter tests"})),
            (
                "09:35",
                "Hua",
                Fills({"yesterday": "Alarms", "today": "Who answers support", "blockers": "The staging disk is full"}),
            ),
            ("09:35", "Hua", Presses("Discuss", on="The staging disk is full")),
            ("09:35", "Ben", Says("/feature score F-1 conf=50 effort=2", hears="75")),
            ("09:35", "Ben", Says("/feature status F-3 building", hears="building")),
        ),
    ),
    Day(
        date(2026, 11, 17),
        (
            ("09:35", "Chi", Fills({"yesterday": "Errors of F-3", "today": "Words of F-3"}, {"B-2": "still"})),
            ("09:35", "Ana", Fills({"yesterday": "Wishes", "today": "Planning"})),
            ("09:35", "Gil", Fills({"yesterday": "Refunds", "today": "Refunds, second half"})),
            ("15:20", "Ana", Says("/agenda done G-1 Hua writes it down, see A-3", hears="*G-1*")),
            ("15:20", "Ana", Says("/agenda later G-3", hears="*G-3*")),
            ("15:20", "Ana", Says("/agenda decide No dark mode this year ref F-5", hears="*D-2*")),
            (
                "15:20",
                "Ana",
                Says('/feature status F-5 declined --why "Two shops asked for it in a year"', hears="declined"),
            ),
            ("09:35", "Ben", Fills({"yesterday": "Shorter tests", "today": "Shorter tests"})),
            ("09:35", "Hua", Fills({"yesterday": "Support", "today": "A bigger disk"}, {"B-3": "resolved"})),
        ),
    ),
    Day(
        date(2026, 11, 18),
        (
            ("09:35", "Chi", Fills({"yesterday": "Words of F-3", "today": "Try the test shop"}, {"B-2": "still"})),
            ("09:35", "Ana", Fills({"yesterday": "Planning", "today": "Talks with shops"})),
            ("09:35", "Gil", Fills({"yesterday": "Refunds", "today": "The test shop for Chi"})),
            ("11:00", "Gil", Says("/standup blocker B-2 resolve The shop Basket & Sons has them now", hears="*B-2*")),
            ("11:00", "Ana", Says("A shop wants to see the price with tax in the basket already")),
            ("11:00", "Ana", LogsMessage("price with tax", hears="*F-6*")),
            ("19:00", "Chi", Says("/feature vote F-4", hears="1 vote")),
            ("11:00", "Gil", Says("/feature vote F-4", hears="2 votes")),
            ("11:00", "Ana", Says("/feature vote F-4", hears="3 votes")),
            ("09:35", "Ben", Fills({"yesterday": "Shorter tests", "today": "Reviews"})),
            ("09:35", "Hua", Fills({"yesterday": "A bigger disk", "today": "Support"})),
            ("09:35", "Ben", Says("/retro done A-1", hears="A-1")),
            ("09:35", "Hua", Says("/agenda drop G-4", hears="*G-4*")),
            ("09:35", "Hua", Says("/feature vote F-6", hears="1 vote")),
        ),
    ),
    Day(
        date(2026, 11, 19),
        (
            ("09:35", "Ana", Fills({"yesterday": "Talks with shops", "today": "The launch of F-3"})),
            ("09:35", "Gil", Fills({"yesterday": "The test shop", "today": "F-3 with Chi"})),
            ("10:00", "Ana", Says("/feature plan F-1 now target:2026-11-26", hears="F-1")),
            ("10:00", "Ana", Says("/feature plan F-3 now target:2026-11-25", hears="F-3")),
            ("10:00", "Ana", Says("/digest note We show the refunds on Monday.", hears="Your note")),
            ("09:35", "Ben", Fills({"yesterday": "Reviews", "today": "F-3 to testing"})),
            ("09:35", "Hua", Fills({"yesterday": "Support", "today": "Load tests for F-3"})),
            ("09:35", "Ben", Says("/feature status F-3 testing", hears="testing")),
            ("09:35", "Ben", Says("/agenda What do we build after the refunds? 15m", hears="*G-5*")),
        ),
    ),
    Day(
        date(2026, 11, 20),
        (
            ("09:35", "Chi", Fills({"yesterday": "A day at a shop", "today": "Pictures for the launch"})),
            ("09:35", "Ana", Fills({"yesterday": "The launch of F-3", "today": "Retro"})),
            ("09:35", "Gil", Fills({"yesterday": "F-3 with Chi", "today": "Faults of F-3"})),
            ("15:05", "Ana", Presses("Next", on="what was promised before")),
            ("15:05", "Ana", Says("/retro + Ten minutes of tests, at last", hears="*R-6*")),
            ("15:05", "Gil", Says("/retro - Two days lost to a full disk", hears="*R-7*")),
            ("09:35", "Ben", Fills({"yesterday": "F-3 to testing", "today": "Exports"})),
            ("09:35", "Ben", Says("/retro + A test shop for everything", hears="*R-8*")),
            ("16:05", "Ana", Says("/summary", hears="since Sat 14 Nov")),
            ("16:05", "Ana", Presses("Share", on="since Sat 14 Nov")),
            ("10:30", "Hua", Fills({"yesterday": "Load tests", "today": "Faults of F-3"})),
        ),
    ),
)
