"""Everything that is said of agendas and decisions, ordinary and extreme: for judges, the SDK and the constants."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.domain.agendas import Agenda, Moved, OpenAction, Point, Tick, Undecided
from bot.domain.blockers import BlockerLine, BlockerState
from bot.domain.message import Message
from bot.messages import agenda_answers, agendas, decisions
from bot.storage.ceremonies import Ceremony
from bot.storage.decisions import Decided, Decision
from bot.storage.refs import NamedRef
from bot.storage.teams import Team
from tests.messages.pictures import BERLIN, CLOSES, ceremony, person

ZONE = ZoneInfo(BERLIN)


def agenda(name: str = "Weekly", text: str = "Who writes the notes?", *, many: int = 3, state: str = "open") -> Agenda:
    """An agenda with so many of everything, each in these words."""
    ticks = list(Tick)
    return Agenda(
        occurrence_id=17,
        team=name,
        name=name,
        starts_at=CLOSES,
        length=timedelta(minutes=30),
        state=state,
        points=tuple(
            Point(f"G-{n}", text, name, ticks[n % len(ticks)], 15, n % 3, "F-12", outcome=text) for n in range(many)
        ),
        moved=tuple(Moved(f"F-{n}", text, "new", "building") for n in range(many)),
        blockers=tuple(_blocker(n, name, text) for n in range(many)),
        actions=tuple(OpenAction(f"A-{n}", text, name if n % 2 else "", date(2026, 11, 20)) for n in range(many)),
        undecided=tuple(Undecided(f"F-{n}", text, ("triage", "product", "development")[n % 3]) for n in range(many)),
        left_open=many,
        decisions=tuple((f"D-{n}", text) for n in range(many)),
    )


def _blocker(number: int, name: str, text: str) -> BlockerLine:
    state = BlockerState.OPEN
    return BlockerLine(number, text, state, name, 1, name, 1, CLOSES, None, age=number % 3, team_id=3)


def meeting(name: str) -> Ceremony:
    return ceremony(name, weekdays=frozenset({1}), every=2, post_before_min=120, length_min=30)


def decided(name: str, text: str, number: int = 1) -> Decided:
    return Decision(id=number, workspace_id=1, team_id=3, number=number, text=text, by_id=1, at=CLOSES), person(name)


def of_the_agenda(here: Team, name: str, text: str) -> Iterator[tuple[str, Message]]:
    """All of them, once small and once of a team of 60 with 200 of everything."""
    for size, many in (("nothing", 0), ("little", 3), ("much", 200)):
        for state in ("open", "closed", "skipped"):
            yield f"agenda: {size} {state}", agendas.posted(agenda(name, text, many=many, state=state), ZONE)
        picture = agenda(name, text, many=many)
        parts = [agenda_answers.Listed(name, CLOSES, picture.points), agenda_answers.Listed("", None, picture.points)]
        for offset in (0, 12, 390):
            yield f"points: {size} {offset}", agenda_answers.listed(parts, ZONE, offset=offset, about="3/")
        rows = [decided(name, text, n) for n in range(min(many, 12))]
        yield f"decisions: {size}", decisions.listed(here, rows, ZONE, total=many, offset=0)
        yield f"notes: {size}", decisions.notes(picture, [decided(name, text, n) for n in range(many)], ZONE)
    yield from _answers(here, name, text)


def _answers(here: Team, name: str, text: str) -> Iterator[tuple[str, Message]]:
    series, named = meeting(name), [NamedRef("F-12", text, "planned")] * 8
    point = Point("G-1", text, name, minutes=15, carried=2, about="F-12", outcome=text)
    yield (
        "meeting set up",
        agenda_answers.created(series, here, [CLOSES] * 3, ZONE, adopted=2, new_team=True, bot_is_in=False),
    )
    yield "no meeting", agenda_answers.none_yet(here)
    yield "point added", agenda_answers.added(point, name, CLOSES, ZONE, named)
    yield "point is there", agenda_answers.already("G-1", "F-12", name, CLOSES, ZONE)
    choices = {f"{number}": name for number in range(30)}
    yield "which meeting", agenda_answers.which_meeting(text, choices, unknown=name)
    yield "point done", agenda_answers.done(point)
    yield "point dropped", agenda_answers.dropped(point)
    yield "point put off", agenda_answers.put_off(point, name, CLOSES, ZONE)
    yield "agenda posted", agenda_answers.posting(name, here, CLOSES, ZONE, again=True)
    yield "date skipped", agenda_answers.skipped(name, CLOSES, CLOSES, ZONE, points=True)
    yield "meeting ended", agenda_answers.ended(series, here, open_points=2, heir=name)
    yield "meeting ended, nothing left", agenda_answers.ended(series, here, open_points=0, heir="")
    yield "points homeless", agenda_answers.homeless(series, here, 2)
    yield "decided", decisions.decided(decided(name, text)[0], named)
    yield "no notes", decisions.no_notes(here, name)
    yield "agenda of one day", agendas.posted(agenda(name, text, many=1), ZONE)
