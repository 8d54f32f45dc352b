"""How a retro begins, goes from phase to phase, and ends."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.commands.request import Request
from bot.commands.retro.noun import colleague, must_lead, retro, retro_here, zone_for
from bot.commands.team import team_here_or_made
from bot.commands.whose import team_meant
from bot.domain.cadence import upcoming
from bot.domain.message import Answer, Done, Message
from bot.domain.retros import NewRetro, Phase, parse_new_retro
from bot.errors import Refusal
from bot.messages import retro_cards as replies
from bot.messages import retros as messages
from bot.storage import audit, retro_steps
from bot.storage.channels import bot_is_in
from bot.storage.outbox import enqueue
from bot.storage.people import Person
from bot.storage.permissions import Action
from bot.storage.retro_boards import board_of, retro_with_id
from bot.storage.retro_votes import votes_of
from bot.storage.retros import Retro, occurrence_of, open_retro
from bot.storage.teams import Team
from bot.storage.together import series, zone_of

SUMMARY_WINDOW = timedelta(hours=24)


class IsOpenAlready(Refusal):
    """{team} has a retro open already; one at a time."""


class NoWayBack(Refusal):
    """There is no way back from here: back goes as far as the first phase, and not behind the end of the vote."""


@retro.verb(
    'start [mad-sad-glad | 4l | sailboat | ssc | "A, B, C"] [named | hidden] [votes 5 max 3] [facilitator @u]',
    example="mad-sad-glad hidden",
    previews=True,
)
def start(request: Request, session: Session, now: datetime) -> Message:
    """Begin a retro: its board comes to the team's channel, and you lead it from phase to phase."""
    wanted = parse_new_retro(request.text, command=request.command)
    team, new_team = team_here_or_made(session, request, now=now)
    leader = request.actor.person
    if wanted.facilitator is not None:
        leader = colleague(session, request, team, wanted.facilitator, rest="start")
    return _begin(session, request, team, wanted, leader, now, new_team=new_team)


@retro.preview_of("start")
def preview_start(request: Request, session: Session, now: datetime) -> Message:
    """The board as it would come to the channel."""
    start(request, session, now)
    team, _ = team_here_or_made(session, request, now=now)
    begun = open_retro(session, team)
    assert begun is not None, "it was begun a moment ago"
    return messages.board(board_of(session, begun, team, now=now))


@retro.button("retro.begin")
def press_begin(request: Request, session: Session, now: datetime) -> Message:
    """*Begin a retro*: as the last one was held."""
    team = team_meant(session, request, Action.CREATE)
    held = series(session, team, retro_steps.KIND)
    wanted = retro_steps.as_last_time(held[0]) if held else NewRetro()
    return _begin(session, request, team, wanted, request.actor.person, now)


def _begin(
    session: Session,
    request: Request,
    team: Team,
    wanted: NewRetro,
    leader: Person,
    now: datetime,
    *,
    new_team: bool = False,
) -> Message:
    by = request.actor.person
    begun = retro_steps.begin(session, team, wanted, facilitator=leader, by=by, now=now)
    if begun is None:
        raise IsOpenAlready(team=team.name, example=request.command or None)
    audit.record(session, by, "retro.start", "retro", begun.id, at=now)
    there = bot_is_in(session, request.actor.workspace, team.channel)
    return replies.begun(board_of(session, begun, team, now=now), team.channel, new_team=new_team, bot_is_in=there)


@retro.verb("show", reads=True)
def show(request: Request, session: Session, now: datetime) -> Message:
    """Show where the retro is: your votes while there is a vote, all cards to read, or how to begin one."""
    team = team_meant(session, request, Action.CREATE)
    found = open_retro(session, team)
    if found is None:
        held = [one for one in series(session, team, retro_steps.KIND) if one.weekdays]
        dues = [next(upcoming(one.cadence, zone_of(one, team), after=now)) for one in held]
        return replies.none_open(team.name, next(iter(dues), None), zone_for(request, team))
    picture = board_of(session, found, team, now=now)
    if picture.phase == Phase.VOTE:
        return replies.ballot(picture, votes_of(session, found, request.actor.person))
    return replies.pages(picture) if picture.phase == Phase.REVEAL else messages.board(picture)


@retro.verb("next")
def next_(request: Request, session: Session, now: datetime) -> Message:
    """Go on: to the next phase, or to the next topic while you talk. Whoever leads the retro moves it."""
    found, team = retro_here(session, request)
    must_lead(session, request, found, team)
    _go_on(session, request, found, team, now=now)
    return replies.moved(board_of(session, found, team, now=now))


@retro.verb("back")
def back(request: Request, session: Session, now: datetime) -> Message:
    """Go one phase back, as long as the vote is not over. Whoever leads the retro moves it."""
    found, team = retro_here(session, request)
    must_lead(session, request, found, team)
    if not retro_steps.go_back(session, found, team, now=now):
        raise NoWayBack(example=f"{request.command} next")
    return replies.moved(board_of(session, found, team, now=now))


@retro.verb("close")
def close(request: Request, session: Session, now: datetime) -> Message:
    """End the retro in whatever phase it is, with a summary in the channel. Whoever leads it closes it."""
    found, team = retro_here(session, request)
    must_lead(session, request, found, team)
    if retro_steps.close(session, found, team, now=now):
        _tell(session, request, found, team, now)
    return replies.moved(board_of(session, found, team, now=now))


@retro.button("retro.next")
def press_next(request: Request, session: Session, now: datetime) -> Answer:
    """*Next*, *Next topic* and *Close* on the board."""
    return _pressed(request, session, now, topic=True)


@retro.button("retro.to_actions")
def press_to_actions(request: Request, session: Session, now: datetime) -> Answer:
    """*On to what we will do*: leave the topics that are still to come."""
    return _pressed(request, session, now, topic=False)


def _pressed(request: Request, session: Session, now: datetime, *, topic: bool) -> Answer:
    """The board itself shows what came of it; a press on an older board changes nothing, and says so."""
    retro_id, _, seen = request.about.partition(":")
    found, team = retro_with_id(session, request.actor, retro_id)
    must_lead(session, request, found, team)
    went = _go_on(session, request, found, team, now=now, seen=seen or "nowhere", topic=topic)
    return Done() if went else replies.moved_on()


def _go_on(
    session: Session,
    request: Request,
    found: Retro,
    team: Team,
    *,
    now: datetime,
    seen: str = "",
    topic: bool = True,
) -> bool:
    went = retro_steps.go_on(session, found, team, seen=seen, topic=topic, now=now)
    if went and found.phase == Phase.CLOSED:
        _tell(session, request, found, team, now)
    return went


def _tell(session: Session, request: Request, found: Retro, team: Team, now: datetime) -> None:
    """The summary for the channel."""
    occurrence = occurrence_of(session, found)
    audit.record(session, request.actor.person, "retro.close", "retro", found.id, at=now)
    enqueue(
        session,
        found.workspace_id,
        f"retro-summary:{occurrence.id}",
        team.channel,
        messages.summary(board_of(session, found, team, now=now)),
        now=now,
        expires_at=now + SUMMARY_WINDOW,
        occurrence_id=occurrence.id,
    )
