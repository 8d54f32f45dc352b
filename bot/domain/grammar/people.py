"""Whom and where: mentions and channels, as people type them."""

from __future__ import annotations

from bot.domain.grammar.misread import Misread
from bot.domain.grammar.words import Words
from bot.domain.text import ChannelRef

ME = "me"
"""Stands among user ids for the person who typed the command."""

_AND = frozenset({"and", "&", "+"})


class PersonUnclear(Misread):
    """I read *{typed}* as a person, but don't know whom you mean. Type @ and choose the name from Slack's list."""


class ChannelUnclear(Misread):
    """I read *{typed}* as a channel, but don't know which. Type # and choose it from Slack's list; a name that has such
    words goes in quotes."""


def person_at(words: Words) -> str | None:
    """Read one mention, or `me`: a user id or `ME`; None if nobody is named here."""
    word = words.ahead()
    if word and word.mention:
        words.step()
        return word.mention.user_id
    return ME if words.said(ME) else None


def whom_at(words: Words) -> str | None:
    """Read one person of a team: a user id, `ME`, or `@name` as typed, which examples and phones leave so."""
    found = person_at(words)
    word = words.ahead()
    if found is None and word is not None and not word.quoted and len(word.typed) > 1 and word.typed.startswith("@"):
        words.step()
        return word.typed
    return found


def people_at(words: Words, lead: int) -> tuple[str, ...]:
    """Read one or more people: `@a @b`, `@a, @b and me`. Raises PersonUnclear.

    `lead` is the place of the word that promises them (`with`): an example goes without it when nobody follows.
    """
    found: list[str] = []
    while (word := words.ahead()) is not None:
        person = person_at(words)
        if person:
            found.append(person)
        elif found and not word.quoted and (not word.low or word.low in _AND):
            words.step()
        elif not found or word.text.startswith("@"):
            words.step()
            start = words.place - 1 if found else lead
            raise PersonUnclear(words.read_since(start), typed=words.typed_since(start))
        else:
            break
    if not found:
        raise PersonUnclear(words.read_since(lead), typed=words.typed_since(lead))
    return tuple(dict.fromkeys(found))


def channel_at(words: Words, lead: int) -> ChannelRef:
    """Read one channel. Raises ChannelUnclear; `lead` as for `people_at`."""
    word = words.ahead()
    words.step(1 if word else 0)
    if word is None or word.channel is None:
        raise ChannelUnclear(words.read_since(lead), typed=words.typed_since(lead))
    return word.channel
