"""Every message and form that the bot makes, for a gathering: what judges and canaries go through."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.attendance import Gathering
from bot.domain.cadence import Due
from bot.domain.message import Message
from bot.errors import NotFound
from bot.messages import ceremonies, occurrences, overdue, refusals, reports, teams, welcome
from bot.messages import help as help_words
from bot.storage.homes import Held
from bot.storage.teams import Role
from tests.messages import agendas, blocked, retro_pictures, weeks
from tests.messages.pictures import BERLIN, CLOSES, TUESDAY, ceremony, person, team

ZONE = ZoneInfo(BERLIN)
DUES = [Due(TUESDAY, CLOSES)] * 3


def of_the_gathering(picture: Gathering) -> Iterator[tuple[str, Message]]:
    yield "day", occurrences.day(picture, ZONE)
    yield "wrap-up", occurrences.wrap_up(picture, ZONE, updated_at=None)
    yield "wrap-up edited", occurrences.wrap_up(picture, ZONE, updated_at=CLOSES)
    yield from blocked.of_a_gathering(picture, ZONE)
    yield "skipped", ceremonies.skipped(picture)
    yield "report", reports.report([picture], only=frozenset(), public=True)
    yield "report of three days", reports.report([picture] * 3, only=frozenset(), public=False)


def of_each_person(picture: Gathering) -> Iterator[tuple[str, Message]]:
    for standing in {attendee.standing for attendee in picture.attendees}:
        somebody = next(attendee for attendee in picture.attendees if attendee.standing == standing)
        yield f"prompt {standing}", occurrences.prompt(picture, somebody)
        yield f"reminder {standing}", occurrences.reminder(picture, somebody)
        yield f"saved {standing}", ceremonies.saved(picture, somebody, ZONE, changed=True)
        if somebody.is_in:
            card = occurrences.card(picture, somebody)
            yield f"card {standing}", card
            yield f"card alone {standing}", occurrences.alone(picture, card)


def of_the_team(name: str, text: str) -> Iterator[tuple[str, Message]]:
    here, series = team(name), ceremony(name)
    crowd = [(person(name, number), Role.MEMBER) for number in range(150)]
    yield "team made", teams.made(here, bot_is_in=False)
    yield "team shown", teams.shown(here, crowd, reading=True)
    yield from blocked.of_roles(name)
    yield from blocked.of_blockers(name, text)
    yield "overdue", overdue.overdue({(f"{name}{number}", name): 3 for number in range(30)}, 2, CLOSES, ZONE)
    yield "large channel", teams.large_channel(here, 1000)
    yield "taking all", teams.answered("taking_all", here)
    yield "taking nobody", teams.answered("taking_nobody", here)
    yield "created", ceremonies.created(series, here, DUES, ZONE, people=60, new_team=True, bot_is_in=False)
    yield "ended", ceremonies.ended(series)
    yield "listed", ceremonies.listed(here, [(series, DUES)] * 60, ZONE)
    yield "none listed", ceremonies.listed(here, [], ZONE)
    yield "which one", ceremonies.which_one({str(number): name for number in range(60)})
    yield "nothing to report", reports.nothing(name, name, name)
    yield "refused", refusals.refused(NotFound(what=text, example=text), typed=text)
    yield "sorry", refusals.sorry("abcd2345", typed=text)
    yield "help", help_words.verbs("/standup", name, [(text[:20], name[:20], name[:20])] * 12)
    yield "all help", help_words.commands([(text[:20], name)] * 12)
    yield "welcome", welcome.welcome("C0CHECKOUT")
    yield "answer to text", welcome.answer_to_text()
    yield from weeks.every_message(name, text)
    yield from retro_pictures.every_message(name, text[:1000])
    yield from agendas.of_the_agenda(here, name, text[:500])


def forms(picture: Gathering, text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for somebody in picture.attendees[:6]:
        yield f"form {somebody.standing}", ceremonies.form(picture, somebody, ZONE).view
        yield f"form unread {somebody.standing}", ceremonies.form(picture, somebody, ZONE, unread=text).view
        still = blocked.lines_of(picture)[:5]
        yield f"form with blockers {somebody.standing}", ceremonies.form(picture, somebody, ZONE, still=still).view
    yield from blocked.homes_of(picture.team, text, ZONE)
    yield "set-up", welcome.set_up_form("C0CHECKOUT").view
    here, series = team(text[:80]), ceremony(text[:80])
    made = ceremonies.created(series, here, DUES, ZONE, people=60, new_team=True, bot_is_in=False)
    yield "set-up done", welcome.set_up_done(made).view
    yield "home", welcome.home([Held(series, here, CLOSES), Held(series, here, None)] * 40, ZONE, may_set_up=True)
    yield from retro_pictures.every_form(text[:80], text[:1000])
    yield "empty home", welcome.home([], ZONE, may_set_up=True)
    yield "home of a guest", welcome.home([], ZONE, may_set_up=False)
