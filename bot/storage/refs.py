"""What a text means by F-12, B-4 and A-7: the thing itself in a few words, where the team has one of that number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Executable, select
from sqlalchemy.orm import Session

from bot.domain.grammar.references import references_in
from bot.domain.week import LIVE, OUT
from bot.storage.action_items import ActionItem
from bot.storage.blockers import Blocker
from bot.storage.features import Feature
from bot.storage.teams import Team

MOST_REFS = 20


@dataclass(frozen=True)
class NamedRef:
    """`F-12` with what it is (stored text) and where it stands (`planned`, `open`)."""

    ref: str
    what: str
    state: str


def named_refs(session: Session, team: Team, texts: Iterable[str]) -> list[NamedRef]:
    """What these stored texts mention of the team's own, in their order; no query when they mention nothing.

    `bot.messages.refs.named_line` shows it; `bot.storage.mentions.note_mentions` keeps it.
    """
    mentioned = list(dict.fromkeys(one for text in texts for one in references_in(text)))[:MOST_REFS]
    found: dict[tuple[str, int], NamedRef] = {}
    for letter, wanted in WANTED.items():
        numbers = [one.number for one in mentioned if one.kind == letter]
        if numbers:
            for number, what, state in session.execute(wanted(team, numbers)):
                found[letter, number] = NamedRef(f"{letter}-{number}", what, str(state))
    return [found[one.kind, one.number] for one in mentioned if (one.kind, one.number) in found]


def named_feature(session: Session, team: Team, feature_id: int | None) -> NamedRef | None:
    """One of the team's features by the id that a row beside it keeps; None for none, or one that was deleted."""
    if feature_id is None:
        return None
    mine = (Feature.workspace_id == team.workspace_id, Feature.team_id == team.id, Feature.deleted_at.is_(None))
    row = session.execute(
        select(Feature.number, Feature.title, Feature.status).where(*mine, Feature.id == feature_id)
    ).one_or_none()
    return None if row is None else NamedRef(f"F-{row.number}", row.title, str(row.status))


def ends_of(session: Session, team: Team, refs: Iterable[str]) -> dict[str, str]:
    """Of those of the team's own that are over, how each ended: `{"B-4": "resolved", "F-2": "launched"}`."""
    numbers: dict[str, set[int]] = {}
    for ref in refs:
        letter, _, number = ref.partition("-")
        numbers.setdefault(letter, set()).add(int(number))
    found: dict[str, str] = {}
    for letter in numbers.keys() & WANTED.keys():
        for number, _, state in session.execute(WANTED[letter](team, sorted(numbers[letter]))):
            if str(state) in ENDS:
                found[f"{letter}-{number}"] = str(state)
    return found


def _features(team: Team, numbers: list[int]) -> Executable:
    return select(Feature.number, Feature.title, Feature.status).where(
        Feature.workspace_id == team.workspace_id,
        Feature.team_id == team.id,
        Feature.number.in_(numbers),
        Feature.deleted_at.is_(None),
    )


def _blockers(team: Team, numbers: list[int]) -> Executable:
    return select(Blocker.number, Blocker.text, Blocker.state).where(
        Blocker.workspace_id == team.workspace_id, Blocker.team_id == team.id, Blocker.number.in_(numbers)
    )


def _action_items(team: Team, numbers: list[int]) -> Executable:
    return select(ActionItem.number, ActionItem.text, ActionItem.state).where(
        ActionItem.workspace_id == team.workspace_id, ActionItem.team_id == team.id, ActionItem.number.in_(numbers)
    )


ENDS = frozenset({"resolved", "done", "dropped", *(status.value for status in LIVE | OUT)})
WANTED = {"F": _features, "B": _blockers, "A": _action_items}
