"""The way of texts through the house, many at a time: the door, the database, what is said of them, Slack's judge."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import count

from sqlalchemy import select

from bot.domain.attendance import Gathering
from bot.domain.standups import parse_log
from bot.domain.standups.log import AnswerTooLong
from bot.domain.text import CLOSE, OPEN, meant, normalised
from bot.jobs.timetable import timetable
from bot.storage.ceremonies import Ceremony
from bot.storage.occurrences import Occurrence
from bot.storage.reports import gatherings
from bot.storage.teams import Team
from tests.commands.counter import Counter
from tests.hostile.verdicts import against
from tests.storage.cast import MONDAY

SECTIONS = ("yesterday", "today", "blockers")
FIELD = 3000
MOST_LINES = 60
NAME_IN_TOKEN = re.compile(rf"(?<={OPEN})(@[UW][A-Z0-9]+)\|[^{CLOSE}]*(?={CLOSE})")


class Gauntlet:
    """Ana answers one stand-up again and again; `wrong` tells what went wrong on the way."""

    def __init__(self, counter: Counter) -> None:
        self._counter, self._views = counter, count(1)
        self.wrong: list[str] = []
        assert "is set up for" in counter.says("Ana", "/standup new Daily at 9:30 close 12:00")
        assert "Saved" in counter.says("Ana", "/standup log t: first")
        with counter.db.read() as session:
            self._team = session.scalars(select(Team)).one()
            self._occurrence = str(session.scalars(select(Occurrence.id)).one())
            assert session.scalars(select(Ceremony.name)).one() == "Daily"

    def run(self, texts: Iterable[str]) -> list[str]:
        """All of them, half by form and half by command, then the jobs; everything that went wrong."""
        fields = packed(texts)
        for number, three in enumerate(_threes(fields)):
            if number % 2:
                self._by_form(dict(zip(SECTIONS, three, strict=False)))
            else:
                for text in three:
                    self._by_command(text)
        for line in timetable(self._counter.db, self._counter.slack.client, self._counter.metrics):
            line.run(MONDAY)
        return [*self.wrong, *self._counter.slack.refused(), *self._faults()]

    def _by_form(self, values: Mapping[str, str]) -> None:
        self._counter.sends("Ana", "standup.answer", self._occurrence, view=f"V{next(self._views)}", **values)
        self._look({section: normalised(text, FIELD) for section, text in values.items()})

    def _by_command(self, text: str) -> None:
        said = self._counter.says("Ana", f"/standup log t: {text}")
        try:
            expected = parse_log(meant(f"log t: {text}").removeprefix("log "))
        except AnswerTooLong as refusal:
            if str(refusal) not in said or "typed" not in said:
                self.wrong.append(f"answered {ascii(said)[:200]} to {len(text)} characters")
            return
        if not said.startswith(("Saved", "Changed", "Nothing")):
            self.wrong.append(f"answered {ascii(said)[:200]} to {ascii(text)[:200]}")
        self._look(expected)

    def _look(self, expected: Mapping[str, str]) -> None:
        """What is read back is what the normaliser promised, and all that is said of it is harmless."""
        picture = self._picture()
        (ana,) = picture.attendees
        for section, text in expected.items():
            kept = NAME_IN_TOKEN.sub(r"\1", ana.answers.get(section, ""))
            if kept != NAME_IN_TOKEN.sub(r"\1", text):
                self.wrong.append(f"kept {ascii(kept)[:200]} for {ascii(text)[:200]}")
        self.wrong += [f"{line}, of {ascii(dict(expected))[:300]}" for line in against(picture, ana)]

    def _picture(self) -> Gathering:
        with self._counter.db.read() as session:
            (found,) = gatherings(session, self._team, MONDAY.date(), MONDAY.date(), now=MONDAY)
        return found

    def _faults(self) -> list[str]:
        """What a person was apologised to for."""
        counted = self._counter.metrics.commands.collect()
        return [
            f"{sample.labels}: {sample.value:g} times"
            for metric in counted
            for sample in metric.samples
            if sample.labels.get("outcome") == "fault" and sample.value
        ]


def packed(texts: Iterable[str]) -> list[str]:
    """One text a line, as many as a field holds; what is too long for one is alone in it."""
    fields: list[list[str]] = [[]]
    for text in texts:
        field = "\n".join([*fields[-1], text])
        if fields[-1] and (len(field) > FIELD or len(field.splitlines()) > MOST_LINES):
            fields.append([])
        fields[-1].append(text)
    return ["\n".join(field) for field in fields]


def _threes(fields: list[str]) -> list[list[str]]:
    return [fields[start : start + len(SECTIONS)] for start in range(0, len(fields), len(SECTIONS))]
