"""The composition root: the only module that knows every room."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette

from bot.clock import Clock, TurnedClock, system_clock
from bot.commands.door import Door
from bot.commands.events import Events
from bot.commands.listener import Listener
from bot.commands.nouns import table
from bot.domain.message import Message
from bot.jobs import dead_mans_switch
from bot.jobs.audit_deliveries import Audit
from bot.jobs.deliver import Courier
from bot.jobs.go_on import LOOK_EVERY_SECONDS, GoOn
from bot.jobs.scheduler import Heartbeat
from bot.jobs.show_living_messages import BETWEEN_EDITS
from bot.jobs.timetable import Line, timetable
from bot.log import logger
from bot.messages.templates import name_commands
from bot.metrics import Metrics
from bot.setting_values import Secret
from bot.settings import Settings
from bot.slack.client import SlackClient, SlackRefused
from bot.slack.response_url import respond
from bot.slack.sockets import Sockets
from bot.slack.transport import PooledTransport
from bot.storage import heartbeat
from bot.storage.absences import note_presence
from bot.storage.database import Database
from bot.storage.delivery import Timings
from bot.storage.due import Outlook, outlook
from bot.storage.workspaces import install_workspace
from bot.web.health import Check, Health
from bot.web.server import create_app

REACHED_SECONDS = 90.0
STILL_SECONDS = 60.0
ASK_AGAIN_SECONDS = (1.0, 2.0, 5.0, 10.0, 30.0)
WRONG_TOKEN = frozenset({"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"})
log = logger(__name__)


class WrongToken(Exception):
    """Slack does not take the token: its text is the error code."""


class Bot:
    """The running bot: its parts, and the threads that keep it in touch with Slack and the clock."""

    def __init__(self, settings: Settings) -> None:
        name_commands(settings.command_prefix)
        self.metrics = Metrics()
        self.db = Database(settings.database_url, admins=settings.admins)
        self.clock: Clock = TurnedClock(settings.clock_url) if settings.clock_url else system_clock
        self._transport = PooledTransport()
        token = settings.slack_bot_token.get_secret_value()
        self.slack = SlackClient(
            token, settings.slack_api_url, transport=self._transport, client_msg_id=settings.client_msg_id
        )
        self.heartbeat = Heartbeat(self._lines(settings), clock=self.clock, look=self._look, metrics=self.metrics)
        self._door = Door(
            db=self.db,
            slack=self.slack,
            respond=self._respond(settings),
            table=table(settings.command_prefix),
            clock=self.clock,
            wake=self.heartbeat.wake,
            metrics=self.metrics,
        )
        events = Events(
            db=self.db,
            slack=self.slack,
            refresh=self._door.refresh,
            homes=self._door.homes,
            clock=self.clock,
            wake=self.heartbeat.wake,
        )
        self._listener = Listener(self._door, events, token=token, api_url=settings.slack_api_url)
        self._stopping = threading.Event()
        self._ask_for_the_token_at = 0.0
        secret, app_token = settings.slack_signing_secret, settings.slack_app_token
        self._signing_secret = "" if secret is None else secret.get_secret_value()
        self._sockets = (
            None
            if app_token is None
            else Sockets(
                api_url=settings.slack_api_url,
                app_token=app_token.get_secret_value(),
                take=self._listener.take_envelope,
            )
        )

    def _lines(self, settings: Settings) -> tuple[Line, ...]:
        """The timetable, with those of its jobs that others ask how they are."""
        self._courier = Courier(
            self.db, self.slack, self.metrics, timings=_timings(settings), paced=lambda: not self._clock_stands_still()
        )
        self._audit = Audit(
            self.db, self.metrics, slack_reached=self._slack_is_reached, feed=_switch(settings.deadman_url)
        )
        self._going_on = GoOn(self.db, self.slack, self.metrics)
        return timetable(
            self.db,
            self.slack,
            self.metrics,
            pace=self._pace,
            courier=self._courier,
            going_on=self._going_on,
            audit=self._audit,
        )

    def web(self) -> Starlette:
        """The HTTP side; its lifespan starts and stops everything else."""
        health = Health(
            self._write_something,
            self._slack_is_reached,
            lambda: self.slack.skew_seconds,
            more={"timetable": self._timetable_runs, "outbox": self._outbox_is_in_time, "posting": self._may_post},
        )
        return create_app(
            slack_door=self._listener.asgi if self._sockets is None else None,
            signing_secret=self._signing_secret,
            health=health,
            metrics=self.metrics,
            lifespan=self._lifespan,
        )

    @asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        keeper = threading.Thread(target=self._keep_in_touch, name="slack-in-touch", daemon=True)
        keeper.start()
        self.heartbeat.start()
        if isinstance(self.clock, TurnedClock):
            self.clock.on_turn(self.heartbeat.wake)
        if self._sockets is not None:
            await self._sockets.start()
        try:
            yield
        finally:
            self._stopping.set()
            if self._sockets is not None:
                await self._sockets.close()
            await asyncio.to_thread(self.close)

    def close(self) -> None:
        """Finish what is in flight, in the order in which things depend on each other."""
        self._listener.close()
        self._courier.stop()
        self.heartbeat.stop()
        self._courier.close(self.clock())
        self._door.homes.close()
        self._door.refresh.close()
        if isinstance(self.clock, TurnedClock):
            self.clock.close()
        self._transport.close()
        self.db.close()

    def get_to_know_slack(self, deadline: float = 5.0) -> None:
        """Ask Slack whose token it is. Raises WrongToken, SlackRefused or SlackSilent (from `bot.slack.client`)."""
        try:
            known = self.slack.call("auth.test", deadline=deadline)
        except SlackRefused as refusal:
            if refusal.error in WRONG_TOKEN:
                raise WrongToken(refusal.error) from refusal
            raise
        with self.db.write() as session:
            install_workspace(
                session,
                slack_id=known["team_id"],
                name=known.get("team", ""),
                bot_user_id=known.get("user_id", ""),
                bot_id=known.get("bot_id", ""),
                at=self.clock(),
            )

    def _keep_in_touch(self) -> None:
        """Until Slack was reached, ask again; afterwards every now and then, so that readiness tells the truth."""
        failures = 0
        while not self._stopping.is_set():
            if self.slack.reached_within(REACHED_SECONDS / 3):
                failures = 0
                self._stopping.wait(REACHED_SECONDS / 6)
                continue
            try:
                self._touch()
                self.heartbeat.wake()
            except Exception as fault:  # noqa: BLE001 whatever it is, the next try may succeed
                log.warning("Slack is not reached", error=str(fault) or type(fault).__name__)
                self._stopping.wait(ASK_AGAIN_SECONDS[min(failures, len(ASK_AGAIN_SECONDS) - 1)])
                failures += 1

    def _touch(self) -> None:
        """Ask whose token it is; while Slack does not take it, no more than every ten minutes (see jobs/go_on.py)."""
        if self._going_on.parked.workspaces or time.monotonic() < self._ask_for_the_token_at:
            self.slack.call("api.test")
            return
        try:
            self.get_to_know_slack()
        except WrongToken:
            self._ask_for_the_token_at = time.monotonic() + LOOK_EVERY_SECONDS
            raise

    def _pace(self) -> timedelta:
        """Slack counts edits in minutes; while a turned clock stands still none goes by, and nobody has to wait."""
        return timedelta(0) if self._clock_stands_still() else BETWEEN_EDITS

    def _clock_stands_still(self) -> bool:
        return isinstance(self.clock, TurnedClock) and self.clock.stands_still

    def _look(self) -> Outlook:
        """How things stand by the clock; a clock that is turned by somebody is told."""
        version = self.clock.version if isinstance(self.clock, TurnedClock) else 0
        now = self.clock()
        with suppress(OperationalError):  # who cannot write may still read what is due
            note_presence(self.db, now)
        with self.db.glance() as session:
            found = outlook(session, now=now)
        self.metrics.backlog.set(found.pending)
        if isinstance(self.clock, TurnedClock):
            self.clock.report(found.next_at, found.pending, version=version)
        return found

    def notice_a_long_silence(self) -> None:
        """To be called before any work is done: what was due is then looked for before it is posted."""
        with self.db.write() as session:
            if heartbeat.wake_up(session, now=self.clock(), real_now=datetime.now(UTC)):
                log.warning("a long silence is over: what was due is looked for in Slack before it is posted")

    def _write_something(self) -> None:
        """And read what waits for a person: who asks how we are hears of it at once."""
        with self.db.write() as session:
            heartbeat.beat(session, real_now=datetime.now(UTC))
        self._going_on.look()

    def _timetable_runs(self) -> Check:
        """Whatever stands still (the scheduler's thread, all of its workers), nothing is asked or posted any more."""
        still_for = self.heartbeat.still_for
        return (
            {"ok": True} if still_for < STILL_SECONDS else {"ok": False, "why": f"no job has run for {still_for:.0f} s"}
        )

    def _outbox_is_in_time(self) -> Check:
        overdue = self._audit.overdue
        return {"ok": True, "warning": f"over 5 minutes late: {overdue}"} if overdue else {"ok": True}

    def _may_post(self) -> Check:
        """What waits for a person; the bot itself works, and to start it again would not help."""
        parked = self._going_on.parked
        counts = {"suspended": parked.workspaces, "paused": parked.ceremonies, "removed": parked.removed}
        check: Check = {"ok": True, **counts}
        if parked.is_gone:
            check["warning"] = (
                "the bot was removed from every workspace: nothing is sent until it is installed again, "
                "and started with the new token"
            )
        elif parked.workspaces:
            check["warning"] = "Slack does not take the token: look at `drumbeat doctor`"
        elif parked.ceremonies:
            check["warning"] = "Slack lets nobody post in a team's channel: its owner was told why"
        return check

    def _slack_is_reached(self) -> bool:
        """In Socket Mode nothing comes in without a socket."""
        reached = self.slack.reached_within(REACHED_SECONDS)
        return reached and (self._sockets is None or self._sockets.connected > 0)

    def _respond(self, settings: Settings) -> Callable[[str, Message], None]:
        def to(url: str, message: Message) -> None:
            respond(self._transport, url, message, api_url=settings.slack_api_url)

        return to


def _timings(settings: Settings) -> Timings:
    seconds = settings.post_seconds, settings.lease_seconds, settings.settle_seconds
    return Timings(*(timedelta(seconds=each) for each in seconds))


def _switch(url: Secret | None) -> Callable[[], None] | None:
    """What feeds the dead man's switch, if there is one."""
    return None if url is None else lambda: dead_mans_switch.feed(url.get_secret_value())
