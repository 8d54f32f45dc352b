"""`/team new` and `/team role`: what people type to make a team, and to say who is what in it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.grammar.misread import Misread, quoted_back, read_or_show
from bot.domain.grammar.people import ME, ChannelUnclear, whom_at
from bot.domain.grammar.words import Word, Words, on_one_line
from bot.domain.text import clipped, plain
from bot.errors import Refusal

LONGEST_NAME = 80


@dataclass(frozen=True)
class NewTeam:
    """A team as it was asked for; the name has 1 to 80 characters, `channel_id` None is the channel it was typed in."""

    name: str
    channel_id: str | None = None


class TeamNeedsName(Misread):
    """A team needs a name, and I read none."""


class TeamNameTooLong(Misread):
    """I read *{typed}* as the name, but a name has at most 80 characters."""


class OneChannelOnly(Misread):
    """I read *{typed}*, but had read another channel before it; a team has one."""


def parse_new_team(text: str, *, command: str = "/team") -> NewTeam:
    """Read `NAME [in #ch]`. `text` is stored text, what follows `new`. Raises Misread with an example."""
    return read_or_show(_read, text, lead=f"{command} new", fallback="Checkout")


def _read(text: str) -> NewTeam:
    words = Words(text)
    named: list[Word] = []
    channel_id: str | None = None
    while word := words.ahead():
        start = words.place
        if _says_channel(words):
            if channel_id:
                raise OneChannelOnly(words.read_since(start), typed=words.typed_since(start))
            channel_id = _channel_id_at(words)
        else:
            named.append(word)
            words.step()
    return NewTeam(_name_of(words, named), channel_id)


def _says_channel(words: Words) -> bool:
    word = words.ahead(words.low() == "in")
    return word is not None and not word.quoted and (word.channel is not None or word.text.startswith("#"))


def _channel_id_at(words: Words) -> str:
    start = words.place
    words.said("in")
    word = words.all[words.place]
    words.step()
    if word.channel is None:
        raise ChannelUnclear(words.read_since(start), typed=word.text)
    return word.channel.channel_id


def _name_of(words: Words, named: list[Word]) -> str:
    """The words of the name; quotes around all of it are no part of it."""
    if len(named) == 1:
        name = on_one_line(named[0].text)
    else:
        name = on_one_line(" ".join(words.text[slice(*word.span)] for word in named))
    if not name:
        spans = [word.span for word in named] or [(0, 0)]
        raise TeamNeedsName(spans[0], instead="Checkout")
    if len(name) > LONGEST_NAME:
        span = (named[0].span[0], named[-1].span[1])
        raise TeamNameTooLong(span, instead=clipped(name, LONGEST_NAME // 2, ""), typed=name)
    return name


ROLES = ("lead", "pm", "member", "viewer")
_BESIDE_A_ROLE = frozenset({"is", "as", "to", "a", "an", "the", "now", "role", "our"})


@dataclass(frozen=True)
class RoleWanted:
    """Who shall be what: `whom` is a user id, `ME` or `@name`, `role` one of `ROLES`."""

    whom: str
    role: str


class NobodyNamed(Refusal):
    """I read nobody whose role that is. Type @ and choose the name from Slack's list."""


class RoleUnclear(Refusal):
    """I read {whom}, but no role{typed}. A role is lead, pm, member or viewer."""


def parse_role(text: str, *, command: str = "/team") -> RoleWanted:
    """Read `@u ROLE`, in either order. `text` is stored text, what follows `role`."""
    words = Words(text)
    whom: str | None = None
    role: str | None = None
    left: list[Word] = []
    shown = ""
    while word := words.ahead():
        if role is None and word.low in ROLES:
            role = word.low
            words.step()
        elif whom is None and (whom := whom_at(words)):
            shown = "you" if whom == ME else plain(word.typed)
        else:
            left += [word] if word.low not in _BESIDE_A_ROLE else []
            words.step()
    if whom is None:
        raise NobodyNamed(example=f"{command} members")
    if role is None or left:
        typed = f": “{quoted_back(left[0].text)}” is none" if left else ""
        called = "me" if whom == ME else whom if whom.startswith("@") else f"@{whom}"
        raise RoleUnclear(whom=shown, typed=typed, example=f"{command} role {called} {role or 'lead'}")
    return RoleWanted(whom, role)
