"""Ten thousand hostile strings on each database, in shares that workers take."""

from __future__ import annotations

import unicodedata
from itertools import islice

import pytest

from bot.domain.text import CLOSE, LONGEST, OPEN, meant, normalised
from tests.commands.counter import Counter
from tests.hostile.gauntlet import Gauntlet
from tests.hostile.strings import hostile

SEED, TEXTS, SHARES = 7, 10_000, 4
FORBIDDEN = {"Cc", "Cs"}


@pytest.mark.parametrize("share", range(SHARES))
def test_ten_thousand_hostile_strings_are_kept_and_shown_as_they_were_meant(counter: Counter, share: int) -> None:
    texts = (text for _, text in hostile(TEXTS, SEED))
    assert Gauntlet(counter).run(islice(texts, share, None, SHARES)) == []


def test_the_normaliser_keeps_its_promises_for_each_of_them() -> None:
    for name, text in hostile(TEXTS, SEED):
        for clean in (normalised, meant):
            kept = clean(text)
            typed = kept.replace(OPEN, "").replace(CLOSE, "")
            bad = {character for character in typed if unicodedata.category(character) in FORBIDDEN} - {"\n", "\t"}
            assert (bad, len(kept) <= LONGEST, kept == kept.strip()) == (set(), True, True), (name, ascii(text)[:200])
            assert unicodedata.is_normalized("NFC", kept), (name, ascii(text)[:200])
            assert normalised(typed) == typed, (name, ascii(text)[:200])
            assert kept.encode().decode() == kept
        assert not {OPEN, CLOSE} & set(normalised(text)), (name, ascii(text)[:200])
