"""`/standup`: setting one up, answering, sitting one out, reading back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.ceremonies import KINDS
from bot.commands.ending import go_on_button, with_undo
from bot.commands.incoming import LONGEST_FIELD
from bot.commands.request import Request
from bot.commands.seats import NothingToAnswer, seat_and_rest, seats_for
from bot.commands.setting_up import set_up, wanted_by_form
from bot.commands.table import Noun
from bot.commands.team import NoTeamHere, home_channel, in_a_channel
from bot.domain.attendance import Attendee, Gathering
from bot.domain.cadence import local_day
from bot.domain.message import Answer, Done, Message
from bot.domain.standups import ME, NothingToLog, fits_in_the_form, parse_log, parse_new_standup, parse_report
from bot.domain.text import normalised, plain
from bot.domain.zones import zone_or
from bot.errors import Refusal
from bot.messages import blockers as blocker_words
from bot.messages import ceremonies as messages
from bot.messages import reports, welcome
from bot.messages.mrkdwn import day_in_words
from bot.messages.refs import named_text
from bot.storage import audit, blockers_said, proceedings
from bot.storage.access import Seat, ceremony_called, readable_teams, seat, team_here
from bot.storage.ceremonies import (
    ceremonies_of,
    member_zone,
    next_dues,
)
from bot.storage.permissions import Action, full_member, may
from bot.storage.refs import named_refs
from bot.storage.reports import gatherings, own_place

standup = Noun("standup", "Hold stand-ups: set one up, answer, read back.", empty="fill")
# What people call the kinds in which each is asked at their own time.
ASKED_KINDS = {kind.name.casefold(): kind.slug for kind in KINDS.values() if not kind.together}
ANYWHERE = "anywhere"


class NothingWritten(Refusal):
    """All of it is empty. Write something at one question at least, or cancel."""


class AnsweredAlready(Refusal):
    """You have answered this one already, so there is nothing to skip. You can change your answers."""


class WhichOne(Refusal):
    """Which stand-up do you mean? Here there are: {names}."""


class NotInPublicHere(Refusal):
    """What {team} answered can be shown to everybody in its own channel only. Here I can show it to you alone."""


class UnknownTeam(Refusal):
    """I know no team “{team}” that you can read."""


@standup.verb(
    "new NAME [in #channel] at TIME [zone] [days] [close TIME | after 2h] [remind 30m] [with @people] [as check-in]",
    example="Daily at 9:30 mon-fri close 12:00",
    previews=True,
)
def new(request: Request, session: Session, now: datetime) -> Message:
    """Set up a stand-up for this channel's team: each member is asked at that time on their own clock."""
    in_a_channel(request)
    wanted = parse_new_standup(request.text, command=request.command, kinds=ASKED_KINDS)
    return set_up(session, request, wanted, home_channel(session, request, wanted.channel_id), now=now)


@standup.button("standup.set_up", reads=True)
def press_set_up(request: Request, session: Session, now: datetime) -> Answer:
    """*Set up a stand-up*: the same as a form."""
    full_member(request.actor)
    return welcome.set_up_form("" if request.about == ANYWHERE else request.about)


@standup.form("standup.set_up")
def send_set_up(request: Request, session: Session, now: datetime) -> Answer:
    """The set-up form comes back; what is wrong stands at its field, what was set up in its window."""
    wanted = wanted_by_form(request.values)
    channel = home_channel(session, request, request.values.get("channel", ""))
    return welcome.set_up_done(set_up(session, request, wanted, channel, now=now))


@standup.verb("list", reads=True)
def list_(request: Request, session: Session, now: datetime) -> Message:
    """List this team's stand-ups with their next occurrences."""
    here = team_here(session, request.actor, request.channel, Action.READ)
    if here is None:
        raise NoTeamHere(example=request.example("new Daily at 9:30 mon-fri close 12:00"))
    zone = member_zone(request.actor.person, here)
    rows = [(ceremony, next_dues(ceremony, zone, after=now)) for ceremony in ceremonies_of(session, here)]
    return messages.listed(here, rows, zone)


@standup.verb("delete NAME", example="Daily")
def delete(request: Request, session: Session, now: datetime) -> Message:
    """End a stand-up for good; what was answered stays."""
    listing = f"{request.command} list"
    here = team_here(session, request.actor, request.channel, Action.READ)
    if here is None:
        raise NoTeamHere(example=f"{request.command} help")
    name = plain(request.text)
    if not name:
        raise WhichOne(names=", ".join(one.name for one in ceremonies_of(session, here)) or "none yet", example=listing)
    ceremony = ceremony_called(session, request.actor, here, name, Action.ALTER, example=listing)
    proceedings.end(session, ceremony, at=now)
    audit.record(session, request.actor.person, "ceremony.end", "ceremony", ceremony.id, at=now)
    return with_undo(messages.ended(ceremony), standup, ceremony, now)


go_on_button(standup)


@standup.verb("fill")
def fill(request: Request, session: Session, now: datetime) -> Answer:
    """Open your form; with several waiting, choose which."""
    seats = seats_for(session, request, now=now)
    if not seats:
        raise NothingToAnswer(example=request.example("new Daily at 9:30 mon-fri close 12:00"))
    if len(seats) > 1:
        return messages.which_one(
            {str(place.occurrence.id): f"{place.team.name} · {place.ceremony.name}" for place in seats}
        )
    return _form(session, request, seats[0], now)


@standup.verb("log [NAME] y: … t: … b: …", example="y: shipped the export t: fix the flaky test b: nothing")
def log(request: Request, session: Session, now: datetime) -> Answer:
    """Answer in one line: y: for yesterday, t: for today, b: for what is in the way; any of them."""
    if not request.text:
        parse_log("", command=request.command)  # says what to write
    place, typed = seat_and_rest(session, request, "log", now=now)
    try:
        answers = parse_log(typed, command=request.command)
    except NothingToLog:
        # What was typed is not lost: it stands in the form, for them to sort out.
        return _form(session, request, place, now, unread=typed)
    if not answers.keys() <= {section.slug for section in KINDS[place.ceremony.kind].sections}:
        return _form(session, request, place, now, unread=typed)
    kept = proceedings.answer(session, place, request.actor.person, answers, at=now)
    picture, attendee = _picture(session, request, place, now, kept.answers)
    notes = [] if kept.blocker is None else [blocker_words.by_answer(kept.blocker)]
    reads = may(session, request.actor, Action.READ, place.team)
    if reads and (named := named_refs(session, place.team, answers.values())):
        notes.append(named_text(named))
    return messages.saved(picture, attendee, _zone(request, place), changed=kept.changed, notes=notes)


@standup.verb("skip [NAME]")
def skip(request: Request, session: Session, now: datetime) -> Message:
    """Sit today's stand-up out; by its name if you have several."""
    place, _ = seat_and_rest(session, request, "skip", now=now)
    if not proceedings.sit_out(session, place, at=now):
        raise AnsweredAlready(example=f"{request.command} fill")
    picture, _ = _picture(session, request, place, now)
    return messages.skipped(picture)


@standup.verb(
    "report [today | yesterday | week | DATE | D1..D2] [@person] [#team] [public]", example="today", reads=True
)
def report(request: Request, session: Session, now: datetime) -> Message:
    """Read back what the team answered; only you see it unless you say `public`."""
    here = team_here(session, request.actor, request.channel, Action.READ)
    today = local_day(now, zone_or(request.actor.person.zone, ZoneInfo("UTC")))
    wanted = parse_report(request.text, today=today, command=request.command)
    teams = [here] if here is not None else list(readable_teams(session, request.actor))
    if wanted.team is not None:
        teams = [
            team
            for team in readable_teams(session, request.actor)
            if team.channel == wanted.team.channel_id or team.name.casefold() == wanted.team.name.casefold()
        ]
        if not teams:
            raise UnknownTeam(team=wanted.team.name or wanted.team.channel_id, example=f"{request.command} help")
    if not teams:
        raise NoTeamHere(example=f"{request.command} help")
    if wanted.public and not request.in_dm and any(team.channel != request.channel for team in teams):
        raise NotInPublicHere(team=teams[0].name, example=f"{request.command} report {_without_public(request.text)}")
    found = [day for team in teams for day in gatherings(session, team, wanted.first, wanted.last, now=now)]
    if not found:
        return reports.nothing(
            " and ".join(team.name for team in teams), day_in_words(wanted.first), day_in_words(wanted.last)
        )
    me = request.actor.person.slack_id
    only = frozenset(me if person == ME else person for person in wanted.people)
    return reports.report(found, only=only, public=wanted.public and not request.in_dm)


def _without_public(text: str) -> str:
    return " ".join(word for word in text.split() if word.strip("-—–").casefold() != "public")


@standup.button("standup.fill", reads=True)
def press_fill(request: Request, session: Session, now: datetime) -> Answer:
    """*Fill in* and *Edit*: the form, with what was answered so far."""
    return _form(session, request, seat(session, request.actor, request.about), now)


@standup.button("standup.skip")
def press_skip(request: Request, session: Session, now: datetime) -> Answer:
    """*Skip today*: the card itself tells that it was done."""
    proceedings.sit_out(session, seat(session, request.actor, request.about), at=now)
    return Done()


@standup.form("standup.answer")
def send(request: Request, session: Session, now: datetime) -> Answer:
    """The form comes back: keep it; the cards tell what was kept."""
    place = seat(session, request.actor, request.about)
    sections = KINDS[place.ceremony.kind].sections
    _, attendee = _picture(session, request, place, now)
    answers = {
        section.slug: _unless_untouched(attendee.answers.get(section.slug, ""), request.values[section.slug])
        for section in sections
        if section.slug in request.values
    }
    if not any(answers.values()):
        raise NothingWritten(field=sections[0].slug)
    numbers = blocker_words.called_resolved(request.values)
    blockers_said.resolve_asked_about(session, place.team, numbers, by=request.actor.person, at=now)
    proceedings.answer(session, place, request.actor.person, answers, at=now)
    return Done()


def _unless_untouched(before: str, typed: str) -> str:
    """A form shows mentions as plain words and no more than fits; where nobody touched it, all stays as it was."""
    return before if typed == normalised(plain(before)[:LONGEST_FIELD]) else typed


def _form(session: Session, request: Request, place: Seat, now: datetime, *, unread: str = "") -> Answer:
    picture, attendee = _picture(session, request, place, now)
    if unread:
        before = attendee.answers.get("today", "")
        fits_in_the_form("today", f"{before}\n{unread}" if before else unread, command=request.command)
    still = blockers_said.open_from_before(session, place.team, place.occurrence.id, request.actor.person, now=now)
    return messages.form(picture, attendee, _zone(request, place), still=still, unread=unread)


def _picture(
    session: Session, request: Request, place: Seat, now: datetime, answers: Mapping[str, str] | None = None
) -> tuple[Gathering, Attendee]:
    picture = own_place(session, place, request.actor.person, answers=answers, now=now)
    return picture, picture.attendees[0]


def _zone(request: Request, place: Seat) -> ZoneInfo:
    return member_zone(request.actor.person, place.team)
