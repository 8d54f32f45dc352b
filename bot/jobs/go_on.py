"""Going on after a pause: looks whether Slack lets us post again; what is not too late is posted, the rest told."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.notices import Notice, What
from bot.jobs.composing import HAS_ITS_TIME, compose
from bot.jobs.telling import tell_all
from bot.jobs.undelivered import NO_LOSS, NO_LOSS_IF_LATE, slug_of
from bot.log import logger
from bot.metrics import Metrics
from bot.slack.client import SlackClient, SlackRefused, SlackSilent
from bot.storage import notices, pauses, pauses_over
from bot.storage.access import team_of
from bot.storage.ceremonies import Ceremony
from bot.storage.database import Database
from bot.storage.living import Subject
from bot.storage.pauses import Parked
from bot.storage.pauses_over import Place
from bot.storage.workspaces import Workspace, take_up_again

# Real time. Events tell sooner; this is for what happened while nobody listened.
LOOK_EVERY_SECONDS = 600.0
log = logger(__name__)


class GoOn:
    """The job; `parked` is what the last look found."""

    def __init__(
        self, db: Database, slack: SlackClient, metrics: Metrics, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._db, self._slack, self._metrics, self._monotonic = db, slack, metrics, monotonic
        self._next_look = float("-inf")
        self.parked = Parked(0, 0)

    def look(self) -> Parked:
        """How things stand; kept in `parked`."""
        with self._db.glance() as session:
            self.parked = pauses.parked(session)
        self._metrics.paused.set(self.parked.ceremonies)
        self._metrics.suspended.set(self.parked.workspaces)
        return self.parked

    def run(self, now: datetime) -> int:
        """How many channels and workspaces were taken up again."""
        if self.look().is_nothing:
            return 0
        taken_up = 0
        if self._monotonic() >= self._next_look:
            self._next_look = self._monotonic() + LOOK_EVERY_SECONDS
            taken_up = self._ask_for_the_token(now)
            self._look_at_channels()
        with self._db.read() as session:
            places = pauses_over.places_that_go_on(session, now=now)
        for place in places:
            with self._db.write() as session:
                go_on_in(session, place, now)
        return taken_up + len(places)

    def _ask_for_the_token(self, now: datetime) -> int:
        with self._db.read() as session:
            suspended = pauses.suspended_workspaces(session)
        if not suspended:
            return 0
        try:
            served = self._slack.call("auth.test").get("team_id")
        except (SlackRefused, SlackSilent) as fault:
            log.warning("Slack does not take the token yet", error=str(fault))
            return 0
        for workspace in suspended:
            if workspace.slack_id == served:
                with self._db.write() as session:
                    take_up_again(session, session.get_one(Workspace, workspace.id), at=now)
                log.info("Slack takes the token again", workspace=workspace.id)
                return 1
        return 0

    def _look_at_channels(self) -> None:
        with self._db.read() as session:
            places = pauses_over.places_to_look_at(session)
        for place in places:
            try:
                described = self._slack.call("conversations.info", channel=place.channel)["channel"]
            except (SlackRefused, SlackSilent) as fault:
                log.info("a channel is closed to us still", channel=place.channel, error=str(fault))
                continue
            with self._db.write() as session:
                workspace = session.get_one(Workspace, place.workspace_id)
                is_archived, is_in = bool(described.get("is_archived")), bool(described.get("is_member"))
                pauses_over.note_seen(session, workspace, place.channel, is_archived=is_archived, is_in=is_in)


def go_on_in(session: Session, place: Place, now: datetime) -> None:
    """What had waited for this channel is posted as far as it is not too late; the rest is told, once."""
    for ceremony, since in pauses.resume_channel(session, place.workspace_id, place.channel, now=now):
        log.info("a pause is over", ceremony=ceremony.id, channel=place.channel)
        told = notices.told_of(session, ceremony)
        name = f"{team_of(session, ceremony).name} · {ceremony.name}"
        new = Notice(What.GOES_ON, team="", channel=place.channel, parts=(name,), since=since)
        tell_all(session, told, f"goes_on:{ceremony.id}/{since:%Y%m%d%H%M%S}", new, now=now)
        for late in _given_up(session, ceremony, since):
            key = f"given_up:{ceremony.id}/{late.day}/{since:%Y%m%d%H%M%S}"
            tell_all(session, told, key, late, now=now)
        _let_go(session, ceremony, now)


def _let_go(session: Session, ceremony: Ceremony, now: datetime) -> None:
    """At once, and saying how late it is."""
    for row, living in pauses_over.held_back(session, ceremony):
        row.not_before = None
        if living is not None and living.subject in HAS_ITS_TIME:
            row.replace(*compose(session, living, now))


def _given_up(session: Session, ceremony: Ceremony, since: datetime) -> Sequence[Notice]:
    """By day: what became too late while it waited."""
    by_day: dict[object, Notice] = {}
    team = team_of(session, ceremony)
    for row, occurrence in pauses_over.given_up(session, ceremony, since=since):
        slug = slug_of(row)
        if slug in NO_LOSS | NO_LOSS_IF_LATE | {Subject.PROMPT}:
            continue  # who was not asked is told in the wrap-up
        found = by_day.get(occurrence.day) or Notice(
            What.NOT_POSTED, team=team.name, channel=team.channel, parts=(), ceremony=ceremony.name, day=occurrence.day
        )
        by_day[occurrence.day] = replace(found, parts=tuple(dict.fromkeys((*found.parts, slug))))
    return list(by_day.values())
