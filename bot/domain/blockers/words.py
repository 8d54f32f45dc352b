"""`/standup block` and `/standup blocker`: what people type about what is in the way."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.blockers.said import says_nothing
from bot.domain.grammar.misread import quoted_back
from bot.domain.grammar.people import ME, whom_at
from bot.domain.grammar.references import Reference, reference_at
from bot.domain.grammar.words import Word, Words
from bot.domain.text import clipped, plain
from bot.errors import Refusal

LONGEST_TEXT = 3000
_USUAL = "waiting for the staging keys"
_LONGEST_IN_EXAMPLE = 200
# After these "on @ben" is also what is in the way, and stays in the text.
_WAITS = frozenset({"waiting", "waits", "wait", "blocked", "depends", "depending", "stuck"})


@dataclass(frozen=True)
class NewBlocker:
    """What is in the way (stored text); `whom` sees to it: a user id, `ME` or `@name`; `feature`: number of F-12."""

    text: str
    whom: str | None = None
    feature: int | None = None


class Move(StrEnum):
    """What can be done with a blocker."""

    SHOW = "show"
    ACK = "ack"
    UPDATE = "update"
    RESOLVE = "resolve"
    ASSIGN = "assign"
    REOPEN = "reopen"


_MOVES = {
    **{move.value: move for move in Move},
    **dict.fromkeys(("acked", "acknowledge", "seen"), Move.ACK),
    **dict.fromkeys(("resolved", "done", "solved", "close"), Move.RESOLVE),
    "open": Move.REOPEN,
    "take": Move.ASSIGN,
}


@dataclass(frozen=True)
class BlockerMove:
    """One move with the blocker of that number; `text` follows update and resolve, `whom` assign (as in NewBlocker)."""

    number: int
    move: Move
    text: str = ""
    whom: str = ME


class NothingBlocks(Refusal):
    """I read nothing that is in the way. Say in a few words what you wait for."""


class BlockerTooLong(Refusal):
    """I read {length} characters, but a blocker has at most 3000. Say in short what is in the way."""


class NoBlockerNamed(Refusal):
    """I read {typed}, but no blocker: each has a number, such as B-4, and the list tells it."""


class MoveUnclear(Refusal):
    """I read *{ref}*, but not what to do with it: “{typed}”. It can be: ack, update, resolve, assign, reopen."""


class NothingToUpdate(Refusal):
    """I read *{ref}* and that it shall say something else, but not what."""


class NobodyToAssign(Refusal):
    """I read *{ref}*, but “{typed}” is nobody that I know. Type @ and choose the name from Slack's list."""


def parse_block(text: str, *, command: str = "/standup") -> NewBlocker:
    """Read `TEXT [on @u] [ref F-12]`, the clauses last. `text` is stored text, what follows `block`."""
    words = Words(text)
    end, whom, feature = len(words.all), None, None
    while end >= 2:
        key, value = words.all[end - 2], words.all[end - 1]
        if key.low == "on" and whom is None and (whom := _whom(value)):
            waits = end > 2 and words.all[end - 3].low in _WAITS
            end -= 0 if waits else 2
            if waits:
                break
        elif key.low in ("ref", "for") and feature is None and (feature := _feature(value)):
            end -= 2
        else:
            break
    said = text[: words.all[end - 1].span[1]].strip() if end else ""
    if says_nothing(said):
        raise NothingBlocks(example=f"{command} block {_USUAL}")
    return NewBlocker(_fitting(said, f"{command} block"), whom, feature)


def _whom(word: Word) -> str | None:
    return whom_at(Words(word.text)) if not word.quoted else None


def _feature(word: Word) -> int | None:
    found = reference_at(Words(word.text))
    return found.number if found is not None and found.kind == "F" else None


def _fitting(text: str, lead: str) -> str:
    if len(text) > LONGEST_TEXT:
        short = clipped(" ".join(plain(text).split()), _LONGEST_IN_EXAMPLE)
        raise BlockerTooLong(length=str(len(text)), example=f"{lead} {short}")
    return text


def parse_move(text: str, *, command: str = "/standup") -> BlockerMove:
    """Read `B-4 [ack | update TEXT | resolve [TEXT] | assign @u | reopen]`; the number alone shows it."""
    words = Words(text)
    named = reference_at(words)
    if named is None or named.kind not in ("", "B"):
        typed = f"“{quoted_back(text)}”" if text.strip() else "nothing after it"
        raise NoBlockerNamed(typed=typed, example=f"{command} blockers")
    lead, ref = f"{command} blocker B-{named.number}", f"B-{named.number}"
    word = words.ahead()
    if word is None:
        return BlockerMove(named.number, Move.SHOW)
    move = _MOVES.get(word.low)
    if move is None:
        raise MoveUnclear(ref=ref, typed=quoted_back(text[word.span[0] :]), example=f"{lead} ack")
    words.step()
    rest = text[word.span[1] :].strip()
    if move == Move.UPDATE and says_nothing(rest):
        raise NothingToUpdate(ref=ref, example=f"{lead} update {_USUAL}")
    if move == Move.ASSIGN:
        return BlockerMove(named.number, move, whom=_assigned(words, named, word.low, rest, lead))
    return BlockerMove(named.number, move, _fitting(rest, f"{lead} {move}"))


def _assigned(words: Words, named: Reference, verb: str, rest: str, lead: str) -> str:
    words.said("to")
    if verb == "take" and words.ahead() is None:
        return ME
    whom = whom_at(words)
    if whom is None:
        raise NobodyToAssign(ref=f"B-{named.number}", typed=quoted_back(rest) or "…", example=f"{lead} assign me")
    return whom
