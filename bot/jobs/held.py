"""What the clock does with each kind that a team holds together: one line a kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain.message import Message
from bot.jobs import agendas, retros
from bot.jobs.digests import compose_digest, late_window, look_at_digest, open_digest
from bot.storage.ceremonies import Ceremony
from bot.storage.living import Subject
from bot.storage.occurrences import Occurrence
from bot.storage.teams import Team

Open = Callable[[Session, Ceremony, Team, date, datetime], None]
Look = Callable[[Session, Occurrence, Ceremony, Team, datetime], None]
Compose = Callable[[Session, Occurrence, Ceremony, Team, datetime], Message]


@dataclass(frozen=True)
class Held:
    """A kind's part in the clock's work.

    `open` is called when a day of it is due (session, ceremony, team, day, now), `look` when its occurrence's
    `next_at` has come; each of them aims `next_at` anew. `posts` compose what its living messages show.
    """

    open: Open
    look: Look
    late_window: Callable[[Ceremony], timedelta]
    posts: Mapping[Subject, Compose]


HELD: dict[str, Held] = {
    "retro": Held(retros.begin_by_itself, retros.look, retros.late_window, {Subject.BOARD: retros.board}),
    "meeting": Held(agendas.open_agenda, agendas.look, agendas.late_window, {Subject.AGENDA: agendas.post}),
    "digest": Held(open_digest, look_at_digest, late_window, {Subject.DIGEST: compose_digest}),
}
