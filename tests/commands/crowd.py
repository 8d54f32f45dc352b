"""A team of sixty that fills everything to the brim: two hundred features, eighty cards, the longest texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import cycle, islice
from typing import TypeVar

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.domain.features import FeatureStatus, Horizon, Side
from bot.domain.features.new import NewFeature
from bot.domain.grammar.words import on_one_line
from bot.domain.retros import Phase
from bot.domain.text import meant
from bot.jobs.timetable import timetable
from bot.simulator.world import Person as Described
from bot.storage import features
from bot.storage.access import Seat
from bot.storage.action_items import new_action_item
from bot.storage.agendas import add_point
from bot.storage.blockers import raise_blocker
from bot.storage.ceremonies import Ceremony, take_part
from bot.storage.decisions import decide
from bot.storage.digests import add_note
from bot.storage.living import LivingMessage
from bot.storage.occurrences import Occurrence, OccurrenceState, participant_of
from bot.storage.outbox import OutboundMessage
from bot.storage.people import Person, keep_person
from bot.storage.proceedings import answer
from bot.storage.retro_cards import write_card
from bot.storage.retro_votes import give_votes
from bot.storage.retros import RetroCard, format_of, open_retro
from bot.storage.teams import Team, join_team
from bot.storage.together import series
from tests.commands.counter import Counter
from tests.storage.cast import ACME, CHECKOUT, MONDAY

PEOPLE, FEATURES, CARDS, BLOCKERS, ACTIONS, POINTS, DECISIONS = 60, 200, 80, 60, 60, 40, 40
ASKED_AT, CLOSED_AT = MONDAY + timedelta(hours=1.5), MONDAY + timedelta(hours=4)
MOST_PASSES = 400
# Every standing of a feature and every horizon in turn; days long gone, of this week, and none.
STATUSES, HORIZONS, SIDES = cycle(FeatureStatus), cycle([*Horizon, None]), cycle(Side)
DAYS = cycle([None, date(2026, 11, 2), date(2026, 11, 25)])
NUMBERS = {Side.PRODUCT: {"reach": 8e6, "impact": 3.0}, Side.DEVELOPMENT: {"confidence": 100.0, "effort": 0.5}}
T = TypeVar("T")


def full(text: str, room: int) -> str:
    """That text over and over, as long as a field of that room takes it; as Slack sends it, and as it is stored."""
    stored = meant(((text or "x") * room)[: room * 2], room)
    return stored or "x" * room


@dataclass
class Crowd:
    """The world behind a counter, filled with texts; `text` yields one after the other."""

    counter: Counter
    texts: Iterator[str]

    def text(self, room: int) -> str:
        return full(next(self.texts), room)

    def fill(self) -> None:
        """Everything that a team can have, and a stand-up that everybody has answered."""
        for line in (
            "/team new Checkout",
            "/standup new Daily at 9:30 Europe/Berlin close 12:00",
            "/digest new Weekly every fri at 16:00",
            "/agenda new Planning every 2 weeks on thu at 14:00",
            "/retro start",
        ):
            assert "Try this" not in self.counter.says("Ana", line)
        self._do(self._join)
        self._do(self._ask_for_features)
        self._do(self._write_the_rest)
        self.run(ASKED_AT)
        self._do(self._answer)
        self.run(CLOSED_AT)
        self._do(self._write_cards)

    def run(self, now: datetime) -> None:
        """Everything that the clock does by then, until nothing is left; edits do not wait for each other."""
        self.counter.now = now
        lines = timetable(self.counter.db, self.counter.slack.client, self.counter.metrics, pace=timedelta)
        for _ in range(MOST_PASSES):
            with self.counter.db.write() as session:
                session.execute(update(LivingMessage).values(not_before=None))
                session.execute(update(OutboundMessage).values(not_before=None))
            if not sum(line.run(now) for line in lines):
                return
        raise AssertionError("the jobs do not come to rest")

    def _do(self, what: Callable[[Session, Team, list[Person]], None]) -> None:
        with self.counter.db.write() as session:
            team = session.scalars(select(Team)).one()
            people = [person for person in session.scalars(select(Person).order_by(Person.id)) if not person.is_bot]
            what(session, team, people)

    def _join(self, session: Session, team: Team, people: list[Person]) -> None:
        """Sixty people, in Slack as well as here; each takes part in the stand-up."""
        world = self.counter.slack.sim.world
        for number in range(PEOPLE - len(people)):
            name = on_one_line(self.text(80))[:80] or "x"
            slack_id = f"U0CROWD{number:03}"
            world.people[slack_id] = Described(slack_id, ACME, f"crowd{number}", name, "Europe/Berlin")
            world.channels[CHECKOUT].members.append(slack_id)
            described = {"id": slack_id, "profile": {"display_name": name}, "tz": "Europe/Berlin"}
            people.append(
                keep_person(session, team.workspace_id, described, home=ACME, read_at=datetime.now().astimezone())
            )
        (daily,) = session.scalars(select(Ceremony).where(Ceremony.name == "Daily"))
        for person in people:
            join_team(session, team, person, at=MONDAY)
            take_part(session, daily, team, person, now=MONDAY)

    def _ask_for_features(self, session: Session, team: Team, people: list[Person]) -> None:
        for number, by, day in zip(range(FEATURES), cycle(people), DAYS, strict=False):
            at = MONDAY - timedelta(days=number % 20)
            new = NewFeature(on_one_line(self.text(150)), self.text(3000), on_one_line(self.text(40)))
            one = features.log_feature(session, team, new, by=by, at=at)
            features.move_to(session, one, next(STATUSES), self.text(500), by=by, at=at)
            features.plan(session, one, next(HORIZONS), day, by=by, at=at)
            features.give_to(session, one, by, by=by, at=at)
            features.vote(session, one, by=by, at=at)
            side = next(SIDES)
            features.score(session, one, side, NUMBERS[side], by=by, at=at)
        wanted = session.scalars(select(features.Feature).order_by(features.Feature.id)).first()
        assert wanted is not None
        for person in people:
            features.vote(session, wanted, by=person, at=MONDAY)
            for side, numbers in NUMBERS.items():
                features.score(session, wanted, side, numbers, by=person, at=MONDAY)
            features.edit(session, wanted, title=on_one_line(self.text(150)), details="", area="", by=person, at=MONDAY)

    def _write_the_rest(self, session: Session, team: Team, people: list[Person]) -> None:
        (planning,) = series(session, team, "meeting")
        (weekly,) = series(session, team, "digest")
        for number, by in zip(range(max(BLOCKERS, ACTIONS, POINTS)), people, strict=False):
            at = MONDAY - timedelta(days=number % 9)
            raise_blocker(session, team, self.text(3000), by=by, feature_id=1, at=at)
            new_action_item(session, team, self.text(500), owner=by, due_on=next(DAYS), by=by, at=at)
            if number < POINTS:
                add_point(session, planning, team, self.text(500), occurrence=None, minutes=480, by=by, at=at)
                decide(session, team, self.text(1000), by=by, at=at)
            add_note(session, weekly, team, self.text(500), by=by, now=MONDAY)

    def _answer(self, session: Session, team: Team, people: list[Person]) -> None:
        found = select(Occurrence, Ceremony).join(Ceremony, Ceremony.id == Occurrence.ceremony_id)
        occurrence, daily = session.execute(found.where(Ceremony.name == "Daily")).one()
        assert occurrence.state == OccurrenceState.OPEN
        for person in people:
            place = participant_of(session, occurrence, person.id)
            if place is not None:
                answers = {section: self.text(3000) for section in ("yesterday", "today", "blockers")}
                answer(session, Seat(occurrence, daily, team, place), person, answers, at=self.counter.now)

    def _write_cards(self, session: Session, team: Team, people: list[Person]) -> None:
        retro = open_retro(session, team)
        assert retro is not None
        columns = cycle(format_of(session, retro).columns)
        for by, column in islice(zip(cycle(people), columns, strict=False), CARDS):
            assert write_card(session, retro, column, self.text(1000), by=by, at=self.counter.now)

    def votes(self) -> None:
        """Everybody gives a card two votes, if there is a vote."""

        def vote(session: Session, team: Team, people: list[Person]) -> None:
            retro = open_retro(session, team)
            if retro is None or retro.phase != Phase.VOTE:
                return
            cards = cycle(session.scalars(select(RetroCard).order_by(RetroCard.id)).all())
            for person, card in zip(people, cards, strict=False):
                assert give_votes(session, retro, card, 2, by=person, example="")

        self._do(vote)
