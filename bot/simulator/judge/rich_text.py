"""Rich text: sections, lists, quotes and preformatted text, and the pieces in them."""

from __future__ import annotations

from bot.simulator.judge.checks import Check, anything, boolean, by_type, listing, number, one_of, shape, string, typed

_TEXT_STYLE = shape(
    {},
    dict.fromkeys(
        ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"), boolean
    ),
)
_STYLED: dict[str, Check] = {"style": _TEXT_STYLE}
_LONG = 12_000

_PIECE = by_type(
    {
        "text": typed({"text": string(_LONG)}, _STYLED),
        "link": typed({"url": string(3000)}, {**_STYLED, "text": string(_LONG), "unsafe": boolean}),
        "emoji": typed({"name": string(255)}, {**_STYLED, "unicode": string(255), "skin_tone": number(1, 6)}),
        "user": typed({"user_id": string(255)}, _STYLED),
        "channel": typed({"channel_id": string(255)}, _STYLED),
        "usergroup": typed({"usergroup_id": string(255)}, _STYLED),
        "broadcast": typed({"range": one_of("here", "channel", "everyone")}, _STYLED),
        "date": typed(
            {"timestamp": anything, "format": string(255)}, {**_STYLED, "url": string(3000), "fallback": string(255)}
        ),
        "color": typed({"value": string(20)}, _STYLED),
    }
)
_PIECES = listing(_PIECE, 1000, least=0)
_SECTION = typed({"elements": _PIECES}, {})
_LIST = typed(
    {"style": one_of("bullet", "ordered"), "elements": listing(by_type({"rich_text_section": _SECTION}), 1000)},
    {"indent": number(0, 8), "offset": number(0, 100_000), "border": number(0, 1)},
)
RICH_TEXT_PART = by_type(
    {
        "rich_text_section": _SECTION,
        "rich_text_list": _LIST,
        "rich_text_preformatted": typed({"elements": _PIECES}, {"border": number(0, 1), "language": string(100)}),
        "rich_text_quote": typed({"elements": _PIECES}, {"border": number(0, 1)}),
    }
)
