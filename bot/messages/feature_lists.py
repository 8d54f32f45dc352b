"""Features in lists: page by page, as they were found, and as a roadmap."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.domain.features import FeatureStatus, Horizon
from bot.domain.features.life import OVER
from bot.domain.features.listed import FeatureLine, Listing
from bot.domain.message import Block, Message
from bot.domain.text import clipped
from bot.messages import blocks
from bot.messages.features import WORDS, plainly, score, show_button, standing, votes
from bot.messages.limits import FALLBACK_CHARACTERS
from bot.messages.mrkdwn import Mrkdwn, cut, day_in_words, escape
from bot.messages.names import short
from bot.messages.templates import label, say
from bot.storage.teams import Team

A_PAGE = 10
MOST_FOUND = 10
TOP = 6
LONGEST_TITLE = 90


def listed(team: Team, lines: Sequence[FeatureLine], listing: Listing, *, start: int) -> Message:
    """One page of the list, from the line `start`; `lines` are all that are meant, in their order."""
    if not lines:
        return plainly("none_listed", team=team.name, only=listing.only, area=listing.area)
    page = lines[start : start + A_PAGE]
    title = say(
        WORDS,
        "list_title",
        team=team.name,
        only=listing.only,
        sort=listing.sort,
        area=listing.area,
        first=start + 1,
        last=start + len(page),
        total=len(lines),
    )
    turning = _turning(listing.words, team, start, len(lines))
    return _rows(title, page, [blocks.actions(turning)] if turning else [])


def _turning(words: str, team: Team, start: int, total: int) -> list[Block]:
    """Buttons to turn the page; they carry whose, where to and what is listed."""
    ways = [("earlier", max(0, start - A_PAGE), start > 0), ("further", start + A_PAGE, start + A_PAGE < total)]
    return [
        blocks.button(label(WORDS, name), f"feature.page.{number}", f"{team.id} {to} {words}".strip())
        for number, (name, to, is_there) in enumerate(ways)
        if is_there
    ]


def found(wanted: str, lines: Sequence[FeatureLine], total: int, as_text: str) -> Message:
    """The first of what a search found; `as_text` is the value of the button that logs that line as a feature."""
    title = say(WORDS, "found_title", wanted=clipped(wanted, 60), total=total)
    rest = [blocks.context(say(WORDS, "more_found", count=total - len(lines)))] if total > len(lines) else []
    if as_text:
        rest.append(blocks.actions([blocks.button(label(WORDS, "keep_instead"), "feature.as_text", as_text)]))
    return _rows(title, lines, rest)


def _rows(title: Mrkdwn, lines: Sequence[FeatureLine], rest: Sequence[Block]) -> Message:
    rows = [row(line) for line in lines]
    shown = [blocks.section(text, accessory=show_button(line)) for text, line in zip(rows, lines, strict=True)]
    return Message(cut("\n".join([title, *rows]), FALLBACK_CHARACTERS), (blocks.section(title), *shown, *rest))


def row(line: FeatureLine) -> Mrkdwn:
    """One line of a list: `*F-12* CSV export · planned · 3 votes · RICE 853 · next · Ana`."""
    return say(
        WORDS,
        "line",
        ref=line.ref,
        title=line.title,
        status=standing(line.status),
        votes=votes(line.votes),
        score=score(line.score),
        horizon=line.horizon,
        owner=short(line.owner) if line.owner else None,
    )


def roadmap(team: str, lines: Sequence[FeatureLine], *, by_status: bool, area: str, public: bool) -> Message:
    """Now, next and later, or a column a status, each with its count and the first of it."""
    title = say(WORDS, "roadmap_title", team=team, area=area)
    columns = _statuses(lines) if by_status else _horizons(lines)
    shown = [_column(name, within, by_status=by_status) for name, within in columns]
    unplanned = sum(line.horizon is None for line in lines if line.status not in OVER)
    small_print = [say(WORDS, "not_on_it", count=unplanned)] if unplanned and not by_status else []
    return Message(
        cut("\n".join([title, *shown, *small_print]), FALLBACK_CHARACTERS),
        (blocks.section(title), *map(blocks.section, shown), *map(blocks.context, small_print)),
        public=public,
    )


def _horizons(lines: Sequence[FeatureLine]) -> list[tuple[str, list[FeatureLine]]]:
    alive = [line for line in lines if line.status not in OVER]
    return [(horizon.value, [line for line in alive if line.horizon == horizon]) for horizon in Horizon]


def _statuses(lines: Sequence[FeatureLine]) -> list[tuple[str, list[FeatureLine]]]:
    """Only those in which there is something."""
    columns = [(standing(status), [line for line in lines if line.status == status]) for status in FeatureStatus]
    return [(name, within) for name, within in columns if within]


def _column(name: str, lines: Sequence[FeatureLine], *, by_status: bool) -> Mrkdwn:
    """Its heading and its first features: the nearest target, then the best score, then the most votes."""
    first = sorted(lines, key=_rank)[:TOP]
    items = [
        say(
            WORDS,
            "item",
            ref=line.ref,
            title=cut(escape(line.title), LONGEST_TITLE),
            status="" if by_status else standing(line.status),
            target=day_in_words(line.target_on) if line.target_on else None,
            votes=votes(line.votes) if line.votes else None,
        )
        for line in first
    ] or [say(WORDS, "nothing_in_column")]
    if len(lines) > TOP:
        items.append(say(WORDS, "more_in_column", count=len(lines) - TOP))
    return Mrkdwn("\n".join([say(WORDS, "column", name=name, count=len(lines)), *items]))


def _rank(line: FeatureLine) -> tuple[date, float, int, int]:
    return line.target_on or date.max, -(line.score.rice or 0), -line.votes, line.number
