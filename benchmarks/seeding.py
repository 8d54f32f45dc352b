"""Rows for `reports.py`: a team of sixty that has answered for three years and wants five thousand things."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from bot.domain.features import FeatureStatus, Side
from bot.domain.standups import parse_new_standup
from bot.storage import digests
from bot.storage.action_items import ActionItem
from bot.storage.blockers import Blocker
from bot.storage.ceremonies import Ceremony, new_ceremony
from bot.storage.changes import Change
from bot.storage.database import Database
from bot.storage.decisions import Decision
from bot.storage.entries import Entry
from bot.storage.features import Feature, FeatureScore, FeatureVote
from bot.storage.occurrences import Occurrence, Participant
from bot.storage.people import Person
from bot.storage.schema import Row, table_of
from bot.storage.teams import Role, Team, join_team, make_team
from bot.storage.together import new_series
from bot.storage.workspaces import install_workspace

ACME, CHANNEL, ANA = "T0ACME0001", "C0CHECKOUT", "U0ANA00001"
NOW = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
PEOPLE, DAYS, FEATURES, VOTES, CHANGES = 60, 1112, 5_000, 20_000, 20_000
CHUNK = 5_000
Rows = Iterator[dict[str, Any]]


def seed(db: Database) -> None:
    """All of it, and then the database's statistics, which a database that lives brings up to date by itself."""
    with db.write() as session:
        workspace = install_workspace(
            session, slack_id=ACME, name="Acme", bot_user_id="U0DRUMBEAT", bot_id="B1", at=NOW - timedelta(days=1600)
        )
        add(session, Person, people(workspace.id))
        ana = session.scalars(select(Person).where(Person.slack_id == ANA)).one()
        began = NOW - timedelta(days=1600)
        team = make_team(session, by=ana, channel=CHANNEL, name="Checkout", zone="Europe/Berlin", at=began)
        for person in session.scalars(select(Person)):
            join_team(session, team, person, role=Role.PM if person is ana else Role.MEMBER, at=began)
        daily = parse_new_standup("Daily at 9:30 Europe/Berlin close 12:00")
        standup = new_ceremony(session, "standup", team, daily, by=ana, now=began)
        fridays = frozenset({4})
        new_series(session, digests.KIND, team, "Weekly", weekdays=fridays, at=daily.at, by=ana, now=began)
        add(session, Occurrence, occurrences(standup))
        add(session, Participant, places(standup))
        add(session, Entry, entries(standup))
        for row, rows in of_the_team(team).items():
            add(session, row, rows)
    with db.engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()


def add(session: Session, row: type[Row], rows: Rows) -> None:
    chunk: list[dict[str, Any]] = []
    for one in rows:
        chunk.append(one)
        if len(chunk) == CHUNK:
            session.connection().execute(insert(table_of(row)), chunk)
            chunk = []
    if chunk:
        session.connection().execute(insert(table_of(row)), chunk)


def people(workspace_id: int) -> Rows:
    flags = dict.fromkeys(("is_admin", "is_guest", "is_external", "is_bot", "is_deactivated"), False)
    for number in range(PEOPLE):
        slack_id = ANA if number == 0 else f"U0P{number:07}"
        seen = {"name": f"Person {number}", "zone": "Europe/Berlin", "read_at": datetime.now(UTC)}
        yield {"workspace_id": workspace_id, "slack_id": slack_id, **seen, **flags}


def occurrences(series: Ceremony) -> Rows:
    for number in range(DAYS):
        day = NOW.date() - timedelta(days=number)
        opens_at = datetime(day.year, day.month, day.day, 8, 30, tzinfo=UTC)
        yield {
            "id": number + 1,
            "workspace_id": series.workspace_id,
            "ceremony_id": series.id,
            "day": day,
            "slot": "",
            "state": "closed",
            "opens_at": opens_at,
            "closes_at": opens_at + timedelta(hours=3),
            "created_at": opens_at,
        }


def places(series: Ceremony) -> Rows:
    chance = Random(1)
    for number in range(DAYS):
        for person in range(1, PEOPLE + 1):
            prompt_at = NOW.replace(hour=8, minute=30) - timedelta(days=number)
            yield {
                "workspace_id": series.workspace_id,
                "occurrence_id": number + 1,
                "person_id": person,
                "prompt_at": prompt_at,
                "deadline_at": prompt_at + timedelta(hours=3),
                "answered_at": prompt_at + timedelta(hours=1) if chance.random() < 0.9 else None,
                "not_asked": False,
            }


def entries(series: Ceremony) -> Rows:
    for number in range(DAYS):
        for person in range(1, PEOPLE + 1):
            for section in ("yesterday", "today", "blockers"):
                yield {
                    "workspace_id": series.workspace_id,
                    "occurrence_id": number + 1,
                    "person_id": person,
                    "section": section,
                    "text": f"What I did on day {number} for the {section} of F-{number % FEATURES}",
                    "version": 1,
                    "written_at": NOW - timedelta(days=number),
                }


def of_the_team(team: Team) -> dict[type[Row], Rows]:
    return {
        Feature: features(team),
        Change: changes(team),
        FeatureVote: votes(team),
        FeatureScore: scores(team),
        Blocker: blockers(team),
        ActionItem: actions(team),
        Decision: decisions(team),
    }


def features(team: Team) -> Rows:
    chance = Random(2)
    for number in range(1, FEATURES + 1):
        at = NOW - timedelta(minutes=chance.randint(0, 1_500_000))
        yield {
            "id": number,
            **numbered(team, number),
            "title": f"Feature {number} that somebody wants very much",
            "details": "x" * 200,
            "area": "",
            "author_id": 1,
            "status": chance.choice(list(FeatureStatus)),
            "status_at": at,
            "target_on": at.date() + timedelta(days=chance.randint(0, 1000)) if number % 3 else None,
            "source_link": "",
            "source_text": "",
            "created_at": at,
        }


def changes(team: Team) -> Rows:
    chance, statuses = Random(3), list(FeatureStatus)
    for _ in range(CHANGES):
        yield {
            "workspace_id": team.workspace_id,
            "subject": "F",
            "subject_id": chance.randint(1, FEATURES),
            "what": "status",
            "before": chance.choice(statuses),
            "after": chance.choice(statuses),
            "why": "",
            "person_id": 1,
            "at": NOW - timedelta(minutes=chance.randint(0, 1_500_000)),
        }


def votes(team: Team) -> Rows:
    for number in range(VOTES):
        at = NOW - timedelta(minutes=number * 70)
        feature, person = number * 7 % FEATURES + 1, number // FEATURES + 1
        yield {"workspace_id": team.workspace_id, "feature_id": feature, "person_id": person, "at": at}


def scores(team: Team) -> Rows:
    given = {"reach": 800.0, "impact": 2.0, "confidence": 80.0, "effort": 1.5, "at": NOW - timedelta(days=30)}
    for feature in range(1, FEATURES + 1):
        for side in Side:
            yield {"workspace_id": team.workspace_id, "feature_id": feature, "side": side, "person_id": 1, **given}


def blockers(team: Team) -> Rows:
    for number in range(1, 5001):
        at = NOW - timedelta(hours=number * 7)
        over = {} if number % 40 == 0 else {"resolved_at": at + timedelta(days=2), "resolved_by_id": 1}
        state = {"state": "resolved" if over else "open", "resolution": "", "resolved_at": None, "resolved_by_id": None}
        who = {"raised_by_id": 1, "owner_id": 1, "raised_at": at}
        yield {**numbered(team, number), "text": "staging keys", **who, **state, **over}


def actions(team: Team) -> Rows:
    for number in range(1, 5001):
        at = NOW - timedelta(hours=number * 7)
        closed_at = None if number % 40 == 0 else at + timedelta(days=3)
        state = {"state": "done" if closed_at else "open", "closed_at": closed_at, "why_dropped": ""}
        who = {"owner_id": 1, "created_by_id": 1, "created_at": at, "due_on": at.date() + timedelta(days=7)}
        yield {**numbered(team, number), "text": "write it down", "carried": 0, **who, **state}


def decisions(team: Team) -> Rows:
    for number in range(1, 1001):
        at = NOW - timedelta(hours=number * 30)
        yield {**numbered(team, number), "text": "we ship it", "by_id": 1, "at": at}


def numbered(team: Team, number: int) -> dict[str, Any]:
    return {"workspace_id": team.workspace_id, "team_id": team.id, "number": number}
