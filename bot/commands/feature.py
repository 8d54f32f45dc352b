"""`/feature`: asking for something, rewording it, and reading what was asked for."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.commands.carried import Line, line_of
from bot.commands.features import feature, feature_numbered, number_carried, some_ref
from bot.commands.fitting import parses
from bot.commands.request import Request
from bot.commands.whose import team_meant
from bot.domain.features.found import has_all, words_wanted
from bot.domain.features.listed import Listing, chosen, parse_listing
from bot.domain.features.new import LONGEST_AREA, SHORTEST_TITLE, NewFeature, parse_new_feature, title_and_details
from bot.domain.features.orders import parse_number
from bot.domain.features.roadmap import parse_roadmap
from bot.domain.grammar.words import on_one_line
from bot.domain.message import Answer, Message
from bot.domain.text import clipped, normalised, plain
from bot.errors import NotFound, Refusal
from bot.messages import feature_forms as forms
from bot.messages import feature_lists as lists
from bot.messages import features as messages
from bot.messages.templates import say
from bot.storage import features
from bot.storage.access import readable_teams, team_with_id
from bot.storage.feature_lists import feature_line, features_of, lines_of, texts_of
from bot.storage.feature_pictures import card_of, picture_of
from bot.storage.features import Feature, Source
from bot.storage.permissions import Action
from bot.storage.teams import Team

__all__ = ["feature"]

A_PAGE = re.compile(r"(\d{1,18}) (\d{1,6})(?: (.*))?", re.ASCII | re.DOTALL)


class TitleTooShort(Refusal):
    """A title has at least 3 characters."""


class NoWordsInIt(Refusal):
    """There are too few words in that message for a title. Log it in your own words."""


class WhatToFind(Refusal):
    """Which words shall I look for?"""


class NotInPublicHere(Refusal):
    """The roadmap of {team} can be shown to everybody in its own channel only. Here I can show it to you alone."""


@feature.verb(
    "log TITLE [| DETAILS] [--area NAME]",
    example="Export to CSV | Finance asks for it every month",
    fits=parses(parse_new_feature),
)
def log(request: Request, session: Session, now: datetime) -> Answer:
    """Ask for something: the first sentence is its title; with nothing after it a form opens."""
    team = team_meant(session, request, Action.CREATE)
    if not request.text:
        return forms.log_form(team.name, team.id)
    return _logged(session, request, team, parse_new_feature(request.text, command=request.command), now)


@feature.form("feature.log")
def send_new(request: Request, session: Session, now: datetime) -> Answer:
    """The form to log one comes back; what was logged stands in its window."""
    team = team_with_id(session, request.actor, request.about, Action.CREATE)
    title, details, area = _filled_in(request)
    made = features.log_feature(session, team, NewFeature(title, details, area), by=request.actor.person, at=now)
    lead = say(messages.WORDS, "logged", ref=made.ref, team=team.name)
    return forms.told_there("log", messages.window(card_of(session, made, team), lead))


@feature.shortcut("feature.log_message", name="Log as feature")
def log_message(request: Request, session: Session, now: datetime) -> Answer:
    """Ask for what this message is about; its words and its author are kept."""
    quoted = request.quoted
    title = title_and_details(quoted.text)[0] if quoted else ""
    team = team_meant(session, request, Action.CREATE)
    if quoted is None or len(title) < SHORTEST_TITLE:
        raise NoWordsInIt(example=f"{request.command} log Export to CSV")
    source = Source(quoted.channel, quoted.ts, quoted.author, quoted.text, quoted.link)
    first = _first_from(session, request, source)
    if first is not None:
        again = Line("", first.ref, quoted.text)
        carried = again.value if again.fits else Line("", first.ref, "").value
        return messages.from_there_already(feature_line(session, first), carried)
    return _logged(session, request, team, NewFeature(title), now, source)


def _first_from(session: Session, request: Request, source: Source) -> Feature | None:
    """The oldest feature of that message that the actor may read."""
    ids = {team.id for team in readable_teams(session, request.actor)}
    found = features.features_from(session, request.actor.workspace.id, source)
    return next((one for one in found if one.team_id in ids), None)


@feature.button("feature.log_again")
def press_log_again(request: Request, session: Session, now: datetime) -> Message:
    """*Log it all the same*: another one from that message, as it reads now if the button could carry that."""
    carried = line_of(request.about)
    number = number_carried(replace(request, about=carried.verb))
    first, _ = feature_numbered(session, request, number)
    if first.source_channel is None or first.source_ts is None:
        raise NotFound(what="that message")
    text = carried.text or first.source_text
    source = Source(first.source_channel, first.source_ts, first.source_author or "", text, first.source_link)
    title = title_and_details(text)[0]
    if len(title) < SHORTEST_TITLE:
        raise NoWordsInIt
    team = team_meant(session, request, Action.CREATE)
    return replace(_logged(session, request, team, NewFeature(title), now, source), replaces=True)


def _logged(
    session: Session, request: Request, team: Team, new: NewFeature, now: datetime, source: Source | None = None
) -> Message:
    made = features.log_feature(session, team, new, by=request.actor.person, source=source, at=now)
    return messages.card(card_of(session, made, team), say(messages.WORDS, "logged", ref=made.ref, team=team.name))


@feature.verb("edit F-1", example="F-1", reads=True, fits=parses(parse_number, "edit"))
def edit(request: Request, session: Session, now: datetime) -> Answer:
    """Change its title, details or area in a form: whoever asked for it while it is new, leads, product managers."""
    first = some_ref(session, request)
    number = parse_number(request.text, "edit", command=request.command, first=first)
    return _edit_form(session, request, number)


@feature.button("feature.edit", reads=True)
def press_edit(request: Request, session: Session, now: datetime) -> Answer:
    """*Edit*: the same form."""
    return _edit_form(session, request, number_carried(request))


def _edit_form(session: Session, request: Request, number: int) -> Answer:
    found, team = _to_edit(session, request, number)
    return forms.edit_form(card_of(session, found, team).line, found.details, team.name)


def _to_edit(session: Session, request: Request, number: int) -> tuple[Feature, Team]:
    """Whoever asked for it may change it as long as nobody triaged it; afterwards those who triage."""
    found, team = feature_numbered(session, request, number)
    if found.author_id == request.actor.person.id and found.status == "new":
        return found, team
    return feature_numbered(session, request, number, Action.TRIAGE)


@feature.form("feature.edit")
def send_edit(request: Request, session: Session, now: datetime) -> Answer:
    """The form to reword one comes back."""
    found, team = _to_edit(session, request, number_carried(request))
    features.hold_feature(session, found)
    title, details, area = _filled_in(request)
    untouched = normalised(plain(found.details)[: forms.LONGEST_FIELD])
    changed = features.edit(
        session,
        found,
        title=title,
        details=found.details if details == untouched else details,
        area=area,
        by=request.actor.person,
        at=now,
    )
    lead = say(messages.WORDS, "edited", ref=found.ref, what=" and ".join(changed))
    return forms.told_there("edit", messages.window(card_of(session, found, team), lead))


def _filled_in(request: Request) -> tuple[str, str, str]:
    """Title, details and area from a form."""
    title = on_one_line(request.values.get("title", ""))
    if len(title) < SHORTEST_TITLE:
        raise TitleTooShort(field="title")
    area = clipped(on_one_line(request.values.get("area", "")), LONGEST_AREA, "")
    return title, request.values.get("details", ""), area


@feature.verb(
    "list [new | planned | building | shipped | declined | mine | stale | unscored] [sort:votes | score] [area:NAME]",
    example="sort:votes",
    reads=True,
    fits=parses(parse_listing),
)
def list_(request: Request, session: Session, now: datetime) -> Message:
    """List what was asked for and is open, or what you name; ten at a time."""
    listing = parse_listing(request.text, command=request.command)
    return _page(session, request, team_meant(session, request, Action.READ), listing, 0, now)


@feature.button("feature.page", reads=True)
def turn_page(request: Request, session: Session, now: datetime) -> Message:
    """*Back* and *Next* of the list."""
    carried = A_PAGE.fullmatch(request.about)
    if carried is None:
        raise NotFound(what="that page")
    team = team_with_id(session, request.actor, carried[1], Action.READ)
    page = _page(session, request, team, parse_listing(carried[3] or ""), int(carried[2]), now)
    return Message(page.text, page.blocks, replaces=True)


def _page(session: Session, request: Request, team: Team, listing: Listing, start: int, now: datetime) -> Message:
    lines = chosen(features_of(session, team), listing, me=request.actor.person.id, now=now)
    return lists.listed(team, lines, listing, start=start if start < len(lines) else 0)


@feature.verb("show F-1", example="F-1", reads=True, fits=parses(parse_number, "show"))
def show(request: Request, session: Session, now: datetime) -> Message:
    """Show all about it: votes, scores, history, what is in its way, and where it was mentioned."""
    first = some_ref(session, request)
    return _shown(session, request, parse_number(request.text, "show", command=request.command, first=first), now)


@feature.button("feature.show", reads=True)
def press_show(request: Request, session: Session, now: datetime) -> Message:
    """*Show*: the same."""
    return _shown(session, request, number_carried(request), now)


def _shown(session: Session, request: Request, number: int, now: datetime) -> Message:
    found, team = feature_numbered(session, request, number)
    return messages.shown(picture_of(session, found, team, reader=request.actor, now=now))


@feature.verb("find WORDS", example="csv", reads=True, fits=bool)
def find(request: Request, session: Session, now: datetime) -> Message:
    """Find features by their words, whatever became of them."""
    wanted = words_wanted(plain(request.text))
    if not wanted:
        raise WhatToFind(example=f"{request.command} find export")
    team = team_meant(session, request, Action.READ)
    ids = [one for one, text in texts_of(session, team) if has_all(wanted, text)]
    typed = Line(request.command, "log", f"find {request.text}")
    lines = lines_of(session, team, ids[: lists.MOST_FOUND])
    return lists.found(on_one_line(request.text), lines, len(ids), typed.value if typed.fits else "")


@feature.verb("roadmap [status] [area:NAME] [public]", example="status", reads=True, fits=parses(parse_roadmap))
def roadmap(request: Request, session: Session, now: datetime) -> Message:
    """Show what is planned for now, next and later, or what stands where."""
    wanted = parse_roadmap(request.text, command=request.command)
    team = team_meant(session, request, Action.READ)
    if wanted.public and not request.in_dm and team.channel != request.channel:
        raise NotInPublicHere(team=team.name, example=f"{request.command} roadmap")
    lines = [line for line in features_of(session, team) if wanted.area.casefold() in ("", line.area.casefold())]
    return lists.roadmap(
        team.name, lines, by_status=wanted.by_status, area=wanted.area, public=wanted.public and not request.in_dm
    )
