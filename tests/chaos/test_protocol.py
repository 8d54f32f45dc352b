"""The protocol played at random: never lost; never there twice, unless Slack took it too late, and then for a while."""

from __future__ import annotations

from datetime import datetime, timedelta
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
from tests.chaos.protocol import LAST_LOOK, PENDING, POST, SENDING, SENT, Game, Row, Worker

WHO = strategies.sampled_from((0, 1))
NOON = datetime.fromisoformat("2026-11-23T12:00:00+00:00")


class Play(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.game = Game()

    @rule(seconds=strategies.sampled_from((0.5, 2.0, 9.0, 31.0, 61.0, 121.0, 600.0)))
    def time_goes_by(self, seconds: float) -> None:
        self.game.now += seconds
        for worker in self.game.workers:
            if worker.sends is not None and self.game.now > worker.until:
                self.game.gives_up(worker)

    @precondition(lambda self: self.game.row.is_claimable(self.game.now))
    @rule(who=WHO)
    def somebody_claims_and_sends(self, who: int) -> None:
        if self._is_idle(who):
            self.game.claim(self.game.workers[who])

    @precondition(lambda self: any(map(self.game.is_in_time, self.game.requests)))
    @rule(replies=strategies.booleans())
    def slack_takes_it(self, replies: bool) -> None:
        self.game.arrives(next(filter(self.game.is_in_time, self.game.requests)), replies=replies)

    @precondition(lambda self: self.game.requests)
    @rule(late=strategies.booleans())
    def a_request_gets_lost_or_comes_late(self, late: bool) -> None:
        request = self.game.requests[0]
        since = self.game.row.last_send_at or 0.0
        # What comes when the last look is over, nobody finds.
        if late and not self.game.is_in_time(request) and self.game.now - since < LAST_LOOK / 2:
            self.game.arrives(request, replies=True)
        else:
            self.game.requests.remove(request)

    @precondition(lambda self: any(map(self.game.is_in_time, self.game.requests)))
    @rule()
    def slack_refuses_it(self) -> None:
        self.game.is_refused(next(filter(self.game.is_in_time, self.game.requests)))

    @rule(who=WHO)
    def somebody_dies(self, who: int) -> None:
        self.game.dies(self.game.workers[who])

    @precondition(lambda self: self.game.row.is_doubtful(self.game.now))
    @rule(who=WHO)
    def somebody_looks(self, who: int) -> None:
        if self._is_idle(who):
            self.game.looks(self.game.workers[who])

    @rule(who=WHO)
    def somebody_goes_on_looking(self, who: int) -> None:
        _goes_on(self.game, self.game.workers[who])

    @invariant()
    def it_is_not_there_twice(self) -> None:
        assert len(self.game.visible) <= 1 or self.game.was_late

    def teardown(self) -> None:
        """The network is quiet from now on and nobody dies: it is there, once."""
        game = self.game
        game.requests.clear()
        for worker in game.workers:
            game.dies(worker)
        one = game.workers[0]
        for _ in range(200):
            if game.row.state == SENT and game.row.recheck_at is None:
                break
            self._goes_well(one)
        assert game.row.state == SENT, game.row
        assert len(game.visible) == 1, game.visible

    def _goes_well(self, one: Worker) -> None:
        game = self.game
        if game.row.is_claimable(game.now):
            game.claim(one)
            game.arrives(game.requests[0], replies=True)
        elif game.row.is_doubtful(game.now):
            game.looks(one)
            while one.looks is not None:
                _goes_on(game, one)
        else:
            game.now += 10

    def _is_idle(self, who: int) -> bool:
        worker = self.game.workers[who]
        return worker.sends is None and worker.looks is None


def _goes_on(game: Game, worker: Worker) -> None:
    """One step of a look: reading, taking away what is too much, writing down."""
    if worker.looks is None:
        return
    if worker.seen is None:
        game.reads(worker)
    elif len(worker.seen) > 1:
        game.takes_one_away(worker)
    else:
        game.notes_the_look(worker)


TestPlay = Play.TestCase
TestPlay.settings = settings(max_examples=200, stateful_step_count=50)


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
            two.seen = [0.0] if step == "found" else []
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
