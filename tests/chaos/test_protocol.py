"""The protocol played at random: never lost; never there twice, unless Slack took it too late, and then for a while."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import settings, strategies
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy.orm import Session

from bot.domain.message import Message
from bot.storage import outcomes, reconciling
from bot.storage.database import Database
from bot.storage.delivery import Timings, claim_messages
from bot.storage.outbox import OutboundMessage, enqueue
from bot.storage.workspaces import install_workspace
from tests.chaos.protocol import LAST_LOOK, PENDING, POST, SENDING, SENT, Copy, Game, Row, Worker

NOON = datetime.fromisoformat("2026-11-23T12:00:00+00:00")
GAMES, MOVES = 10_000, 50


def moves(game: Game) -> list[Callable[[], None]]:
    """All that may happen next; what is dull comes once, what matters more often."""
    idle = [worker for worker in game.workers if worker.sends is None and worker.looks is None]
    looking = [worker for worker in game.workers if worker.looks is not None]
    found: list[Callable[[], None]] = [partial(game.goes_on_to, instant) for instant in game.instants()]
    found += [partial(game.dies, worker) for worker in game.workers if worker not in idle]
    found += [partial(_goes_on, game, worker) for worker in looking] * 3
    if idle and game.row.is_claimable(game.now):
        found += [partial(game.claim, idle[0])] * 2
    if idle and game.row.is_doubtful(game.now):
        found += [partial(game.looks, idle[0])] * 2
    for request in game.requests:
        found.append(partial(game.requests.remove, request))
        if game.is_in_time(request):
            found += [partial(game.arrives, request, replies=replies) for replies in (False, True)]
            found.append(partial(game.is_refused, request))
        elif game.is_found_later(request):
            found.append(partial(game.arrives, request, replies=True))
    return found


def goes_well(game: Game) -> None:
    """The network is quiet from now on and nobody dies: it is there, once."""
    game.requests.clear()
    for worker in game.workers:
        game.dies(worker)
    for _ in range(200):
        if game.is_over:
            break
        _next_step(game, game.workers[0])
    assert game.is_over, game.row
    assert len(game.visible) == 1, game


def _next_step(game: Game, one: Worker) -> None:
    if game.row.is_claimable(game.now):
        game.claim(one)
        game.arrives(game.requests[0], replies=True)
    elif game.row.is_doubtful(game.now):
        game.looks(one)
        while one.looks is not None:
            _goes_on(game, one)
    else:
        game.goes_on_to(game.now + 10)


def _goes_on(game: Game, worker: Worker) -> None:
    """One step of a look: reading, taking away what is too much, writing down."""
    if worker.seen is None:
        game.reads(worker)
    elif len(worker.seen) > 1:
        game.takes_one_away(worker)
    else:
        game.notes_the_look(worker)


class Play(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.game = Game()

    @precondition(lambda self: bool(moves(self.game)))
    @rule(choice=strategies.integers(0, 99))
    def something_happens(self, choice: int) -> None:
        possible = moves(self.game)
        possible[choice % len(possible)]()

    @invariant()
    def it_is_not_there_twice(self) -> None:
        assert len(self.game.visible) <= 1 or self.game.was_late

    def teardown(self) -> None:
        goes_well(self.game)


TestPlay = Play.TestCase
TestPlay.settings = settings(max_examples=100, stateful_step_count=MOVES)


def test_ten_thousand_games_of_chance_end_well() -> None:
    seen: Counter[str] = Counter()
    for seed in range(GAMES):
        chance, game = random.Random(seed), Game()
        for _ in range(MOVES):
            if not (possible := moves(game)):
                break
            chance.choice(possible)()
            seen["late"] += game.was_late and len(game.visible) > 1
            assert len(game.visible) <= 1 or game.was_late, f"seed {seed}: {game}"
        seen["sent again"] += game.row.was_in_doubt
        goes_well(game)
    assert seen["late"] > GAMES / 100
    assert seen["sent again"] > GAMES / 20


def test_the_game_has_the_timings_of_the_product_and_they_fit() -> None:
    timings = Timings()
    assert timings.post.total_seconds() == POST
    assert timings.lease >= 2 * timings.post
    assert timings.settle >= 2 * timings.post
    assert timings.second_looks == (timedelta(minutes=2), timedelta(minutes=10))


# From where, what happens, and what the game and the product make of it.
SENT_ONCE, LOOKED_IN_VAIN = (), ("claim", "doubted", "look", "not found")
WAYS: dict[str, tuple[str, ...]] = {
    "claimed": ("claim",),
    "posted": ("claim", "posted"),
    "in doubt": ("claim", "doubted"),
    "not posted": ("claim", "not posted"),
    "found": ("claim", "doubted", "look", "found"),
    "not found": LOOKED_IN_VAIN,
    "sent again": (*LOOKED_IN_VAIN, "claim", "posted"),
    "seen again": (*LOOKED_IN_VAIN, "claim", "posted", "second look", "found"),
    "seen for the last time": (*LOOKED_IN_VAIN, "claim", "posted", "second look", "found", "second look", "found"),
    "told by somebody who was taken over": ("claim", "doubted", "look", "posted"),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_the_product_goes_the_way_of_the_game(database_url: str, way: tuple[str, ...]) -> None:
    db = Database(database_url)
    product, game = Product(db), Game()
    for step in way:
        product.does(step)
        _plays(game, step)
    assert product.row() == _short(game.row)
    db.close()


class Product:
    """The same steps by the product's own functions; time goes by when what they wrote down moves into the past."""

    timings = Timings()

    def __init__(self, db: Database) -> None:
        self.db = db
        with db.write() as session:
            workspace = install_workspace(session, slack_id="T1", name="Acme", bot_user_id="U1", bot_id="B1", at=NOON)
            self.workspace_id = workspace.id
            enqueue(
                session, workspace.id, "prompt:1", "C1", Message("?"), now=NOON, expires_at=NOON + timedelta(days=1)
            )

    def does(self, step: str) -> None:
        with self.db.write() as session:
            getattr(self, "_" + step.replace(" ", "_"))(session)

    def row(self) -> dict[str, Any]:
        with self.db.read() as session:
            row = session.query(OutboundMessage).one()
            return {
                "state": str(row.state),
                "fence": row.fence,
                "leased": row.lease_until is not None,
                "waits": row.not_before is not None,
                "look again": row.recheck_at is not None,
            }

    def _claim(self, session: Session) -> None:
        (self.parcel,) = claim_messages(
            session, self.workspace_id, now=NOON, owner="one", room=1, timings=self.timings, paced=False
        )

    def _posted(self, session: Session) -> None:
        there = outcomes.Arrival(self.parcel, "C1", "1.0")
        outcomes.were_posted(session, [there], now=NOON, timings=self.timings)

    def _doubted(self, session: Session) -> None:
        outcomes.is_in_doubt(session, self.parcel, error="timeout")

    def _not_posted(self, session: Session) -> None:
        outcomes.was_not_posted(session, self.parcel, error="ratelimited", after=timedelta(seconds=2))

    def _look(self, session: Session) -> None:
        self._time_goes_by(session)
        (self.doubt,) = reconciling.claim_doubts(session, now=NOON, owner="two", timings=self.timings)

    _second_look = _look

    def _found(self, session: Session) -> None:
        self._noted(session, reconciling.Copy("1.0"))

    def _not_found(self, session: Session) -> None:
        self._noted(session, None)

    def _time_goes_by(self, session: Session) -> None:
        row = session.query(OutboundMessage).one()
        for name in ("first_send_at", "last_send_at", "lease_until", "not_before", "recheck_at"):
            if (at := getattr(row, name)) is not None:
                setattr(row, name, at - timedelta(seconds=LAST_LOOK))
        session.flush()

    def _noted(self, session: Session, kept: reconciling.Copy | None) -> None:
        reconciling.note_copy(session, self.doubt, "C1", kept, now=NOON, timings=self.timings)


def _plays(game: Game, step: str) -> None:
    """The same step in the game, as late as it can be made."""
    one, two = game.workers
    match step:
        case "claim":
            game.claim(one)
        case "posted":
            game._note(one.sends or 0, game.row.posted(game.now))
        case "doubted":
            game._note(one.sends or 0, game.row.doubted())
        case "not posted":
            game.is_refused(game.requests[-1])
        case "look" | "second look":
            game.now += LAST_LOOK
            game.looks(two)
        case "found" | "not found":
            two.seen = [Copy(0.0, 1)] if step == "found" else []
            game.notes_the_look(two)


def _short(row: Row) -> dict[str, Any]:
    assert row.state in (PENDING, SENDING, SENT)
    return {
        "state": row.state,
        "fence": row.fence,
        "leased": row.lease_until is not None,
        "waits": row.not_before is not None,
        "look again": row.recheck_at is not None,
    }
