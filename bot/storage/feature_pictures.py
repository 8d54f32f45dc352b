"""All that there is to see of one feature, as far as the reader may see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from bot.domain.blockers import BlockerLine
from bot.domain.features.listed import FeatureLine
from bot.storage.access import readable_teams
from bot.storage.blockers import blockers_about
from bot.storage.ceremonies import team_zone
from bot.storage.changes import Change, changes_of
from bot.storage.feature_lists import feature_line, voters
from bot.storage.features import Feature
from bot.storage.mentions import Mention, Place
from bot.storage.people import Person
from bot.storage.permissions import Actor
from bot.storage.retros import Retro, RetroCard
from bot.storage.teams import Team


@dataclass(frozen=True)
class Spoken:
    """Where it was mentioned; `by` is nobody where the text has no name to it, `retro` the team's how manieth."""

    place: Place
    day: date
    by: str | None
    retro: int | None = None


@dataclass(frozen=True)
class Quote:
    """The message in which it was asked for: its stored text, its address, and its author's name or Slack id."""

    text: str
    link: str
    author: str


@dataclass(frozen=True)
class FeaturePicture:
    """A feature with its team and the team's zone, what was said of it and done with it; the oldest first."""

    line: FeatureLine
    details: str
    team: str
    zone: ZoneInfo
    quote: Quote | None
    voters: Sequence[str] = ()
    history: Sequence[tuple[Change, Person]] = ()
    spoken: Sequence[Spoken] = ()
    blockers: Sequence[BlockerLine] = ()


def card_of(session: Session, feature: Feature, team: Team) -> FeaturePicture:
    """What its card shows."""
    return FeaturePicture(
        feature_line(session, feature), feature.details, team.name, team_zone(team), _quote(session, feature)
    )


def picture_of(session: Session, feature: Feature, team: Team, *, reader: Actor, now: datetime) -> FeaturePicture:
    """All of it; where it was mentioned only by teams that the reader may read."""
    card = card_of(session, feature, team)
    return FeaturePicture(
        card.line,
        card.details,
        card.team,
        card.zone,
        card.quote,
        voters(session, feature),
        changes_of(session, feature.workspace_id, Feature.LETTER, feature.id),
        _spoken(session, feature, [team.id for team in readable_teams(session, reader)]),
        blockers_about(session, team, feature.id, now=now),
    )


_is_the_card = and_(
    Mention.place == Place.CARD, RetroCard.workspace_id == Mention.workspace_id, RetroCard.id == Mention.place_id
)


def _quote(session: Session, feature: Feature) -> Quote | None:
    if feature.source_ts is None:
        return None
    author = session.scalar(
        select(Person.name).where(
            Person.workspace_id == feature.workspace_id, Person.slack_id == (feature.source_author or "")
        )
    )
    return Quote(feature.source_text, feature.source_link, author or feature.source_author or "")


def _spoken(session: Session, feature: Feature, teams: Sequence[int]) -> list[Spoken]:
    """Each place once, however many of its texts speak of it: a stand-up has three for each person."""
    rows = session.execute(
        select(Mention.place, Mention.day, Person.name, Mention.person_id, Retro.ordinal)
        .outerjoin(Person, and_(Person.workspace_id == Mention.workspace_id, Person.id == Mention.person_id))
        .outerjoin(RetroCard, _is_the_card)
        .outerjoin(Retro, and_(Retro.workspace_id == Mention.workspace_id, Retro.id == RetroCard.retro_id))
        .where(
            Mention.workspace_id == feature.workspace_id,
            Mention.letter == Feature.LETTER,
            Mention.number == feature.number,
            Mention.team_id.in_(teams),
        )
        .order_by(Mention.at, Mention.id)
    )
    # Two people may have one name; a place in which somebody spoke later stands where they spoke first.
    places = {
        (place, day, person_id, retro): Spoken(Place(place), day, name, retro)
        for place, day, name, person_id, retro in rows
    }
    return list(places.values())
