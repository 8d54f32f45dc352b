"""A text word by word: quoted values, mentions and channels are one word each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.grammar.misread import Span
from bot.domain.text import CLOSE, OPEN, TOKEN, ChannelRef, Mention, Part, plain, rich

# So many are looked at one by one; all that follows them is one word more, and nothing of it is lost.
MOST_WORDS = 1000
_SPACE = re.compile(r"\s*")
_BARE = re.compile(f"[^\\s{OPEN}{CLOSE}]+|[{OPEN}{CLOSE}]")
# Phones set curly quotes, and people mix the kinds: any of a family closes what any of it opened. A single quote closes
# only at the end of a word, since it is also an apostrophe.
_DOUBLE_QUOTES = '"“”„«»'
_SINGLE_QUOTES = "'‘’‚"
_DOUBLE_END = re.compile(f"[{_DOUBLE_QUOTES}]")
_SINGLE_END = re.compile(rf"[{_SINGLE_QUOTES}](?=[\s,]|\Z)")
_PERSON_ID = re.compile(r"@([UW][A-Z0-9]{2,})")
_CHANNEL_ID = re.compile(r"#([CG][A-Z0-9]{2,})")
_EDGES = ",;."


@dataclass(frozen=True, slots=True)
class Word:
    """One word: `text` is what it says (without its quotes), `span` where it stands (with them)."""

    text: str
    span: Span
    quoted: bool = False

    @property
    def low(self) -> str:
        """How the grammar's own words are compared; "" for a quoted word, which is never one of them."""
        return self.typed.casefold()

    @property
    def typed(self) -> str:
        """The word without the commas and full stops around it; "" for a quoted word."""
        return "" if self.quoted else self.text.strip(_EDGES)

    @property
    def part(self) -> Part | None:
        """The mention, channel or link that the word is, if it is one."""
        return rich(self.text)[0] if self.text.startswith(OPEN) and TOKEN.fullmatch(self.text) else None

    @property
    def mention(self) -> Mention | None:
        """The person whom the word names, as a token or by a bare id."""
        if isinstance(self.part, Mention):
            return self.part
        typed = _PERSON_ID.fullmatch(self.typed)
        return Mention(typed[1]) if typed else None

    @property
    def channel(self) -> ChannelRef | None:
        """The channel that the word names, as a token or by a bare id."""
        if isinstance(self.part, ChannelRef):
            return self.part
        typed = _CHANNEL_ID.fullmatch(self.typed)
        return ChannelRef(typed[1]) if typed else None


class Words:
    """A text and the place up to which it has been read. `apart` matches what is a word of its own anywhere."""

    def __init__(self, text: str, apart: re.Pattern[str] | None = None) -> None:
        self.text = text
        self.all = list(_split(text, apart))
        self.place = 0

    def ahead(self, n: int = 0) -> Word | None:
        """The next word but `n`, unread."""
        place = self.place + n
        return self.all[place] if place < len(self.all) else None

    def low(self, n: int = 0) -> str:
        """The next word but `n` for comparing; "" at the end and for a quoted word."""
        word = self.ahead(n)
        return word.low if word else ""

    def step(self, n: int = 1) -> None:
        """Leave `n` words behind, or all that are left."""
        self.place = min(self.place + n, len(self.all))

    def said(self, *choices: str) -> bool:
        """Whether the next word is one of these; it is read if so."""
        found = self.low() in choices
        self.place += found
        return found

    def read_since(self, place: int) -> Span:
        """The stretch from the word at `place` to the last one read, and that word at least."""
        last = min(max(self.place - 1, place), len(self.all) - 1)
        return (self.all[place].span[0], self.all[last].span[1])

    def typed_since(self, place: int) -> str:
        """The text of that stretch."""
        start, end = self.read_since(place)
        return self.text[start:end]

    def before(self) -> str:
        """What has been read so far."""
        return self.text[: self.all[self.place - 1].span[1]] if self.place else ""

    @property
    def end(self) -> Span:
        """Where something that is missing can be put."""
        return (len(self.text), len(self.text))


def _split(text: str, apart: re.Pattern[str] | None) -> Iterator[Word]:
    quotes = _Quotes(text)
    place = _after(_SPACE, text, 0)
    end = len(text.rstrip())
    for _ in range(MOST_WORDS):
        if place >= end:
            return
        word = _token(text, place) or quotes.opened_at(place) or _bare(text, place)
        yield from (word,) if word.quoted or apart is None else _parted(word, apart)
        place = _after(_SPACE, text, word.span[1])
    if place < end:
        yield Word(text[place:end], (place, end))


def _token(text: str, place: int) -> Word | None:
    token = TOKEN.match(text, place)
    return Word(token[0], token.span()) if token else None


def _bare(text: str, place: int) -> Word:
    end = _after(_BARE, text, place)
    return Word(text[place:end], (place, end))


def _after(pattern: re.Pattern[str], text: str, place: int) -> int:
    found = pattern.match(text, place)
    return found.end() if found else place


class _Quotes:
    """Finds quoted values; remembers that a kind is not closed any more, so that the text is searched once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.unclosed: set[re.Pattern[str]] = set()

    def opened_at(self, place: int) -> Word | None:
        opening = self.text[place]
        end = _DOUBLE_END if opening in _DOUBLE_QUOTES else _SINGLE_END if opening in _SINGLE_QUOTES else None
        if end is None or end in self.unclosed:
            return None
        closing = end.search(self.text, place + 1)
        if closing is None:
            self.unclosed.add(end)
            return None
        return Word(self.text[place + 1 : closing.start()], (place, closing.end()), quoted=True)


def _parted(word: Word, apart: re.Pattern[str]) -> Iterator[Word]:
    if word.part is not None:
        yield word
        return
    first, end = word.span[0], 0
    for mark in apart.finditer(word.text):
        for start, stop in ((end, mark.start()), mark.span()):
            if start < stop:
                yield Word(word.text[start:stop], (first + start, first + stop))
        end = mark.end()
    if end < len(word.text):
        yield Word(word.text[end:], (first + end, first + len(word.text)))


def on_one_line(stored: str) -> str:
    """Stored text as a name: tokens as typed, white space single."""
    return " ".join(plain(stored).split())
