"""Two weeks of a team of five in three zones, told by the bot: every word of it was written by hand beforehand."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from bot.fortnight import BEGINS, CHANNEL, STORY, gather, tell
from bot.simulator.cast import cast
from bot.simulator.driver import Message, Slack
from bot.simulator.server import running
from tests.wire.conftest import SPEED
from tests.wire.setups import BY_SOCKET, ON_POSTGRESQL, ON_SQLITE, Setup, bot_in

TEXTS = Path(__file__).parent / "fortnight_texts"
ONCE_EACH = (
    ON_SQLITE,
    pytest.param(ON_POSTGRESQL, marks=pytest.mark.slow),
    pytest.param(BY_SOCKET, marks=pytest.mark.slow),
)
# Agendas change while points are ticked off: each is read just before somebody does this on that day.
AGENDAS = {
    (date(2026, 11, 10), "15:20", "Ana"): "first_agenda",
    (date(2026, 11, 11), "09:35", "Ana"): "first_agenda_over",
    (date(2026, 11, 17), "15:20", "Ana"): "second_agenda",
    (date(2026, 11, 18), "09:35", "Ana"): "second_agenda_over",
}


@pytest.mark.timeout(400)
@pytest.mark.parametrize("setup", ONCE_EACH, ids=str)
def test_two_weeks_of_a_team_are_told_as_they_were_written_by_hand(setup: Setup, tmp_path: Path) -> None:
    with running(cast(BEGINS), speed=SPEED) as sim:
        slack = Slack(sim.url)
        with bot_in(setup, slack, tmp_path / "bot"):
            found = read_the_story(slack)
    assert found.keys() == {path.stem for path in TEXTS.iterdir()}
    for name, text in found.items():
        assert text.splitlines() == (TEXTS / f"{name}.txt").read_text().splitlines(), name


def read_the_story(slack: Slack) -> dict[str, str]:
    """Play it, and keep what Ana reads in the channel: by the name of the text."""
    found: dict[str, str] = {}

    def look(day: date, at: str, who: str) -> None:
        name = AGENDAS.get((day, at, who))
        if name is not None:
            found.setdefault(name, newest(slack, "Checkout · Planning").text)

    gather(slack)
    tell(slack, STORY, before=look)
    found["first_digest"] = newest(slack, "Week 46").text
    found["second_digest"] = newest(slack, "Week 47").text
    # Where cards are hidden, the lot decides which number each has.
    found["retro_summary"] = re.sub(r"R-\d", "R-…", newest(slack, "Retro 1* - Thu 12 Nov").text)
    found["summary"] = newest(slack, "since Sat 14 Nov", ephemeral=True).text
    return found


def newest(slack: Slack, words: str, *, ephemeral: bool = False) -> Message:
    """The newest message in the channel with these words, as Ana sees it: one for all, or (`ephemeral`) for her."""
    seen = slack.messages(CHANNEL, seen_by="Ana")
    return [each for each in seen if words in each.text and each.ephemeral == ephemeral][-1]
