"""Everything that is said of blockers, roles and App Home, for names and texts of any kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.attendance import Gathering
from bot.domain.blockers import BlockerLine, BlockerState
from bot.domain.features import FeatureStatus
from bot.domain.features.listed import FeatureLine
from bot.domain.message import Message
from bot.messages import blockers, ceremonies, homes, occurrences, refs, teams, welcome
from bot.storage.access import Seat
from bot.storage.action_items import ActionItem, ActionState
from bot.storage.blockers import Blocker
from bot.storage.changes import Change
from bot.storage.homes import Held
from bot.storage.occurrences import Occurrence, Participant
from bot.storage.refs import NamedRef
from bot.storage.summaries import Mine
from bot.storage.teams import Role
from tests.messages.pictures import CLOSES, TUESDAY, ceremony, person, team

HERE = 17
STATES = list(BlockerState)


def line(name: str, text: str, number: int = 4, **more: Any) -> BlockerLine:
    known = BlockerLine(
        number=number,
        text=text,
        state=STATES[number % 3],
        owner=name,
        owner_id=2,
        raised_by=name,
        raised_by_id=1,
        raised_at=CLOSES - timedelta(days=number),
        resolved_at=None,
        age=number,
        team_id=3,
    )
    return replace(known, **more)


def lines_of(picture: Gathering) -> list[BlockerLine]:
    """A blocker for each who answered, and forty from before."""
    said = [
        line(one.name, one.answers.get("blockers", "the keys"), number, raised_by_id=one.person_id, occurrence_id=HERE)
        for number, one in enumerate(picture.attendees, start=100)
    ]
    before = [line(one.raised_by, one.text, number, occurrence_id=3) for number, one in enumerate(said[:40])]
    return [*before, *said]


def of_a_gathering(picture: Gathering, zone: ZoneInfo) -> Iterator[tuple[str, Message]]:
    """The wrap-up and the cards with blockers and references in them."""
    lines = lines_of(picture)
    yield "wrap-up with blockers", occurrences.wrap_up(picture, zone, updated_at=CLOSES, blockers=lines)
    for somebody in picture.answered[:2]:
        named = refs.named_line([NamedRef(f"F-{n}", somebody.name * 9, "planned") for n in range(20)])
        below = [*blockers.on_the_card(lines[-1]), *named]
        yield "card with a blocker", occurrences.card(picture, somebody, below=below)
        yield "prompt with references", occurrences.prompt(picture, somebody, below=named)
        notes = [blockers.by_answer(Blocker(number=4, state=state)) for state in STATES]
        yield "saved with notes", ceremonies.saved(picture, somebody, zone, changed=True, notes=notes)


def of_blockers(name: str, text: str) -> Iterator[tuple[str, Message]]:
    """One blocker, its moves and its history, and the pages of a list of eighty."""
    one, by = line(name, text), person(name)
    yield "blocker told", blockers.told("raised", one, owner=name, buttons=blockers.buttons_of(one))
    for sentence in ("reworded", "unchanged", "acked", "acked_already", "resolved", "resolved_already", "taken"):
        yield f"blocker {sentence}", blockers.told(sentence, one)
    for sentence in ("assigned", "assigned_already"):
        yield f"blocker {sentence}", blockers.told(sentence, one, owner=name)
    for state in STATES:
        whats = ("text", "state", "owner") * 20
        history = [(Change(what=what, before=text, after=text, why=text, at=CLOSES), by) for what in whats]
        yield f"blocker shown {state}", blockers.shown(replace(one, state=state), name, history)
    yield "blocker asks you", blockers.asks_you(one, name, by)
    many = [line(name, text, number) for number in range(80)]
    for scope in ("team", "mine", "all"):
        for start in (0, 40, 70):
            page = blockers.listed(scope, name, many, start=start, reader_id=1)
            yield f"blockers {scope} {start}", blockers.paged(page, "team.3", start, 80)
        yield f"no blockers {scope}", blockers.listed(scope, name, [], start=0, reader_id=1)


def of_roles(name: str) -> Iterator[tuple[str, Message]]:
    """Who is what in a team of 150, and what a new role is."""
    here, roles = team(name), list(Role)
    crowd = [(person(name, number), roles[number % len(roles)]) for number in range(150)]
    yield "members", teams.members(here, crowd)
    yield "one member", teams.members(here, crowd[:1])
    for role in roles:
        yield f"is {role}", teams.role_given(here, person(name), role, changed=role != Role.PM)


def homes_of(name: str, text: str, zone: ZoneInfo) -> Iterator[tuple[str, dict[str, Any]]]:
    """App Home of somebody for whom much waits, and of a guest with one form."""
    here, series = team(name[:80]), ceremony(name[:80])
    seat = Seat(Occurrence(id=HERE, day=TUESDAY), series, here, Participant(deadline_at=CLOSES))
    item = ActionItem(number=7, text=text, due_on=date(2026, 11, 20), state=ActionState.OPEN)
    wanted = FeatureLine(
        id=1,
        number=12,
        title=text,
        area="",
        status=FeatureStatus.PLANNED,
        status_at=CLOSES,
        horizon=None,
        target_on=None,
        author_id=1,
        author=name,
        owner_id=None,
        owner=None,
        created_at=CLOSES,
    )
    many = Mine([seat] * 30, [line(name, text)] * 30, [(item, here)] * 30, [wanted] * 30, TUESDAY)
    rows = [Held(series, here, CLOSES)] * 60
    yield "busy home", welcome.home(rows, zone, waiting=homes.waiting(many, zone), may_set_up=True)
    guest = homes.waiting(Mine([seat], [], [], [], TUESDAY), zone)
    yield "home of a guest with a form", welcome.home([], zone, waiting=guest, may_set_up=False)
