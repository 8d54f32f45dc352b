"""From what was typed to the verb that handles it; whatever finds none gets help."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from sqlalchemy.orm import Session

from bot.commands.carried import Line
from bot.commands.request import Handler, Request
from bot.commands.table import Noun, Table, Verb
from bot.domain.grammar.near import one_slip_away
from bot.domain.message import Answer, Message
from bot.domain.text import plain
from bot.errors import Refusal
from bot.messages import choosing
from bot.messages import help as messages
from bot.messages.mrkdwn import Mrkdwn
from bot.messages.refusals import sentence

ROOT = "drumbeat"
# In a title only the hyphen tells a reference from a word such as A4.
_SURELY_A_REFERENCE = re.compile(r"[FBARGD]-\d+(?!\S)", re.IGNORECASE | re.ASCII)
_REFERENCE = re.compile(r"(?:[FBARGD]-?|#)\d+(?!\S)", re.IGNORECASE | re.ASCII)


class UnknownVerb(Refusal):
    """“{word}” is nothing that {command} can do. It can do: {verbs}."""


@dataclass(frozen=True)
class Route:
    """Where a line leads: the handler, what was typed before the rest and the rest, names for log and numbers."""

    run: Handler
    command: str
    text: str
    noun: str
    verb: str
    reads: bool


def route(table: Table, command: str, text: str) -> Route:
    """Find the verb; `command` is the typed command, `text` (stored text) all that followed it."""
    if command.casefold() == f"/{ROOT}":
        return _from_root(table, command, *_parted(text))
    noun = table.noun_of(command)
    if noun is None:
        return _help(table, None)
    return _within(table, noun, command, text.strip())


def _from_root(table: Table, command: str, word: str, rest: str) -> Route:
    noun = table.noun_named(word.casefold())
    if noun is not None:
        return _within(table, noun, f"{command} {noun.name}", rest)
    if word and word.casefold() != "help":
        raise _unknown(command, word, rest, [*(noun.name for noun in table.nouns), "help"])
    return _help(table, table.noun_named(rest.casefold()))


def _within(table: Table, noun: Noun, command: str, text: str) -> Route:
    text = _after_a_sign(noun, text)
    word, rest = _parted(text)
    if word.casefold() == "help" and not (rest and noun.default):
        return _help(table, noun)
    if noun.default and word:
        return _verb_or_text(noun, command, text)
    verb = noun.verbs[noun.empty] if not word else _verb(noun, word)
    if verb is None:
        raise _unknown(command, word, rest, [*noun.verbs, "help"])
    return _to(noun, verb, command, rest)


def _after_a_sign(noun: Noun, text: str) -> str:
    """A verb that is a sign (`+`) needs no space after it; `--` and `-1` begin something else."""
    sign, word = text[:1], text[1:]
    return f"{sign} {word}" if sign in noun.verbs and not sign.isalnum() and word[:1].isalpha() else text


def _to(noun: Noun, verb: Verb, command: str, text: str) -> Route:
    return Route(verb.run, command, text, noun.name, verb.word, verb.reads)


def _verb_or_text(noun: Noun, command: str, text: str) -> Route:
    """Decision 29: a verb where all that follows fits it, or was meant for nothing else; a question where it may be
    either; text otherwise."""
    word, rest = _parted(text)
    default, verb = noun.verbs[noun.default], noun.verbs.get(word.casefold())
    if verb is not None:
        if not rest or verb is default or (verb.fits(rest) and not verb.also_text):
            return _to(noun, verb, command, rest)
        if not verb.fits(rest) and _is_surely_meant(verb, rest):
            return _to(noun, verb, command, rest)
        if not (verb.fits(rest) or _is_nearly_right(verb, rest)):
            return _to(noun, default, command, text)
        # What is right in neither way is the verb's to refuse: it knows what is missing.
        if not default.fits(text):
            return _to(noun, verb, command, rest)
        return _ask(noun, verb, command, rest, text, why=_what_is_wrong(verb, rest))
    near = one_slip_away(word.casefold(), noun.verbs)
    if near is not None and (rest or near != noun.default):
        verb, why = noun.verbs[near], choosing.slip(word, near)
        if verb is default or verb.fits(rest) or _REFERENCE.match(rest) is not None:
            return _ask(noun, verb, command, rest, text, why=why)
        if verb.fits(""):
            return _ask(noun, verb, command, "", text, why=why)
    return _to(noun, default, command, text)


def _is_surely_meant(verb: Verb, rest: str) -> bool:
    """Nobody asks for a feature called “score F-13 conf=3 effort=0”."""
    return verb.surely(rest) or (verb.takes_reference and _SURELY_A_REFERENCE.match(rest) is not None)


def _what_is_wrong(verb: Verb, rest: str) -> Mrkdwn | None:
    """Why it was not simply run; nothing where it could be."""
    if verb.fits(rest):
        return None
    refusal = verb.wrong(rest)
    return choosing.goes_like_this(verb.usage) if refusal is None else sentence(refusal)


def _is_nearly_right(verb: Verb, rest: str) -> bool:
    """A reference, however long, or a single word were probably meant for the verb; so is what it knows for its own."""
    return _REFERENCE.match(rest) is not None or len(rest.split()) == 1 or verb.nearly(rest)


def _ask(noun: Noun, verb: Verb, command: str, rest: str, text: str, *, why: Mrkdwn | None) -> Route:
    """A question by two buttons, which carry all that was typed; what they cannot carry is taken as text."""
    default = noun.verbs[noun.default]

    def take(request: Request, session: Session, now: datetime) -> Answer:
        answer = default.run(request, session, now)
        return choosing.too_long_to_ask(answer, verb.word) if isinstance(answer, Message) else answer

    def ask(request: Request, _session: Session, _now: datetime) -> Message:
        named = Line(command, noun.default, request.text)  # mentions have their names here, which takes room
        as_text = named.value if named.fits else Line(command, noun.default, text).value
        line = f"{verb.word} {rest}".strip()
        as_verb = Line(command, verb.word, rest).value
        return choosing.which(noun.name, noun.default, line, text, as_text=as_text, as_verb=as_verb, why=why)

    if Line(command, noun.default, text).fits:
        return Route(ask, command, text, noun.name, verb.word, reads=True)
    return Route(take, command, text, noun.name, default.word, default.reads)


def _verb(noun: Noun, word: str) -> Verb | None:
    """The verb of that name, or the only one that begins so."""
    word = word.casefold()
    if word in noun.verbs:
        return noun.verbs[word]
    begun = [verb for name, verb in noun.verbs.items() if name.startswith(word)]
    return begun[0] if len(begun) == 1 else None


def _unknown(command: str, word: str, rest: str, words: list[str]) -> UnknownVerb:
    nearest = get_close_matches(word.casefold(), words, n=1, cutoff=0.6)
    example = f"{command} {nearest[0] if nearest else 'help'}"
    if nearest and rest:
        example += f" {plain(rest)}"
    return UnknownVerb(word=plain(word), command=command, verbs=", ".join(words), example=example)


def _parted(text: str) -> tuple[str, str]:
    parts = text.strip().split(maxsplit=1)
    return (parts[0] if parts else "", parts[1].strip() if len(parts) > 1 else "")


def _help(table: Table, noun: Noun | None) -> Route:
    def run(_request: Request, _session: Session, _now: datetime) -> Message:
        return helped(table, noun)

    return Route(run, "", "", ROOT if noun is None else noun.name, "help", reads=True)


def helped(table: Table, noun: Noun | None) -> Message:
    """Help on one command, or on all of them."""
    if noun is None:
        rows = [(table.command_of(noun), noun.about) for noun in table.nouns]
        return messages.commands([*rows, (f"/{ROOT} help standup", messages.all_of_one())])
    command = table.command_of(noun)
    lines = [
        (f"{command} {verb.usage}", verb.meaning, f"{command} {verb.word} {verb.example}" if verb.example else "")
        for verb in noun.verbs.values()
    ]
    return messages.verbs(command, noun.about, lines, noun.default)
