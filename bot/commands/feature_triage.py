"""`/feature status`, `plan`, `own`, `export`, `delete`: what becomes of it. They join the verbs of features."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.commands.feature_votes import feature
from bot.commands.features import feature_numbered, some_ref
from bot.commands.fitting import parses
from bot.commands.request import Request
from bot.commands.undoing import undo_button, undoable
from bot.commands.whom import person_meant
from bot.commands.whose import team_meant
from bot.domain.cadence import local_day
from bot.domain.features.listed import FeatureLine
from bot.domain.features.orders import NOBODY, NeedsReason, parse_number, parse_own, parse_status
from bot.domain.features.planning import parse_plan
from bot.domain.features.score import ESTIMATES, NAMES_OF, Side, number_in_words
from bot.domain.features.sheet import sheet
from bot.domain.message import Answer, Message, Upload
from bot.domain.text import plain
from bot.domain.zones import zone_or
from bot.errors import NotFound, Refusal
from bot.messages import features as messages
from bot.messages.mrkdwn import day_in_words
from bot.messages.names import short
from bot.storage import audit, features
from bot.storage.access import numbered
from bot.storage.feature_lists import details_of, feature_line, features_of
from bot.storage.permissions import Action, leads_only
from bot.storage.undoing import Moved, remember

__all__ = ["feature"]

HEADING = (
    *("ref", "title", "status", "area", "horizon", "target", "votes"),
    *(*ESTIMATES, "rice", "author", "owner", "asked_on", "details", "message"),
)
SOME_DAY = date(2000, 1, 1)


class OnlyCsv(Refusal):
    """I can export to csv, but not to “{typed}”."""


@feature.verb(
    'status F-1 STATUS [--why "…"]',
    example="F-1 building",
    fits=parses(parse_status, lacks=NeedsReason),
)
def status(request: Request, session: Session, now: datetime) -> Message:
    """Move it on: new, discovery, planned, designing, building, testing, shipped, retired, declined or parked."""
    order = parse_status(request.text, command=request.command, first=some_ref(session, request))
    found, _ = feature_numbered(session, request, order.number, Action.TRIAGE)
    features.hold_feature(session, found)
    was, before = remember(found), messages.standing(found.status)
    moved = features.move_to(session, found, order.status, order.why, by=request.actor.person, at=now)
    line = feature_line(session, found)
    after = messages.standing(line.status)
    if not moved:
        return messages.told("stands_already", line, status=after)
    told = messages.told("moved", line, before=before, after=after, why=order.why)
    return undoable(told, feature, found, was, now)


@feature.verb(
    "plan F-1 now | next | later [target:DATE]",
    example="F-1 next",
    fits=parses(parse_plan, today=SOME_DAY),
)
def plan(request: Request, session: Session, now: datetime) -> Message:
    """Put it on the roadmap, with the day you aim at if there is one; `target:none` takes the day away."""
    today = local_day(now, zone_or(request.actor.person.zone, ZoneInfo("UTC")))
    order = parse_plan(request.text, today=today, command=request.command, first=some_ref(session, request))
    found, _ = feature_numbered(session, request, order.number, Action.TRIAGE)
    features.hold_feature(session, found)
    was = remember(found)
    target = None if order.without_target else order.target or found.target_on
    moved = features.plan(session, found, order.horizon, target, by=request.actor.person, at=now)
    shown = day_in_words(target) if target else None
    name = "planned" if moved else "planned_already"
    told = messages.told(name, feature_line(session, found), horizon=order.horizon, target=shown)
    return undoable(told, feature, found, was, now)


@feature.verb("unplan F-1", example="F-1", fits=parses(parse_number, "unplan"))
def unplan(request: Request, session: Session, now: datetime) -> Message:
    """Take it off the roadmap."""
    first = some_ref(session, request)
    number = parse_number(request.text, "unplan", command=request.command, first=first)
    found, _ = feature_numbered(session, request, number, Action.TRIAGE)
    features.hold_feature(session, found)
    was = remember(found)
    moved = features.plan(session, found, None, None, by=request.actor.person, at=now)
    told = messages.told("unplanned" if moved else "not_planned", feature_line(session, found))
    return undoable(told, feature, found, was, now)


@feature.verb("own F-1 @person | me | nobody", example="F-1 me", fits=parses(parse_own))
def own(request: Request, session: Session, now: datetime) -> Message:
    """Say who in the team sees to it."""
    order = parse_own(request.text, command=request.command, first=some_ref(session, request))
    found, team = feature_numbered(session, request, order.number, Action.TRIAGE)
    features.hold_feature(session, found)
    was, owner = remember(found), None
    if order.owner != NOBODY:
        example = f"{request.command} own {found.ref} me"
        again = (f"{request.command} own {found.ref} ", "")
        owner = person_meant(session, request, team, order.owner, example=example, now=now, again=again)
    changed = features.give_to(session, found, owner, by=request.actor.person, at=now)
    name = "owned" if changed else "owned_already"
    told = messages.told(name, feature_line(session, found), owner=short(owner.name) if owner else None)
    return undoable(told, feature, found, was, now)


@feature.verb("delete F-1", example="F-1", fits=parses(parse_number, "delete"))
def delete(request: Request, session: Session, now: datetime) -> Message:
    """Delete it: whoever asked for it within an hour while nobody voted, afterwards leads and product managers."""
    first = some_ref(session, request)
    number = parse_number(request.text, "delete", command=request.command, first=first)
    found, _ = feature_numbered(session, request, number)
    if not features.may_take_back(session, found, request.actor.person, at=now):
        feature_numbered(session, request, number, Action.TRIAGE)
    features.hold_feature(session, found)
    was = remember(found)
    features.delete_feature(session, found, by=request.actor.person, at=now)
    audit.record(session, request.actor.person, "feature.delete", "feature", found.id, at=now)
    return undoable(messages.plainly("deleted", ref=found.ref, title=found.title), feature, found, was, now)


def _to_undo(
    request: Request, session: Session, letter: str, number: int, moved: Moved
) -> tuple[features.Feature, str]:
    """Those who triage; whoever asked for it where they deleted it themselves."""
    if letter != features.Feature.LETTER:
        raise NotFound(what="that feature")
    found = numbered(
        session, request.actor, features.Feature, number, Action.READ, example=None, deleted="deleted_at" in moved
    )
    mine = found.author_id == request.actor.person.id and set(moved) == {"deleted_at"}
    if not mine:
        numbered(session, request.actor, features.Feature, number, Action.TRIAGE, example=None, deleted=True)
    features.hold_feature(session, found)
    return found, found.title


undo_button(feature, _to_undo)


@feature.verb("export [csv]", reads=True, fits=lambda rest: rest.casefold() == "csv", also_text=True)
def export(request: Request, session: Session, now: datetime) -> Answer:
    """Get the team's features as a file for a spreadsheet, in your direct messages; leads and product managers do."""
    if plain(request.text).casefold() not in ("", "csv"):
        raise OnlyCsv(typed=request.text, example=f"{request.command} export csv")
    team = team_meant(session, request, Action.READ)
    leads_only(session, request.actor, team, example=f"{request.command} list")
    lines, details = features_of(session, team), details_of(session, team)
    if not lines:
        return messages.plainly("nothing_to_export", team=team.name)
    rows = [_row(line, *details.get(line.id, ("", ""))) for line in lines]
    return Upload("features.csv", sheet(HEADING, rows), messages.plainly("exported", count=len(rows), team=team.name))


def _row(line: FeatureLine, details: str, link: str) -> tuple[object, ...]:
    """The cells of one line, in the order of `HEADING`."""
    halves = {side: line.score.of(side) for side in Side}
    numbers = [half.numbers[name] if (half := halves[side]) else None for side in Side for name in NAMES_OF[side]]
    rice = line.score.rice
    return (
        *(line.ref, line.title, messages.standing(line.status), line.area, line.horizon, line.target_on, line.votes),
        *("" if number is None else number_in_words(number) for number in numbers),
        *("" if rice is None else number_in_words(rice), line.author, line.owner, line.created_at.date()),
        *(details, link),
    )
