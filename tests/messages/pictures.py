"""Gatherings as plain values, ordinary and extreme, for whatever is said of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from bot.domain.attendance import Attendee, Gathering, Standing
from bot.domain.text import CLOSE, OPEN
from bot.storage.ceremonies import Ceremony
from bot.storage.people import Person
from bot.storage.teams import Team

TUESDAY = date(2026, 11, 24)
CLOSES = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
BERLIN = "Europe/Berlin"

ANSWERS = {
    "one long line": "x" * 3000,
    "1,500 lines": "a\n" * 1500,
    "nothing but markup": "<!channel> *b* _i_ `c` ~s~ &amp; <@U0ANA00001> " * 70,
    "escaped five times over": "&" * 3000,
    "right to left": "\u202eשלום עולם " * 250,
    "joined": "👩\u200d👩\u200d👧\u200d👦" * 400,
    "mentions": f"{OPEN}@U0BEN00001|ben{CLOSE} " * 120,
    "links": f"{OPEN}https://example.com/{'p' * 80}|a label{CLOSE}\n" * 25,
    "blank": " \n\t\n ",
}
NAMES = {
    "broadcast": "<!channel> <@U0ANA00001>",
    "ampersands": "&" * 80,
    "angles": "<>" * 40,
    "backticks": "`*_~" * 20,
    "right to left": "\u202eשלום" * 16,
    "long": "Maximiliane " * 7,
}


def attendee(
    name: str = "Ana",
    standing: Standing = Standing.PENDING,
    *,
    zone: str = BERLIN,
    edited: bool = False,
    number: int = 1,
    **answers: str,
) -> Attendee:
    return Attendee(
        person_id=number,
        slack_id=f"U{number:09}",
        name=name,
        zone=zone,
        standing=standing,
        answers=answers,
        edited=edited,
        prompt_at=datetime(2026, 11, 24, 8, 30, tzinfo=UTC),
        deadline_at=CLOSES,
    )


def gathering(*attendees: Attendee, ceremony: str = "Daily", team: str = "Checkout") -> Gathering:
    return Gathering(
        occurrence_id=17,
        kind="standup",
        ceremony=ceremony,
        team=team,
        channel="C0CHECKOUT",
        day=TUESDAY,
        closes_at=CLOSES,
        attendees=attendees,
    )


def crowd(name: str, answer: str, people: int = 60, standing: Standing | None = None) -> Gathering:
    """Sixty people of one name and one answer, in all standings in turn unless one is given."""
    standings = list(Standing) if standing is None else [standing]
    sections = dict.fromkeys(("yesterday", "today", "blockers"), answer)
    everybody = [
        attendee(name, standings[number % len(standings)], number=number + 1, edited=True, **sections)
        for number in range(people)
    ]
    return gathering(*everybody, ceremony=name[:80], team=name[:80])


def crowds() -> dict[str, Gathering]:
    """Every extreme: each name with a short answer, each answer with a short name, and all of one standing."""
    found = {f"name: {which}": crowd(name, "refunds") for which, name in NAMES.items()}
    found |= {f"answers: {which}": crowd("Ana", text) for which, text in ANSWERS.items()}
    found |= {
        f"all {one}: {n}": crowd(NAMES[n], "x" * 3000, 60, one) for one in Standing for n in ("ampersands", "long")
    }
    found["nobody"] = gathering()
    found["alone"] = gathering(attendee("Ana", Standing.ANSWERED, today="refunds"))
    return found


def team(name: str = "Checkout") -> Team:
    return Team(id=3, workspace_id=1, name=name, channel="C0CHECKOUT", zone=BERLIN)


def ceremony(name: str = "Daily", **columns: Any) -> Ceremony:
    given: Mapping[str, Any] = {
        "at": time(9, 30),
        "zone": None,
        "weekdays": frozenset(range(5)),
        "every": 1,
        "closes_at": time(12),
        "closes_after_min": None,
        "remind_before_min": 30,
    }
    return Ceremony(id=5, workspace_id=1, team_id=3, name=name, kind="standup", **{**given, **columns})


def person(name: str = "Ana", number: int = 1) -> Person:
    return Person(id=number, workspace_id=1, slack_id=f"U{number:09}", name=name)
