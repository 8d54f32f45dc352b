"""Features: what was asked for, by whom, who wants it, what it is worth, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar, Final

from sqlalchemy import Index, String, UniqueConstraint, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain.features import FeatureStatus, Horizon, Side
from bot.domain.features.new import NewFeature
from bot.storage.agendas import show_points_about
from bot.storage.changes import note_change
from bot.storage.numbers import Numbered, next_number
from bot.storage.people import Person
from bot.storage.schema import Id, InWorkspace, Key, Reference, Row, Words, insert_once, within
from bot.storage.teams import Team

TAKE_BACK_WITHIN: Final = timedelta(hours=1)


class Feature(Numbered, Row):
    LETTER: ClassVar[str] = "F"

    __tablename__ = "features"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "number"),
        within("teams", "team_id"),
        within("people", "author_id"),
        within("people", "owner_id"),
        Index("ix_features_team", "workspace_id", "team_id", "status"),
    )

    id: Mapped[Key]
    workspace_id: Mapped[InWorkspace]
    title: Mapped[Words]
    details: Mapped[Words]
    area: Mapped[Words]
    author_id: Mapped[Reference]
    owner_id: Mapped[int | None] = mapped_column(Id)
    status: Mapped[FeatureStatus] = mapped_column(String(16))
    status_at: Mapped[datetime]
    horizon: Mapped[Horizon | None] = mapped_column(String(8))
    target_on: Mapped[date | None]
    # The message in which it was asked for, as it was then: what happens to the message changes nothing here.
    source_channel: Mapped[str | None] = mapped_column(String(32))
    source_ts: Mapped[str | None] = mapped_column(String(32))
    source_link: Mapped[Words]
    source_text: Mapped[Words]
    source_author: Mapped[str | None] = mapped_column(String(32))
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


class FeatureVote(Row):
    """Somebody wants it: one vote a person."""

    __tablename__ = "feature_votes"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "feature_id", "person_id"),
        within("features", "feature_id"),
        within("people", "person_id"),
    )

    id: Mapped[Key]
    workspace_id: Mapped[InWorkspace]
    feature_id: Mapped[Reference]
    person_id: Mapped[Reference]
    at: Mapped[datetime]


class FeatureScore(Row):
    """One person's half of a RICE score: product gives reach and impact, development confidence (in %) and effort."""

    __tablename__ = "feature_scores"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "feature_id", "side", "person_id"),
        within("features", "feature_id"),
        within("people", "person_id"),
    )

    id: Mapped[Key]
    workspace_id: Mapped[InWorkspace]
    feature_id: Mapped[Reference]
    side: Mapped[Side] = mapped_column(String(16))
    person_id: Mapped[Reference]
    # Product: people a quarter, and times 0.25 to 3. Development: percent, and person-months.
    reach: Mapped[float | None]
    impact: Mapped[float | None]
    confidence: Mapped[float | None]
    effort: Mapped[float | None]
    at: Mapped[datetime]


@dataclass(frozen=True)
class Source:
    """The message in which it was asked for: Slack's ids, its address, and its stored text as it was."""

    channel: str
    ts: str
    author: str
    text: str
    link: str = ""


def log_feature(
    session: Session, team: Team, new: NewFeature, *, by: Person, source: Source | None = None, at: datetime
) -> Feature:
    """Something new that was asked for."""
    feature = Feature(
        workspace_id=team.workspace_id,
        team_id=team.id,
        number=next_number(session, team.workspace_id, Feature),
        title=new.title,
        details=new.details,
        area=new.area,
        author_id=by.id,
        status=FeatureStatus.NEW,
        status_at=at,
        source_channel=source.channel if source else None,
        source_ts=source.ts if source else None,
        source_link=source.link if source else "",
        source_text=source.text if source else "",
        source_author=source.author if source else None,
        created_at=at,
    )
    session.add(feature)
    session.flush()
    return feature


def features_from(session: Session, workspace_id: int, source: Source) -> Sequence[Feature]:
    """What was logged from that message and is there still, the oldest first; of any team."""
    return session.scalars(
        select(Feature)
        .where(
            Feature.workspace_id == workspace_id,
            Feature.source_channel == source.channel,
            Feature.source_ts == source.ts,
            Feature.source_link == source.link,
            Feature.deleted_at.is_(None),
        )
        .order_by(Feature.number)
    ).all()


def hold_feature(session: Session, feature: Feature) -> None:
    """Until the end of the transaction nobody else changes it; what is known of it is read anew."""
    if session.get_bind().dialect.name != "sqlite":  # there a writer is alone anyway
        session.refresh(feature, with_for_update=True)


def edit(
    session: Session, feature: Feature, *, title: str, details: str, area: str, by: Person, at: datetime
) -> list[str]:
    """Say it differently; the names of what is different."""
    wanted = {"title": title, "details": details, "area": area}
    return [what for what, after in wanted.items() if _set(session, feature, what, after, by, at)]


def move_to(
    session: Session, feature: Feature, status: FeatureStatus, why: str = "", *, by: Person, at: datetime
) -> bool:
    """Give it a status; False when it has it already."""
    if not _set(session, feature, "status", status, by, at, why=why):
        return False
    feature.status_at = at
    show_points_about(session, feature.workspace_id, Feature.LETTER, feature.number)
    return True


def plan(
    session: Session, feature: Feature, horizon: Horizon | None, target: date | None, *, by: Person, at: datetime
) -> bool:
    """Put it on the roadmap, or take it off (None); the days that were aimed at stay in its history."""
    moved = _set(session, feature, "horizon", horizon, by, at)
    slipped = feature.target_on != target
    if slipped:
        before, after = (day.isoformat() if day else "" for day in (feature.target_on, target))
        note_change(session, by, Feature.LETTER, feature.id, "target", before=before, after=after, at=at)
        feature.target_on = target
    return moved or slipped


def give_to(session: Session, feature: Feature, owner: Person | None, *, by: Person, at: datetime) -> bool:
    """Have somebody own it, or nobody; False when it is so already."""
    if feature.owner_id == (owner.id if owner else None):
        return False
    before = session.scalar(select(Person.name).where(Person.id == feature.owner_id)) or ""
    after = owner.name if owner else ""
    note_change(session, by, Feature.LETTER, feature.id, "owner", before=before, after=after, at=at)
    feature.owner_id = owner.id if owner else None
    return True


def vote(session: Session, feature: Feature, *, by: Person, at: datetime) -> bool:
    """Say that one wants it; False when one has already."""
    wanted = {"workspace_id": feature.workspace_id, "feature_id": feature.id, "person_id": by.id, "at": at}
    return insert_once(session, FeatureVote, **wanted)


def unvote(session: Session, feature: Feature, *, by: Person) -> bool:
    """Take it back; False when there is nothing to take back."""
    mine = (FeatureVote.workspace_id == feature.workspace_id, FeatureVote.feature_id == feature.id)
    gone = session.execute(delete(FeatureVote).where(*mine, FeatureVote.person_id == by.id).returning(FeatureVote.id))
    return gone.first() is not None


def votes_for(session: Session, feature: Feature) -> int:
    mine = (FeatureVote.workspace_id == feature.workspace_id, FeatureVote.feature_id == feature.id)
    return session.scalar(select(func.count()).select_from(FeatureVote).where(*mine)) or 0


def given_by(session: Session, feature: Feature, side: Side, person: Person) -> FeatureScore | None:
    """What somebody gave for that side."""
    return session.scalar(
        select(FeatureScore).where(
            FeatureScore.workspace_id == feature.workspace_id,
            FeatureScore.feature_id == feature.id,
            FeatureScore.side == side,
            FeatureScore.person_id == person.id,
        )
    )


def score(
    session: Session, feature: Feature, side: Side, numbers: dict[str, float], *, by: Person, at: datetime
) -> FeatureScore:
    """Keep what somebody gives for their side, instead of what they gave before."""
    given = given_by(session, feature, side, by)
    if given is None:
        given = FeatureScore(workspace_id=feature.workspace_id, feature_id=feature.id, side=side, person_id=by.id)
        session.add(given)
    for name, number in numbers.items():
        setattr(given, name, number)
    given.at = at
    session.flush()
    return given


def unscore(session: Session, feature: Feature, side: Side, *, by: Person) -> bool:
    """Take back what somebody gave for their side; False when there is nothing."""
    given = given_by(session, feature, side, by)
    if given is not None:
        session.delete(given)
        session.flush()
    return given is not None


def may_take_back(session: Session, feature: Feature, person: Person, *, at: datetime) -> bool:
    """Whether its author can still delete it: soon after, and while nobody voted for it."""
    mine, soon = feature.author_id == person.id, at - feature.created_at <= TAKE_BACK_WITHIN
    return mine and soon and votes_for(session, feature) == 0


def delete_feature(session: Session, feature: Feature, *, by: Person, at: datetime) -> None:
    """It is gone for everybody; its number is not given again."""
    note_change(session, by, Feature.LETTER, feature.id, "deleted", after=feature.title, at=at)
    feature.deleted_at = at


def _set(
    session: Session,
    feature: Feature,
    what: str,
    after: str | None,
    by: Person,
    at: datetime,
    *,
    why: str = "",
) -> bool:
    before = getattr(feature, what)
    if before == after:
        return False
    words = (str(before or ""), str(after or ""))
    note_change(session, by, Feature.LETTER, feature.id, what, before=words[0], after=words[1], why=why, at=at)
    setattr(feature, what, after)
    return True
