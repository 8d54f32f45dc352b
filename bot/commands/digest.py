"""`/digest`: having a team's week told to it, looking at it before, leaving one out."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.commands.digests_meant import Digest, can_change, digest_meant, due_day, may_change, next_due
from bot.commands.ending import go_on_button, with_undo
from bot.commands.request import Request
from bot.commands.table import Noun
from bot.commands.team import home_channel, home_team, in_a_channel
from bot.commands.whose import team_meant
from bot.domain.cadence import local_day
from bot.domain.digests import NewDigest, parse_new_digest, parse_skipped_day
from bot.domain.message import Answer, Message
from bot.domain.text import first_sentence
from bot.errors import NotFound, Refusal
from bot.messages import digests as messages
from bot.storage import audit, digests
from bot.storage.ceremonies import Ceremony, team_zone
from bot.storage.channels import bot_is_in
from bot.storage.digests import INCLUDING_NOW, KIND
from bot.storage.living import Subject, living_message
from bot.storage.permissions import Action
from bot.storage.teams import Team
from bot.storage.together import new_series, series, zone_of

digest = Noun("digest", "Have a team's week told to it, from what it kept.", empty="preview")


class DigestNameTaken(Refusal):
    """{team} has a digest called {name} already."""


class PostOnlyNow(Refusal):
    """I read {name}, but not what *{typed}* is: at its own time it is posted by itself, and otherwise `now`."""


class NothingNoted(Refusal):
    """I read no note. Write what {team} should read in its next digest."""


class NoteTooLong(Refusal):
    """That is {length} characters, and a note has at most 500: nothing was kept. Say it in a sentence or two."""


class TooManyNotes(Refusal):
    """{name} holds ten notes already, and that is as many as people read."""


@digest.verb("new NAME [in #channel] [every DAY] [at TIME] [zone]", example="Friday every fri at 15:00", previews=True)
def new(request: Request, session: Session, now: datetime) -> Message:
    """Have a digest posted in the team's channel by the clock: on Fridays at 16:00 if you do not say when."""
    in_a_channel(request)
    wanted = parse_new_digest(request.text, command=f"{request.command}")
    channel = home_channel(session, request, wanted.channel_id)
    team, new_team = home_team(session, request, channel, now=now)
    ceremony = _set_up(session, request, team, wanted, now)
    zone = zone_of(ceremony, team)
    dues = digests.next_digests(session, ceremony, team, after=now)
    is_in = bot_is_in(session, request.actor.workspace, channel)
    return messages.created(ceremony, team, dues, zone, new_team=new_team, bot_is_in=is_in)


def _set_up(session: Session, request: Request, team: Team, wanted: NewDigest, now: datetime) -> Ceremony:
    if any(other.name.casefold() == wanted.name.casefold() for other in series(session, team, KIND)):
        raise DigestNameTaken(team=team.name, name=wanted.name, example=f"{request.command} list")
    ceremony = new_series(
        session,
        KIND,
        team,
        wanted.name,
        at=wanted.at,
        zone=wanted.zone,
        weekdays=wanted.weekdays,
        every=wanted.every,
        by=request.actor.person,
        now=now,
    )
    audit.record(session, request.actor.person, "ceremony.new", "ceremony", ceremony.id, at=now)
    return ceremony


@digest.verb("preview [NAME]", reads=True)
def preview(request: Request, session: Session, now: datetime) -> Message:
    """See how the next digest looks so far; only you see it."""
    team = team_meant(session, request, Action.READ)
    if not request.text and not series(session, team, KIND):
        so_far = digests.told_so_far(session, team, now)
        zone = team_zone(team)
        return messages.preview(messages.digest(so_far, team, zone), None, zone)
    found = digest_meant(session, request, "preview", change=False)
    ceremony, zone = found.ceremony, zone_of(found.ceremony, team)
    day = digests.current_day(ceremony, team, now)
    first_at = digests.begins_at(session, ceremony, team, day)
    told = digests.told(session, ceremony, team, day, first_at, now + INCLUDING_NOW)
    past = digests.past_of(session, ceremony, team, day, now)
    # One that is posted at this very moment still comes.
    after = now if past else min(now, digests.cut_of(ceremony, team, day) - INCLUDING_NOW)
    due = None if digests.is_paused(ceremony) else next_due(session, found, after)
    may_post = can_change(session, request, found)
    return messages.preview(messages.digest(told, team, zone), ceremony, zone, due=due, past=past, may_post=may_post)


@digest.verb("list", reads=True)
def list_(request: Request, session: Session, now: datetime) -> Message:
    """List this team's digests with their next dates."""
    team = team_meant(session, request, Action.READ)
    rows = [
        (one, digests.next_digests(session, one, team, after=now), zone_of(one, team), digests.is_paused(one))
        for one in series(session, team, KIND)
    ]
    return messages.listed(team, rows)


@digest.verb("post [NAME] now", example="Weekly now", previews=True)
def post(request: Request, session: Session, now: datetime) -> Message:
    """Post it now; posting it again in the same week brings the post up to date."""
    found = digest_meant(session, request, "post", change=True, takes_more=True)
    if found.rest.casefold() not in ("", "now"):
        example = f"{request.command} post {found.ceremony.name} now"
        raise PostOnlyNow(name=found.ceremony.name, typed=found.rest, example=example)
    return _post(session, found, now)


@digest.preview_of("post")
def preview_post(request: Request, session: Session, now: datetime) -> Answer:
    """The digest as it would be posted now."""
    named = " ".join(word for word in request.text.split() if word.casefold() != "now")
    return preview(replace(request, text=named), session, now)


@digest.button("digest.post")
def press_post(request: Request, session: Session, now: datetime) -> Message:
    """*Post now*, below a preview."""
    team = team_meant(session, request, Action.READ)
    one = next((one for one in series(session, team, KIND) if str(one.id) == request.about), None)
    if one is None:
        raise NotFound(what="that digest")
    may_change(session, request, found := Digest(team, one))
    return _post(session, found, now)


def _post(session: Session, found: Digest, now: datetime) -> Message:
    ceremony, team = found.ceremony, found.team
    day = digests.current_day(ceremony, team, now)
    occurrence = digests.post(session, ceremony, team, day, cut=now + INCLUDING_NOW, now=now)
    shown = living_message(session, occurrence, Subject.DIGEST)
    return messages.posted(ceremony, team, day, again=shown is not None and shown.outbox_id is not None)


@digest.verb("skip [NAME] [DATE]", example="Weekly")
def skip(request: Request, session: Session, now: datetime) -> Message:
    """Leave the next one out, or that of a day."""
    found = digest_meant(session, request, "skip", change=True, takes_more=True)
    ceremony, team = found.ceremony, found.team
    coming, today = next_due(session, found, now).day, local_day(now, zone_of(ceremony, team))
    lead = f"{request.command} skip {ceremony.name}"
    typed = parse_skipped_day(found.rest, today=today, coming=coming, lead=lead)
    day = coming if typed is None else due_day(session, request, found, typed, now)
    changed = digests.skip_digest(session, ceremony, team, day, now=now)
    audit.record(session, request.actor.person, "digest.skip", "ceremony", ceremony.id, at=now)
    return messages.skipped(ceremony, day, next_due(session, found, now), zone_of(ceremony, team), changed=changed)


@digest.verb("note [NAME] TEXT", example="We show the new checkout on Monday.")
def note(request: Request, session: Session, now: datetime) -> Message:
    """Add a few words of yours to the next one."""
    team = team_meant(session, request, Action.READ)
    if not request.text:
        raise NothingNoted(team=team.name, example=f"{request.command} note We show the new checkout on Monday.")
    found = digest_meant(session, request, "note", change=False, takes_more=True)
    text = found.rest or request.text
    if len(text) > digests.LONGEST_NOTE:
        raise NoteTooLong(length=str(len(text)), example=f"{request.command} note {first_sentence(text)}")
    day = digests.add_note(session, found.ceremony, found.team, text, by=request.actor.person, now=now)
    if day is None:
        raise TooManyNotes(name=found.ceremony.name, example=f"{request.command} preview {found.ceremony.name}")
    return messages.noted(found.ceremony, day, request.actor.person.name, text)


@digest.verb("pause [NAME]", example="Weekly")
def pause(request: Request, session: Session, now: datetime) -> Message:
    """Have none posted until you resume it."""
    found = digest_meant(session, request, "pause", change=True)
    digests.pause(session, found.ceremony)
    audit.record(session, request.actor.person, "digest.pause", "ceremony", found.ceremony.id, at=now)
    return messages.stopped(found.ceremony, "paused")


@digest.verb("resume [NAME]", example="Weekly")
def resume(request: Request, session: Session, now: datetime) -> Message:
    """Have it come again at its time."""
    found = digest_meant(session, request, "resume", change=True)
    digests.resume(session, found.ceremony, found.team, now=now)
    audit.record(session, request.actor.person, "digest.resume", "ceremony", found.ceremony.id, at=now)
    return messages.resumed(found.ceremony, next_due(session, found, now), zone_of(found.ceremony, found.team))


@digest.verb("delete NAME", example="Weekly")
def delete(request: Request, session: Session, now: datetime) -> Message:
    """End a digest for good; what was posted stays."""
    found = digest_meant(session, request, "delete", change=True, by_name=True)
    digests.end_digest(found.ceremony, at=now)
    audit.record(session, request.actor.person, "ceremony.end", "ceremony", found.ceremony.id, at=now)
    return with_undo(messages.stopped(found.ceremony, "ended"), digest, found.ceremony, now)


go_on_button(digest)
