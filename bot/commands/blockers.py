"""`/standup block` and `blocker`: what is in the way, and who sees to it. They join the stand-up's verbs."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.commands.blocker_lists import standup
from bot.commands.request import Request
from bot.commands.undoing import undo_button, undoable
from bot.commands.whom import person_meant
from bot.commands.whose import team_meant
from bot.domain.blockers import BlockerLine, BlockerMove, Move, parse_block, parse_move
from bot.domain.cadence import local_day
from bot.domain.grammar.people import ME
from bot.domain.message import Message
from bot.domain.text import plain
from bot.errors import NotFound, Refusal
from bot.messages import blockers as messages
from bot.messages.mrkdwn import day_in_words
from bot.storage import blockers, changes
from bot.storage.access import blocker_numbered, team_with_id
from bot.storage.blockers import Blocker, blocker_line
from bot.storage.blockers_said import feature_meant, feature_spoken_of, show_anew
from bot.storage.ceremonies import team_zone
from bot.storage.mentions import Place, note_mentions
from bot.storage.outbox import enqueue
from bot.storage.people import Person
from bot.storage.permissions import Action, may
from bot.storage.refs import named_feature
from bot.storage.teams import Team
from bot.storage.undoing import Moved, remember

__all__ = ["standup"]

WORTH_READING_FOR = timedelta(hours=24)


class NotYoursToResolve(Refusal):
    """Only those whose it is can call {ref} done: {owner} sees to it, {raised_by} waits for it, or a lead of {team}."""


class OwnerOnly(Refusal):
    """{owner} sees to {ref}, so only {owner} can say that they are on it. You can take it."""


class OutOfTheWay(Refusal):
    """{ref} is out of the way since {day}, so nobody has to see to it. If it is back, open it again first."""


@standup.verb("block TEXT [on @person] [ref F-12]", example="waiting for the staging keys")
def block(request: Request, session: Session, now: datetime) -> Message:
    """Say what is in your way without answering a stand-up; `on @person` asks somebody to see to it."""
    wanted, team = parse_block(request.text, command=request.command), team_meant(session, request, Action.READ)
    owner = me = request.actor.person
    example = f"{request.command} block {plain(wanted.text)[:200]}"
    if wanted.whom:
        again = (f"{example} on ", "")
        owner = person_meant(session, request, team, wanted.whom, example=example, now=now, again=again)
    feature_id = feature_meant(session, team, wanted, example=example)
    blocker = blockers.raise_blocker(session, team, wanted.text, by=me, owner=owner, feature_id=feature_id, at=now)
    note_mentions(session, team.id, me, Place.BLOCKER, blocker.id, (wanted.text,), day=now.date(), at=now)
    line, about = blocker_line(session, blocker, now=now), named_feature(session, team, feature_id)
    told = None if owner.id == me.id else line.owner
    if told is not None:
        _ask(session, blocker, line, team, owner, by=me, key="0", now=now)
    return messages.told("raised", line, owner=told, about=about, buttons=messages.buttons_of(line))


@standup.verb(
    "blocker B-4 [ack | update TEXT | resolve [TEXT] | assign @person | reopen]", example="B-1 resolve the keys came"
)
def move(request: Request, session: Session, now: datetime) -> Message:
    """See one blocker with its history, or say what becomes of it."""
    wanted = parse_move(request.text, command=request.command)
    blocker = _held(request, session, wanted.number)
    return MOVES[wanted.move](request, session, blocker, wanted, now)


def _held(request: Request, session: Session, number: int) -> Blocker:
    found = blocker_numbered(session, request.actor, number, example=_example(request, "blockers"))
    blockers.hold_blocker(session, found)
    return found


def _team(session: Session, blocker: Blocker) -> Team:
    return session.scalars(
        select(Team).where(Team.workspace_id == blocker.workspace_id, Team.id == blocker.team_id)
    ).one()


def _told(session: Session, blocker: Blocker, sentence: str, now: datetime, **values: str) -> Message:
    show_anew(session, blocker)
    return messages.told(sentence, blocker_line(session, blocker, now=now), buttons=(), about=None, **values)


def _show(request: Request, session: Session, blocker: Blocker, _wanted: BlockerMove, now: datetime) -> Message:
    history = changes.changes_of(session, blocker.workspace_id, Blocker.LETTER, blocker.id)
    line, team = blocker_line(session, blocker, now=now), _team(session, blocker)
    reads = may(session, request.actor, Action.READ, team)
    return messages.shown(line, team.name, history, named_feature(session, team, blocker.feature_id if reads else None))


def _ack(request: Request, session: Session, blocker: Blocker, _wanted: BlockerMove, now: datetime) -> Message:
    _in_the_way(request, session, blocker)
    me, line = request.actor.person, blocker_line(session, blocker, now=now)
    if blocker.owner_id != me.id:
        raise OwnerOnly(ref=blocker.ref, owner=line.owner, example=_assign_me(request, blocker.ref))
    changed = blockers.acknowledge(session, blocker, by=me, at=now)
    return _told(session, blocker, "acked" if changed else "acked_already", now)


def _update(request: Request, session: Session, blocker: Blocker, wanted: BlockerMove, now: datetime) -> Message:
    _in_the_way(request, session, blocker)
    _those_whose_it_is(request, session, blocker, now)
    me = request.actor.person
    if not blockers.reword(session, blocker, wanted.text, by=me, at=now):
        return _told(session, blocker, "unchanged", now)
    blocker.feature_id = feature_spoken_of(session, _team(session, blocker), wanted.text) or blocker.feature_id
    note_mentions(session, blocker.team_id, me, Place.BLOCKER, blocker.id, (wanted.text,), day=now.date(), at=now)
    return _told(session, blocker, "reworded", now)


def _resolve(request: Request, session: Session, blocker: Blocker, wanted: BlockerMove, now: datetime) -> Message:
    if not blocker.is_open and not wanted.text:
        return _told(session, blocker, "resolved_already", now)
    _in_the_way(request, session, blocker)
    _those_whose_it_is(request, session, blocker, now)
    was = remember(blocker)
    blockers.resolve(session, blocker, wanted.text, by=request.actor.person, at=now)
    return undoable(_told(session, blocker, "resolved", now), standup, blocker, was, now)


def _reopen(request: Request, session: Session, blocker: Blocker, _wanted: BlockerMove, now: datetime) -> Message:
    changed = blockers.reopen(session, blocker, by=request.actor.person, at=now)
    return _told(session, blocker, "reopened" if changed else "open_still", now)


def _assign(request: Request, session: Session, blocker: Blocker, wanted: BlockerMove, now: datetime) -> Message:
    _in_the_way(request, session, blocker)
    team, me = team_with_id(session, request.actor, str(blocker.team_id), Action.READ), request.actor.person
    example = _assign_me(request, blocker.ref)
    owner = me
    if wanted.whom != ME:
        again = (f"{request.command} blocker {blocker.ref} assign ", "") if request.command else None
        owner = person_meant(session, request, team, wanted.whom, example=example, now=now, again=again)
    was = remember(blocker)
    change = blockers.assign(session, blocker, owner, by=me, at=now)
    if change is None:
        return _told(session, blocker, "assigned_already", now, owner="you" if owner.id == me.id else owner.name)
    if owner.id == me.id:
        return undoable(_told(session, blocker, "taken", now), standup, blocker, was, now)
    _ask(session, blocker, blocker_line(session, blocker, now=now), team, owner, by=me, key=str(change.id), now=now)
    return undoable(_told(session, blocker, "assigned", now, owner=owner.name), standup, blocker, was, now)


def _to_undo(request: Request, session: Session, letter: str, number: int, moved: Moved) -> tuple[Blocker, str]:
    """Whoever may assign it; that it is resolved, those whose it is."""
    if letter != Blocker.LETTER:
        raise NotFound(what="that blocker")
    blocker = _held(request, session, number)
    if "resolved_at" in moved:
        _those_whose_it_is(request, session, blocker, blocker.resolved_at or blocker.raised_at)
    show_anew(session, blocker)
    return blocker, blocker.text


undo_button(standup, _to_undo)


def _ask(
    session: Session,
    blocker: Blocker,
    line: BlockerLine,
    team: Team,
    owner: Person,
    *,
    by: Person,
    key: str,
    now: datetime,
) -> None:
    """One card to somebody who shall see to it."""
    enqueue(
        session,
        blocker.workspace_id,
        f"blocker:{blocker.id}:{key}",
        owner.slack_id,
        messages.asks_you(line, team.name, by),
        now=now,
        expires_at=now + WORTH_READING_FOR,
        person_id=owner.id,
    )


def _those_whose_it_is(request: Request, session: Session, blocker: Blocker, now: datetime) -> None:
    """Its owner, whoever waits for it, leads of the team."""
    me, team = request.actor.person, _team(session, blocker)
    if me.id in (blocker.owner_id, blocker.raised_by_id) or may(session, request.actor, Action.ALTER, team):
        return
    line = blocker_line(session, blocker, now=now)
    raise NotYoursToResolve(
        ref=line.ref,
        owner=line.owner,
        raised_by=line.raised_by,
        team=team.name,
        example=_assign_me(request, line.ref),
    )


def _in_the_way(request: Request, session: Session, blocker: Blocker) -> None:
    if blocker.resolved_at is not None and not blocker.is_open:
        day = day_in_words(local_day(blocker.resolved_at, team_zone(_team(session, blocker))))
        raise OutOfTheWay(ref=blocker.ref, day=day, example=_example(request, f"blocker {blocker.ref} reopen"))


def _assign_me(request: Request, ref: str) -> str | None:
    return _example(request, f"blocker {ref} assign me")


def _example(request: Request, line: str) -> str | None:
    """A line to send; after a press there is none, since nobody knows what the command is called here."""
    return f"{request.command} {line}" if request.command else None


MOVES = {
    Move.SHOW: _show,
    Move.ACK: _ack,
    Move.UPDATE: _update,
    Move.RESOLVE: _resolve,
    Move.ASSIGN: _assign,
    Move.REOPEN: _reopen,
}


@standup.button("blocker.ack")
def press_ack(request: Request, session: Session, now: datetime) -> Message:
    """*I'm on it*."""
    return _pressed(request, session, Move.ACK, now)


@standup.button("blocker.resolve")
def press_resolve(request: Request, session: Session, now: datetime) -> Message:
    """*Resolve*."""
    return _pressed(request, session, Move.RESOLVE, now)


@standup.button("blocker.take")
def press_take(request: Request, session: Session, now: datetime) -> Message:
    """*I can help*: it is theirs to see to."""
    return _pressed(request, session, Move.ASSIGN, now)


def _pressed(request: Request, session: Session, what: Move, now: datetime) -> Message:
    named = re.fullmatch(r"B-(\d{1,9})", request.about)
    if named is None:
        raise NotFound(what="that blocker")
    wanted = BlockerMove(int(named[1]), what)
    return MOVES[what](request, session, _held(request, session, wanted.number), wanted, now)
