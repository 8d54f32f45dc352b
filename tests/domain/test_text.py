"""What people type, as it is stored: cleaned once, inert, and never mistaken for what Slack sent."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.text import (
    CLOSE,
    LONGEST,
    OPEN,
    ChannelRef,
    Link,
    Mention,
    Part,
    Plain,
    clipped,
    first_sentence,
    masked,
    meant,
    named,
    normalised,
    plain,
    rich,
    unescaped,
)

ANYTHING = st.text(st.characters(exclude_categories=()), max_size=200)
SLACK_TOKENS = st.sampled_from(
    (
        "<@U12|ana>",
        "<@W9>",
        "<#C1|checkout>",
        "<#G2|>",
        "<https://a.b/c?d|see t: this>",
        "<!here>",
        "<!subteam^S1|@design>",
    )
)
SECONDS_FOR_THE_LONGEST = 2.0  # of processor time; what is not linear takes minutes


def escaped(text: str) -> str:
    """As Slack sends characters that a person typed."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@pytest.mark.parametrize(
    ("typed", "stored"),
    (
        ("  Export CSV \n", "Export CSV"),
        ("a\r\nb\rc\x85d", "a\nb\nc\nd"),
        ("tab\tstays", "tab\tstays"),
        ("nul\x00 bell\x07 escape\x1b[0m del\x7f", "nul bell escape[0m del"),
        ("e\u0301", "\u00e9"),
        ("half \ud83d pair", "half \ufffd pair"),
        ("\ud83d\ude00", "\U0001f600"),
        (f"{OPEN}@U1{CLOSE}", "@U1"),
        ("a & b < c", "a & b < c"),
        ("&lt;@U1&gt;", "&lt;@U1&gt;"),
    ),
)
def test_text_from_a_form_is_cleaned_and_not_unescaped(typed: str, stored: str) -> None:
    assert normalised(typed) == stored


@given(ANYTHING)
def test_cleaning_twice_is_cleaning_once(typed: str) -> None:
    assert normalised(normalised(typed)) == normalised(typed)


@given(ANYTHING)
def test_whatever_is_typed_can_be_stored(typed: str) -> None:
    for stored in (normalised(typed), meant(typed)):
        stored.encode()
        assert "\x00" not in stored
        assert unicodedata.is_normalized("NFC", stored)


def test_text_is_cut_at_its_limit() -> None:
    assert normalised("a" * 50_000) == "a" * LONGEST
    assert meant("word " * 3, limit=6) == "word w"


@pytest.mark.parametrize(
    ("sent", "parts"),
    (
        ("hi <@U12|ana>!", [Plain("hi "), Mention("U12", "ana"), Plain("!")]),
        ("<@W12>", [Mention("W12")]),
        ("<#C1|checkout>", [ChannelRef("C1", "checkout")]),
        ("<#C1|>", [ChannelRef("C1")]),
        ("<https://a.b/?x=1&amp;y=2|a &amp; b>", [Link("https://a.b/?x=1&y=2", "a & b")]),
        ("<mailto:a@b.c|a@b.c>", [Link("mailto:a@b.c", "a@b.c")]),
        ("<!channel> <!here> <!everyone>", [Plain("@channel @here @everyone")]),
        ("<!subteam^S1|@design> <!subteam^S2>", [Plain("@design @group")]),
        ("due <!date^1^{date}|Mon 4 Jan>", [Plain("due Mon 4 Jan")]),
        ("&lt;@U12&gt; &lt;!channel&gt;", [Plain("<@U12> <!channel>")]),
        ("&amp;lt;b&amp;gt;", [Plain("&lt;b&gt;")]),
        ("&amp;lt; <@U1> &amp;gt;", [Plain("&lt; "), Mention("U1"), Plain(" &gt;")]),
        ("<javascript:alert(1)|x>", [Plain("<javascript:alert(1)|x>")]),
        ("<@not an id> < <@U1", [Plain("<@not an id> < <@U1")]),
    ),
)
def test_slacks_tokens_are_told_from_what_a_person_typed(sent: str, parts: list[Part]) -> None:
    assert rich(meant(sent)) == parts


@given(ANYTHING)
def test_nobody_can_type_a_token(typed: str) -> None:
    from_command, from_form = meant(escaped(typed)), normalised(typed)
    assert from_command == from_form
    assert [part for part in rich(from_form) if not isinstance(part, Plain)] == []
    assert plain(from_form) == from_form


@given(st.lists(SLACK_TOKENS | ANYTHING.map(escaped), max_size=8))
def test_tokens_and_typed_characters_live_side_by_side(pieces: list[str]) -> None:
    sent = " | ".join(pieces)
    mentions = [part for part in rich(meant(sent)) if isinstance(part, Mention)]
    assert len(mentions) == sum(piece.startswith("<@") for piece in pieces)
    assert len(masked(meant(sent))) == len(meant(sent))


def test_slacks_escapes_are_undone_once() -> None:
    assert unescaped("&amp;lt; &lt;&gt; &quot;") == "&lt; <> &quot;"


@pytest.mark.parametrize(
    ("sent", "shown"),
    (
        ("<@U12|ana> <@U13>", "@ana @U13"),
        ("<#C1|checkout> <#C2|>", "#checkout #C2"),
        ("<https://a.b>", "https://a.b"),
        ("<http://a.b|a.b>", "a.b"),
        ("<mailto:a@b.c|a@b.c>", "a@b.c"),
        ("<http://evil.example|my bank>", "my bank (http://evil.example)"),
        (
            "<http://evil.test/?http://bank.test|http://bank.test>",
            "http://bank.test (http://evil.test/?http://bank.test)",
        ),
    ),
)
def test_tokens_read_as_people_type_them_and_no_link_hides_where_it_leads(sent: str, shown: str) -> None:
    assert plain(meant(sent)) == shown


@pytest.mark.parametrize(
    ("text", "n", "cut"),
    (
        ("short", 5, "short"),
        ("longer", 5, "long…"),
        ("long words", 6, "long…"),
        ("👩‍👩‍👧 family", 4, "…"),
        ("ok 👍🏽 then", 5, "ok…"),
        ("🇩🇪🇫🇷🇪🇸", 4, "🇩🇪…"),
        ("xe\u0301\u0323y...", 4, "x…"),
        (meant("ask <@U12|ana> now"), 9, "ask…"),
        ("abc", 1, "…"),
        ("abc", 0, ""),
    ),
)
def test_text_is_cut_between_what_people_see_as_characters(text: str, n: int, cut: str) -> None:
    assert clipped(text, n) == cut


@given(st.lists(SLACK_TOKENS | ANYTHING, max_size=5), st.integers(0, 80))
def test_a_cut_text_is_short_enough_and_has_only_whole_tokens(pieces: list[str], n: int) -> None:
    stored = meant("".join(pieces))
    cut = clipped(stored, n)
    assert len(cut) <= n
    assert cut.count(OPEN) == cut.count(CLOSE)
    assert cut == stored or stored.startswith(cut.removesuffix("…"))


@pytest.mark.parametrize(
    ("text", "title"),
    (
        ("Export CSV", "Export CSV"),
        ("Export CSV. Customers ask weekly.", "Export CSV."),
        ("Export CSV\nCustomers ask weekly.", "Export CSV"),
        ("Support formats, e.g. CSV. And more.", "Support formats, e.g. CSV."),
        ("Version 2.0 is out! Read on", "Version 2.0 is out!"),
        ("輸出。次の文", "輸出。"),
        (meant("See <https://a.b|one. two> first. Then"), meant("See <https://a.b|one. two> first.")),
        ("word " * 50, ("word " * 30).strip()[:149] + "…"),
    ),
)
def test_the_first_sentence_makes_a_title(text: str, title: str) -> None:
    assert first_sentence(text) == title


@pytest.mark.parametrize(
    "piece",
    ("<", "<@U1>", "&amp;", "\u0301\u0323", "\u0323\u0301", "\ud800", OPEN, "a. ", "\U0001f1e6", "\u200d", " ", "."),
)
def test_the_longest_text_takes_no_longer_than_its_length(piece: str) -> None:
    text = (piece * LONGEST)[:LONGEST]
    begun = time.process_time()
    stored = meant(text)
    for made in (normalised(text), plain(stored), clipped(stored, LONGEST - 100), first_sentence(stored)):
        assert len(made) <= LONGEST * 2
    assert time.process_time() - begun < SECONDS_FOR_THE_LONGEST


def test_a_mention_that_came_without_a_name_is_shown_by_the_name_that_is_known() -> None:
    stored = named(meant("ask <@U1> and <@U2|ben> and &lt;@U1&gt;"), {"U1": "Ana", "U2": "Benjamin"})
    assert plain(stored) == "ask @Ana and @ben and <@U1>"
    assert [part.user_id for part in rich(stored) if isinstance(part, Mention)] == ["U1", "U2"]
