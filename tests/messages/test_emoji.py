"""Short codes of emoji in what the bot says: the demo's page draws each of them."""

from __future__ import annotations

import re
from pathlib import Path

HOUSE = Path(__file__).parents[2] / "bot"
DRAWN = (HOUSE / "simulator" / "page" / "js" / "emoji.js").read_text(encoding="utf-8")
SAID = [*(HOUSE / "messages").rglob("*.*"), *(HOUSE / "ceremonies").rglob("*.j2")]


def test_each_short_code_that_the_bot_says_is_drawn_on_the_page_of_the_demo() -> None:
    texts = [path.read_text(encoding="utf-8") for path in SAID if path.suffix in (".py", ".j2")]
    codes = {code for text in texts for code in re.findall(r"(?<![\w:]):([a-z_]{3,30}):(?![\w:])", text)}
    assert "white_check_mark" in codes
    assert [code for code in sorted(codes) if f' {code}: "' not in DRAWN] == []
