"""Pictures in the docs: each is shown on a page, and all of them together are quickly fetched."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PICTURES = {path.name: path for path in (ROOT / "docs" / "pictures").iterdir()}
PAGES = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
MOST_BYTES = 1_500_000


def test_each_picture_is_shown_on_a_page_and_each_page_shows_pictures_that_are_there() -> None:
    shown = {name for page in PAGES for name in re.findall(r"!\[.+?\]\(\S*?pictures/(\S+?)\)", page.read_text("utf-8"))}
    assert shown == PICTURES.keys()


def test_all_pictures_together_are_small() -> None:
    assert sum(path.stat().st_size for path in PICTURES.values()) <= MOST_BYTES
