"""How a retro goes on, whoever moves it: it begins, takes one phase after the other, and is closed.

Each step says that the board is wanted anew; a job composes and shows it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.domain.cadence import local_day
from bot.domain.retros import (
    CUSTOM,
    FORMATS,
    USUAL,
    Mode,
    NewRetro,
    Phase,
    custom_format,
    first_phase,
    next_phase,
    phase_before,
    topic_after,
)
from bot.storage.action_items import ActionItem, ActionState, open_action_items
from bot.storage.ceremonies import Ceremony, team_zone
from bot.storage.living import Subject, refresh, want
from bot.storage.occurrences import OccurrenceState
from bot.storage.people import Person
from bot.storage.retro_boards import board_of, unfinished_before
from bot.storage.retro_cards import reveal
from bot.storage.retros import Retro, lock_retro, occurrence_of, open_retro
from bot.storage.teams import Team
from bot.storage.together import hold_together, new_series, series

KIND, SERIES = "retro", "Retro"
# How late its board may still appear, and when it counts as over at the latest: nobody waits for either.
BOARD_WINDOW = timedelta(hours=12)
USUAL_LENGTH = timedelta(days=2)


def retro_series(session: Session, team: Team, *, by: Person, now: datetime) -> Ceremony:
    """The team's series, made at its first retro. The team is locked: two who begin come one after the other."""
    session.execute(select(Team.id).where(Team.id == team.id).with_for_update())
    found = series(session, team, KIND)
    return found[0] if found else new_series(session, KIND, team, SERIES, by=by, now=now)


def begin(
    session: Session,
    team: Team,
    wanted: NewRetro,
    *,
    facilitator: Person,
    by: Person,
    day: date | None = None,
    now: datetime,
) -> Retro | None:
    """A new retro with its board in the team's channel; None when the team has one open."""
    ceremony = retro_series(session, team, by=by, now=now)
    if open_retro(session, team) is not None:
        return None
    day = day or local_day(now, team_zone(team))
    closes_at = now + USUAL_LENGTH
    occurrence = hold_together(session, ceremony, day, opens_at=now, closes_at=closes_at, next_at=None, now=now)
    retro = Retro(
        workspace_id=team.workspace_id,
        occurrence_id=occurrence.id,
        team_id=team.id,
        ordinal=_retros_so_far(session, team) + 1,
        format=wanted.format.slug,
        mode=wanted.mode,
        phase=first_phase(open_actions=_carry_over(session, team)),
        facilitator_id=facilitator.id,
        votes_each=wanted.votes_each,
        votes_an_item=wanted.votes_an_item,
        opened_at=now,
        phase_at=now,
    )
    session.add(retro)
    _remember(ceremony, retro, wanted)
    session.flush()
    want(session, occurrence, Subject.BOARD, team.channel, due_at=now, expires_at=now + BOARD_WINDOW)
    return retro


def _retros_so_far(session: Session, team: Team) -> int:
    mine = (Retro.workspace_id == team.workspace_id, Retro.team_id == team.id)
    return session.scalar(select(func.max(Retro.ordinal)).where(*mine)) or 0


def _carry_over(session: Session, team: Team) -> int:
    """Count once more for each unfinished action item that a retro opened with it; how many there are."""
    session.execute(
        update(ActionItem)
        .where(
            ActionItem.workspace_id == team.workspace_id,
            ActionItem.team_id == team.id,
            ActionItem.state == ActionState.OPEN,
        )
        .values(carried=ActionItem.carried + 1)
    )
    return len(open_action_items(session, team))


def _remember(ceremony: Ceremony, retro: Retro, wanted: NewRetro) -> None:
    """The series keeps how its last retro was held, for the next one, and the columns of each of the team's own."""
    options: dict[str, Any] = dict(ceremony.options or {})
    names = [column.name for column in wanted.format.columns] if wanted.format.slug == CUSTOM else []
    if names:
        options["columns"] = {**options.get("columns", {}), str(retro.ordinal): names}
    options["last"] = {
        "format": wanted.format.slug,
        "columns": names,
        "mode": wanted.mode.value,
        "votes_each": wanted.votes_each,
        "votes_an_item": wanted.votes_an_item,
    }
    ceremony.options = options


def as_last_time(ceremony: Ceremony) -> NewRetro:
    """How the team's last retro was held; the usual one where there was none."""
    last = (ceremony.options or {}).get("last")
    if not last:
        return NewRetro()
    known = FORMATS.get(last["format"], USUAL)
    return NewRetro(
        format=custom_format(last["columns"]) if last["columns"] else known,
        mode=Mode(last["mode"]),
        votes_each=last["votes_each"],
        votes_an_item=last["votes_an_item"],
    )


def go_on(session: Session, retro: Retro, team: Team, *, seen: str, topic: bool = True, now: datetime) -> bool:
    """To the next topic, or to the next phase where there is none (or `topic` is not wanted).

    `seen` is the place (`place_of`) from which somebody wanted to go on: False, and nothing happens, when it has moved
    since.
    """
    lock_retro(session, retro)
    if retro.phase == Phase.CLOSED or (seen and seen != place_of(retro)):
        return False
    if retro.phase == Phase.DISCUSS and topic and _next_topic(session, retro, team):
        refresh(session, occurrence_of(session, retro), (Subject.BOARD, None))
        return True
    following = next_phase(retro.phase)
    assert following is not None
    _enter(session, retro, team, following, now)
    return True


def place_of(retro: Retro) -> str:
    """Where it stands, as a button carries it."""
    return f"{retro.phase}:{retro.discussing or 0}"


def go_back(session: Session, retro: Retro, team: Team, *, now: datetime) -> bool:
    """To the phase before; False where there is no way back."""
    lock_retro(session, retro)
    began_with = first_phase(open_actions=len(unfinished_before(session, retro, team)))
    before = phase_before(retro.phase, began_with=began_with)
    if before is not None:
        _enter(session, retro, team, before, now)
    return before is not None


def lead_from_now_on(session: Session, retro: Retro, person: Person) -> bool:
    """Have somebody lead it, which the board shows; False when they do already."""
    lock_retro(session, retro)
    if retro.facilitator_id == person.id:
        return False
    retro.facilitator_id = person.id
    refresh(session, occurrence_of(session, retro), (Subject.BOARD, None))
    return True


def close(session: Session, retro: Retro, team: Team, *, now: datetime) -> bool:
    """End it, in whatever phase it is; False when it was closed before."""
    lock_retro(session, retro)
    if retro.phase == Phase.CLOSED:
        return False
    _enter(session, retro, team, Phase.CLOSED, now)
    return True


def _enter(session: Session, retro: Retro, team: Team, phase: Phase, now: datetime) -> None:
    occurrence = occurrence_of(session, retro)
    if phase == Phase.REVEAL and retro.phase == Phase.GATHER:
        reveal(session, retro, occurrence, now=now)
    retro.phase, retro.phase_at = phase, now
    if phase == Phase.DISCUSS:
        _next_topic(session, retro, team)
    if phase == Phase.CLOSED:
        retro.closed_at, retro.discussing = now, None
        occurrence.state, occurrence.closes_at, occurrence.next_at = OccurrenceState.CLOSED, now, None
    refresh(session, occurrence, (Subject.BOARD, None))


def _next_topic(session: Session, retro: Retro, team: Team) -> bool:
    """Put the next card on the table; False after the last one."""
    session.flush()
    following = topic_after(board_of(session, retro, team).topics, retro.discussing)
    retro.discussing = retro.discussing if following is None else following.number
    return following is not None
