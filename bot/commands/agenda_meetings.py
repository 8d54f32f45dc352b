"""`/agenda`: setting meetings up, posting their agendas, leaving dates out, ending them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.commands import left_out as left_out_answers
from bot.commands.agenda_which import (
    called,
    may_alter,
    may_be_a_name,
    meeting_and_rest,
    meeting_date_with_id,
    meetings_meant,
    point_or_list,
    several,
)
from bot.commands.ending import go_on_button, with_undo
from bot.commands.fitting import parses
from bot.commands.request import Request
from bot.commands.table import Noun
from bot.commands.team import home_channel, home_team, in_a_channel
from bot.domain.agendas import NewMeeting, named_first, parse_day, parse_new_meeting
from bot.domain.cadence import is_on, local_day
from bot.domain.grammar.misread import Misread
from bot.domain.message import Answer, Message
from bot.domain.text import plain
from bot.errors import NotFound, Refusal
from bot.messages import agenda_answers as messages
from bot.messages.agendas import posted
from bot.messages.mrkdwn import day_in_words
from bot.storage import agenda_days, agenda_endings, audit
from bot.storage.agenda_pictures import agenda as picture
from bot.storage.agendas import count_open
from bot.storage.ceremonies import Ceremony, member_zone, team_zone
from bot.storage.channels import bot_is_in
from bot.storage.living import Subject, refresh
from bot.storage.outbox import enqueue
from bot.storage.people import Person
from bot.storage.permissions import Action
from bot.storage.teams import Team
from bot.storage.together import aim, new_series

agenda = Noun("agenda", "Bring points to your team's meetings; I post the agenda before.", empty="list", default="add")
# What nobody says of a point, though the rest may be wrong.
RHYTHM = re.compile(r"\bevery\s+(?:\S+\s+)?weeks?\b|\bat\s+\d", re.IGNORECASE)
# Day and time together are a meeting's, whatever is wrong with one of them.
WHOLE_RHYTHM = re.compile(
    r"\bevery\s+(?:\S+\s+)?weeks?\b.*\bat\s+\d|\bat\s+\d.*\bevery\s+(?:\S+\s+)?weeks?\b", re.IGNORECASE | re.DOTALL
)
TO_TELL = timedelta(days=1)


class MeetingNameTaken(Refusal):
    """{team} has a meeting called {name} already."""


class NotOnThatDay(Refusal):
    """*{name}* is not held on {day}, so there is nothing to leave out. The next one is on {next}."""


class OverAlready(Refusal):
    """That meeting has begun or is over, so it can't be left out any more."""


@agenda.verb(
    "new NAME [in #channel] every week on DAYS at TIME [zone] [length 30m] [post 2h before]",
    example="Weekly every week on tue at 10:00 length 1h",
    fits=parses(parse_new_meeting),
    nearly=lambda rest: RHYTHM.search(rest) is not None,
    surely=lambda rest: WHOLE_RHYTHM.search(rest) is not None,
    previews=True,
)
def new(request: Request, session: Session, now: datetime) -> Message:
    """Set up a meeting: before each date I post its agenda in the team's channel."""
    in_a_channel(request)
    wanted = parse_new_meeting(request.text, command=request.command)
    channel = home_channel(session, request, wanted.channel_id)
    team, new_team = home_team(session, request, channel, now=now)
    if called(agenda_days.meetings(session, team), wanted.name):
        raise MeetingNameTaken(team=team.name, name=wanted.name, example=f"{request.command} list")
    ceremony = _set_up(session, team, wanted, request.actor.person, now)
    day = agenda_days.next_day(session, ceremony, team, now=now)
    orphaned = agenda_days.ended_with_points(session, team)
    adopted = agenda_days.hand_on(session, orphaned, day) if day is not None and orphaned else 0
    days = agenda_days.coming_days(session, ceremony, team, now=now)
    return messages.created(
        ceremony,
        team,
        [one.starts_at for one in days],
        member_zone(request.actor.person, team),
        adopted=adopted,
        new_team=new_team,
        bot_is_in=bot_is_in(session, request.actor.workspace, channel),
    )


def _set_up(session: Session, team: Team, wanted: NewMeeting, by: Person, now: datetime) -> Ceremony:
    ceremony = new_series(
        session,
        agenda_days.KIND,
        team,
        wanted.name,
        at=wanted.at,
        zone=wanted.zone,
        weekdays=wanted.weekdays,
        every=wanted.every,
        post_before=wanted.post_before,
        length=wanted.length,
        by=by,
        now=now,
    )
    audit.record(session, by, "ceremony.new", "ceremony", ceremony.id, at=now)
    return ceremony


def is_posting(rest: str) -> bool:
    """`post Weekly now`; only with the `now` at the end is it surely not a point."""
    return not rest or (rest.split()[-1].casefold() == "now" and may_be_a_name(rest))


@agenda.verb("post [NAME] now", example="now", fits=is_posting, previews=True)
def post(request: Request, session: Session, now: datetime) -> Message:
    """Post the agenda of the next date now; one that is there already is brought up to date."""
    team, there = meetings_meant(session, request, Action.CREATE)
    ceremony, rest = meeting_and_rest(there, _name_to_post(request.text))
    if rest:
        return point_or_list(request, "post", there)
    if ceremony is None:
        raise several(request, team, there, "post")
    day = agenda_days.next_day(session, ceremony, team, now=now)
    if day is None:
        raise NotFound(what="a date to come", example=f"{request.command} list")
    if day.occurrence is None:
        agenda_days.open_agenda(session, ceremony, team, day.day, now=now)
        aim(ceremony, team, after=now, last_day=day.day)
    else:
        refresh(session, day.occurrence, (Subject.AGENDA, None))
    zone = member_zone(request.actor.person, team)
    return messages.posting(ceremony.name, team, day.starts_at, zone, again=day.occurrence is not None)


@agenda.preview_of("post")
def preview_post(request: Request, session: Session, now: datetime) -> Answer:
    """The agenda as it would be posted now."""
    answer = post(request, session, now)
    team, there = meetings_meant(session, request, Action.CREATE)
    ceremony, rest = meeting_and_rest(there, _name_to_post(request.text))
    day = None if ceremony is None or rest else agenda_days.next_day(session, ceremony, team, now=now)
    if ceremony is None or day is None or day.occurrence is None:
        return answer
    return posted(picture(session, day.occurrence, ceremony, team, now=now), team_zone(team))


def _name_to_post(text: str) -> str:
    words = text.split()
    return " ".join(words[:-1] if words and words[-1].casefold() == "now" else words)


@agenda.verb("skip [NAME] [DATE]", example="Planning", fits=may_be_a_name)
def skip(request: Request, session: Session, now: datetime) -> Message:
    """Leave a date out, the next one unless you say which; its points go on to the one after it."""
    team, there = meetings_meant(session, request, Action.READ)
    names = [one.name for one in there]
    today = local_day(now, team_zone(team))
    try:
        named = parse_day(request.text, meetings=names, today=today, command=request.command)
    except Misread:
        if named_first(request.text, names):
            raise
        return point_or_list(request, "skip", there)
    ceremony = called(there, named.meeting) if named.meeting else there[0] if len(there) == 1 else None
    if ceremony is None:
        raise several(request, team, there, "skip")
    following = agenda_days.next_day(session, ceremony, team, now=now)
    day = named.day or (following.day if following else today)
    if not is_on(ceremony.cadence, day):
        held_on = day_in_words(following.day) if following else names[0]
        example = f"{request.command} skip {ceremony.name}"
        raise NotOnThatDay(name=ceremony.name, day=day_in_words(day), next=held_on, example=example)
    return _leave_out(session, request, ceremony, team, day, now=now)


@agenda.button("agenda.cancel")
def press_cancel(request: Request, session: Session, now: datetime) -> Answer:
    """*Cancel* on an agenda without topics: that date is left out, and the post says so."""
    occurrence, ceremony, team = meeting_date_with_id(session, request.actor, request.about, Action.READ)
    return _leave_out(session, request, ceremony, team, occurrence.day, now=now)


def _leave_out(
    session: Session, request: Request, ceremony: Ceremony, team: Team, day: date, *, now: datetime
) -> Message:
    may_alter(session, request, ceremony, team)
    begin = agenda_days.starts_at(ceremony, team, day)
    if begin <= now:
        raise OverAlready(example=f"{request.command} list" if request.command else None)
    coming = agenda_days.next_day(session, ceremony, team, now=now)
    left_out = agenda_days.skip_day(session, ceremony, team, day, now=now)
    audit.record(session, request.actor.person, "ceremony.skip", "ceremony", ceremony.id, at=now)
    following = agenda_days.next_day(session, ceremony, team, now=now)
    zone = member_zone(request.actor.person, team)
    # Points wait for the next meeting: of a later one that is left out there is nothing to say of them.
    has_points = coming is not None and coming.day == day
    told = messages.skipped(ceremony.name, begin, following.starts_at if following else None, zone, points=has_points)
    return left_out_answers.with_undo(told, agenda, left_out, now)


@agenda.verb("delete NAME", example="Planning", fits=may_be_a_name)
def delete(request: Request, session: Session, now: datetime) -> Message:
    """End a meeting for good; its open points go to the team's other meeting, and decisions stay."""
    team, there = meetings_meant(session, request, Action.READ)
    ceremony = called(there, plain(request.text))
    if ceremony is None and request.text:
        return point_or_list(request, "delete", there)
    if ceremony is None:
        raise several(request, team, there, "delete")
    may_alter(session, request, ceremony, team)
    left = count_open(session, [ceremony])
    heir = agenda_endings.end_series(session, ceremony, team, now=now)
    audit.record(session, request.actor.person, "ceremony.end", "ceremony", ceremony.id, at=now)
    if left and heir is None:
        _tell_owner(session, request, ceremony, team, left, now)
    told = messages.ended(ceremony, team, open_points=left, heir=heir.name if heir is not None else "")
    return with_undo(told, agenda, ceremony, now)


left_out_answers.hold_button(agenda)
go_on_button(agenda, agenda_endings.take_up_again)


def _tell_owner(session: Session, request: Request, ceremony: Ceremony, team: Team, left: int, now: datetime) -> None:
    """Who set it up hears that its points have nowhere to go, unless they ended it themselves."""
    here = (Person.workspace_id == ceremony.workspace_id, Person.id == ceremony.owner_id)
    owner = session.scalars(select(Person).where(*here)).one()
    if owner.id == request.actor.person.id or owner.is_deactivated:
        return
    key, message = f"homeless:{ceremony.id}", messages.homeless(ceremony, team, left)
    enqueue(
        session, team.workspace_id, key, owner.slack_id, message, now=now, expires_at=now + TO_TELL, person_id=owner.id
    )
