"""What people type, as it is stored: cleaned once at the door, mentions kept in a form that nobody can type."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

LONGEST = 40_000
"""Characters kept of one text: the longest message that Slack itself takes."""

# Stored text is what was meant: plain characters, nothing escaped. A mention, channel or link stands in it between two
# noncharacters, which Unicode keeps for a program's own use: `normalised` drops them from what is typed, so that a
# stored token can only come from a token that Slack sent.
OPEN, CLOSE = "\ufdd0", "\ufdd1"
TOKEN = re.compile(f"{OPEN}([^{OPEN}{CLOSE}]*){CLOSE}")

_MARKS_IN_A_ROW = 30  # Unicode's stream-safe limit: without it, composing a long run takes quadratic time
_GRAPHEME_JOINER = "\u034f"
_LONGEST_CLUSTER = 64
_JOINER = "\u200d"

_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_END = re.compile("\r\n?|\x85")
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_ENTITY = re.compile("&(amp|lt|gt);")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">"}
_SLACK_TOKEN = re.compile(r"<([^<>]*)>")
_PERSON = re.compile(r"@([UW][A-Z0-9]+)(?:\|(.*))?", re.DOTALL)
_CHANNEL = re.compile(r"#([CGD][A-Z0-9]+)(?:\|(.*))?", re.DOTALL)
_LINK = re.compile(r"((?:https?://|mailto:)[^|\s]+)(?:\|(.*))?", re.DOTALL)
_SENTENCE_END = re.compile(r"(?<!\.\w)[.!?…](?=\s)|[。！？]|\n")


@dataclass(frozen=True)
class Plain:
    """Characters, as typed."""

    text: str


@dataclass(frozen=True)
class Mention:
    """A person: Slack's id, and the name by which Slack called them at the time ("" when it gave none)."""

    user_id: str
    name: str = ""


@dataclass(frozen=True)
class ChannelRef:
    """A channel: Slack's id, and its name at the time ("" for private channels)."""

    channel_id: str
    name: str = ""


@dataclass(frozen=True)
class Link:
    """An http, https or mailto address, and the words that stood for it ("" when none did)."""

    url: str
    label: str = ""


Part = Plain | Mention | ChannelRef | Link


def normalised(text: str, limit: int = LONGEST) -> str:
    """Text from a form, fit to be stored; to be called once, at the door.

    Control characters and noncharacters go (new lines and tabs stay), lone surrogates become U+FFFD, canonical
    composition, outer white space off, at most `limit` characters. Never raises.
    """
    return _composed(_cleaned(text), limit)


def meant(slack_text: str, limit: int = LONGEST) -> str:
    """Text of a slash command or a message, fit to be stored; to be called once, at the door, instead of `normalised`.

    Slack's escapes are undone and its tokens become stored tokens; `<!channel>` and the like become plain words.
    """
    cleaned = _cleaned(slack_text)
    pieces: list[str] = []
    end = 0
    for token in _SLACK_TOKEN.finditer(cleaned):
        pieces += [unescaped(cleaned[end : token.start()]), _stored(token[1])]
        end = token.end()
    pieces.append(unescaped(cleaned[end:]))
    return _composed("".join(pieces), limit)


def unescaped(text: str) -> str:
    """Slack's three escapes undone, once: `&amp;lt;` is `&lt;`."""
    return _ENTITY.sub(lambda entity: _ENTITIES[entity[1]], text)


def rich(stored: str) -> list[Part]:
    """Stored text, part by part; only what Slack sent as a token is a mention, a channel or a link."""
    if OPEN not in stored:  # as most texts are
        return _plain_part(stored)
    parts: list[Part] = []
    end = 0
    for token in TOKEN.finditer(stored):
        parts += _plain_part(stored[end : token.start()])
        parts.append(_part(token[1]))
        end = token.end()
    return [*parts, *_plain_part(stored[end:])]


def plain(stored: str) -> str:
    """Stored text in the characters that a person would type: `@ana`, `#checkout`, the address of a link.

    Where a name is missing its id stands for it; the command grammar reads that as well.
    """
    return "".join(map(_in_characters, rich(stored)))


def named(stored: str, names: Mapping[str, str]) -> str:
    """The same with a name (by user id) in each mention that Slack sent without one."""

    def with_name(token: re.Match[str]) -> str:
        part = _part(token[1])
        if isinstance(part, Mention) and not part.name and names.get(part.user_id):
            return f"{OPEN}@{part.user_id}|{_UNWANTED.sub('', names[part.user_id])}{CLOSE}"
        return token[0]

    return TOKEN.sub(with_name, stored)


def masked(stored: str) -> str:
    """The same length, with each stored token blanked out, so that a search cannot find anything inside one."""
    return TOKEN.sub(lambda token: OPEN * len(token[0]), stored) if OPEN in stored else stored


def clipped(stored: str, n: int, ellipsis: str = "…") -> str:
    """At most `n` characters with the ellipsis; never cut inside a token or what people see as one character."""
    if len(stored) <= n:
        return stored
    room = n - len(ellipsis)
    if room <= 0:
        return ellipsis[: max(n, 0)]
    return stored[: _cut(stored, room)].rstrip() + ellipsis


def first_sentence(stored: str, n: int = 150) -> str:
    """The first sentence or line, at most `n` characters."""
    text = stored.strip()
    end = _SENTENCE_END.search(masked(text)[: n + 1])
    return clipped(text[: end.end()].rstrip() if end else text, n)


def _cleaned(text: str) -> str:
    if _SURROGATE.search(text):  # halves of a pair that came separately find each other again, the rest is replaced
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _UNWANTED.sub("", _LINE_END.sub("\n", text))


def _composed(text: str, limit: int) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFC", "".join(_with_short_runs(text)))
    return clipped(text.strip(), limit, ellipsis="").rstrip()


def _with_short_runs(text: str) -> Iterator[str]:
    run = 0
    for character in text:
        # Some marks are two marks once they are taken apart.
        marks = len(unicodedata.normalize("NFD", character)) if unicodedata.combining(character) else 0
        run = run + marks if marks else 0
        if run > _MARKS_IN_A_ROW:
            yield _GRAPHEME_JOINER
            run = marks
        yield character


def _stored(body: str) -> str:
    """The stored form of what stood between < and > in Slack's text."""
    if body.startswith("!"):
        return unescaped(_called(body[1:]))
    if _PERSON.fullmatch(body) or _CHANNEL.fullmatch(body) or _LINK.fullmatch(body):
        return f"{OPEN}{unescaped(body)}{CLOSE}"
    return unescaped(f"<{body}>")


def _called(special: str) -> str:
    """`channel` is @channel, `subteam^S1|@designers` is @designers, `date^…|Monday` is Monday."""
    name, _, label = special.partition("|")
    kind = name.partition("^")[0]
    if kind == "date":
        return label
    return "@" + (label.removeprefix("@") or ("group" if kind == "subteam" else kind))


def _part(body: str) -> Part:
    if person := _PERSON.fullmatch(body):
        return Mention(person[1], person[2] or "")
    if channel := _CHANNEL.fullmatch(body):
        return ChannelRef(channel[1], channel[2] or "")
    if link := _LINK.fullmatch(body):
        return Link(link[1], link[2] or "")
    return Plain(body)


def _plain_part(text: str) -> list[Part]:
    kept = text.replace(OPEN, "").replace(CLOSE, "")
    return [Plain(kept)] if kept else []


def _in_characters(part: Part) -> str:
    match part:
        case Plain(text):
            return text
        case Mention(user_id, name):
            return "@" + (name or user_id)
        case ChannelRef(channel_id, name):
            return "#" + (name or channel_id)
        case Link(url, label):
            hides_nothing = not label or url in _addresses_meant(label)
            return (label or url) if hides_nothing else f"{label} ({url})"


def _addresses_meant(label: str) -> set[str]:
    """What Slack makes of an address that was typed bare; any other label could hide where a link leads."""
    return {label} | {f"{scheme}{label}{end}" for scheme in ("http://", "https://", "mailto:") for end in ("", "/")}


def _cut(text: str, at: int) -> int:
    """The nearest place at or before `at` where the text may be cut."""
    opened = text.rfind(OPEN, 0, at)
    if opened > text.rfind(CLOSE, 0, at):
        at = opened
    for cut in range(at, max(at - _LONGEST_CLUSTER, 0), -1):
        if not _belongs(text, cut):
            return cut
    return at if at > _LONGEST_CLUSTER else 0


def _belongs(text: str, place: int) -> bool:
    """Whether the character at `place` is seen as one with those before it."""
    character, before = text[place], text[place - 1]
    if before == _JOINER or character == _JOINER or unicodedata.category(character) in {"Mn", "Mc", "Me"}:
        return True
    if "\U0001f3fb" <= character <= "\U0001f3ff" or "\U000e0020" <= character <= "\U000e007f":
        return True
    return _is_flag_half(character) and _flag_halves_before(text, place) % 2 == 1


def _is_flag_half(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _flag_halves_before(text: str, place: int) -> int:
    start = place
    while start > max(place - _LONGEST_CLUSTER, 0) and _is_flag_half(text[start - 1]):
        start -= 1
    return place - start
