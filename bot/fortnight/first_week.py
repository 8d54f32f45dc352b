"""The first week: everything is set up, retries are built and shipped, and the team looks back for the first time."""

from __future__ import annotations

from datetime import date

from bot.fortnight.acts import Fills, FillsForm, LogsMessage, Presses, Says, Votes
from bot.fortnight.telling import Day

FIRST_WEEK: tuple[Day, ...] = (
    Day(
        date(2026, 11, 6),
        (
            ("16:30", "Ana", Says("/team new Checkout", hears="*Checkout* is a team now")),
            ("16:31", "Ana", Says("/team role @Ben lead", hears="Ben")),
            ("16:31", "Ana", Says("/team role me pm", hears="product manager")),
            ("16:31", "Ana", Says("/standup new Daily at 9:30 mon-fri close 12:00", hears="*Daily*")),
            ("16:31", "Ana", Says("/agenda new Planning every week on tue at 15:00 length 30m", hears="*Planning*")),
            ("16:31", "Ana", Says("/digest new Weekly every fri at 16:00", hears="*Weekly* is set up")),
        ),
    ),
    Day(
        date(2026, 11, 9),
        (
            ("09:35", "Chi", Fills({"yesterday": "Sketches of the empty basket", "today": "Flow for saved cards"})),
            (
                "09:35",
                "Gil",
                Fills(
                    {
                        "yesterday": "Payment retries, first half",
                        "today": "Payment retries, second half",
                        "blockers": "The bank has not sent its sandbox keys",
                    }
                ),
            ),
            ("09:35", "Ana", Fills({"yesterday": "Asked three shops about refunds", "today": "Scores"})),
            ("10:00", "Ana", Says("/feature log Export to CSV | Finance asks for it every month", hears="*F-1*")),
            ("10:00", "Gil", Says("/feature Retry failed payments --area Payments", hears="*F-2*")),
            (
                "10:00",
                "Ana",
                FillsForm(
                    "/feature",
                    {
                        "title": "Refunds for a part of an order",
                        "details": "Three shops asked for it",
                        "area": "Payments",
                    },
                ),
            ),
            ("10:00", "Ana", Says("/feature score F-2 reach=800 impact=2", hears="F-2")),
            ("10:00", "Ana", Says("/feature score F-1 reach=300 impact=1", hears="F-1")),
            ("10:00", "Ana", Says("/feature plan F-2 now target:2026-11-13", hears="F-2")),
            ("10:00", "Gil", Says("A shop asks: can one save the basket and open it on the phone?")),
            ("09:35", "Ben", Fills({"yesterday": "Reviews", "today": "Estimates, then retries with Gil"})),
            ("09:35", "Hua", Fills({"yesterday": "Load tests", "today": "Load tests for F-2"})),
            ("09:35", "Hua", LogsMessage("can one save the basket", hears="*F-4*")),
            ("09:35", "Ben", Says("/feature score F-2 conf=80 effort=1.5", hears="853")),
            ("09:35", "Ben", Says("/feature status F-2 building", hears="building")),
            ("09:35", "Ben", Says("/feature vote F-1", hears="1 vote")),
            ("09:35", "Hua", Says("/feature vote F-1", hears="2 votes")),
        ),
    ),
    Day(
        date(2026, 11, 10),
        (
            ("09:35", "Chi", Fills({"yesterday": "Flow for saved cards", "today": "Words for failed payments"})),
            ("09:35", "Chi", Says("/feature vote F-1", hears="3 votes")),
            (
                "09:35",
                "Ana",
                Says("/standup log y: scores t: plan the refunds, F-3 b: nothing", hears="Saved for *Daily*"),
            ),
            (
                "09:35",
                "Gil",
                Fills({"yesterday": "Retries run here", "today": "Retries against a pretend bank"}, {"B-1": "still"}),
            ),
            ("11:00", "Gil", Says("/agenda Who answers support on Fridays? 10m", hears="*G-1*")),
            ("19:00", "Chi", Says("/agenda add A look at the empty basket 15m", hears="*G-2*")),
            ("15:20", "Ana", Says("/agenda done G-2 Chi tries the second sketch", hears="*G-2*")),
            ("15:20", "Ana", Says("/agenda decide We build retries before refunds ref F-2", hears="*D-1*")),
            ("09:35", "Ben", Fills({"yesterday": "Estimates", "today": "Retries with Gil"})),
            ("09:35", "Hua", Fills({"yesterday": "Load tests", "today": "Alarms for failed payments"})),
            ("09:35", "Hua", Says("/feature vote F-3", hears="1 vote")),
        ),
    ),
    Day(
        date(2026, 11, 11),
        (
            (
                "09:35",
                "Chi",
                Fills(
                    {
                        "yesterday": "Words for failed payments",
                        "today": "Sketches for F-3",
                        "blockers": "No test shop has orders with several parts",
                    }
                ),
            ),
            ("09:35", "Ana", Presses("Skip today", on="Daily", own=True)),
            (
                "09:35",
                "Gil",
                Fills({"yesterday": "Pretend bank", "today": "The real sandbox", "blockers": ""}, {"B-1": "resolved"}),
            ),
            ("10:00", "Ana", Says("/standup blocker B-2 assign @Gil", hears="Gil")),
            ("10:00", "Gil", Presses("I'm on it", on="B-2", own=True)),
            ("11:00", "Ana", Says("/feature status F-3 designing", hears="designing")),
            ("11:00", "Ana", Says("/feature own F-3 @Chi", hears="Chi")),
            ("11:00", "Ana", Says("/feature plan F-3 now target:2026-11-20", hears="F-3")),
            ("09:35", "Ben", Fills({"yesterday": "Retries", "today": "Retries against the sandbox"})),
            ("10:00", "Ben", Says("/feature status F-2 testing", hears="testing")),
            ("12:10", "Hua", Fills({"yesterday": "Alarms", "today": "Load tests against the sandbox"})),
        ),
    ),
    Day(
        date(2026, 11, 12),
        (
            (
                "09:35",
                "Chi",
                Fills({"yesterday": "Sketches for F-3", "today": "Sketches for F-3"}, {"B-2": "still"}),
            ),
            ("09:35", "Ana", Fills({"yesterday": "A day with the finance people", "today": "Words for the launch"})),
            ("10:00", "Ana", Says("/retro start hidden", hears="*Retro 1*")),
            ("10:00", "Ana", Says("/retro + The talks with the three shops", hears="*R-1*")),
            ("10:00", "Gil", Says("/retro ! Pair on reviews across the ocean", hears="*R-2*")),
            ("09:35", "Ben", Fills({"yesterday": "Sandbox", "today": "Ship the retries"})),
            ("09:35", "Hua", Fills({"yesterday": "Load tests", "today": "Watch the alarms"})),
            ("09:35", "Ben", Says("/retro - The tests take an hour", hears="*R-3*")),
            ("09:35", "Hua", Says("/retro ? Who answers support on Fridays", hears="*R-4*")),
            ("11:00", "Ben", Says("/feature status F-2 shipped", hears="shipped")),
        ),
    ),
    Day(
        date(2026, 11, 13),
        (
            ("09:35", "Chi", Fills({"yesterday": "Sketches", "today": "Sketches of F-3 to Ana"}, {"B-2": "still"})),
            (
                "09:35",
                "Chi",
                FillsForm("/retro add", {"column": "Went well", "text": "Retries went out without a night shift"}),
            ),
            ("09:35", "Ana", Fills({"yesterday": "The launch of F-2", "today": "Retro and roadmap"})),
            ("09:35", "Gil", Fills({"yesterday": "A day off sick", "today": "A test shop for Chi"})),
            ("10:00", "Ana", Says("/retro next", hears="all cards on the table")),
            ("10:00", "Ana", Says("/retro next", hears="voting")),
            ("10:00", "Ana", Votes("The tests take an hour", 2)),
            ("10:00", "Gil", Votes("The tests take an hour", 1)),
            ("10:00", "Gil", Votes("Pair on reviews across the ocean", 3)),
            ("11:00", "Gil", Says("/feature log Dark mode for the shop", hears="*F-5*")),
            ("09:35", "Ben", Fills({"yesterday": "Shipped F-2", "today": "Estimates for F-1"})),
            ("09:35", "Ben", Votes("The tests take an hour", 3)),
            ("09:35", "Hua", Votes("Who answers support on Fridays", 2)),
            ("15:40", "Ana", Presses("Next", on="voting")),
            (
                "15:40",
                "Ana",
                Says("/retro action Cut the tests to ten minutes @Ben due:2026-11-18", hears="A-1"),
            ),
            ("15:40", "Ana", Presses("Next topic", on="talking")),
            (
                "15:40",
                "Gil",
                Presses(
                    "Add an action",
                    on="talking",
                    fills={"text": "Pair on one review a week", "owner": "Gil", "due": "2026-11-27"},
                ),
            ),
            ("15:40", "Ana", Says("/retro action Write down who answers support @Hua due:2026-11-19", hears="A-3")),
            ("15:40", "Ana", Presses("On to what we will do", on="talking")),
            ("15:40", "Ana", Presses("Close", on="what we will do")),
        ),
    ),
)
