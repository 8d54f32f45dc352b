"""First answers as the inbox keeps them, for a delivery that comes again."""

from __future__ import annotations

from typing import Any

from bot.domain.message import Answer, Done, Message, Modal


def kept_answer(kind: str, answer: Answer) -> dict[str, Any]:
    """An answer as the inbox keeps it. A form to be opened is not kept: a repeated delivery must not open it again."""
    if isinstance(answer, Modal) and kind == "form":
        return {"view": answer.view}
    if not isinstance(answer, Message):
        return {}
    return {
        "text": str(answer.text),
        "blocks": list(answer.blocks),
        "public": answer.public,
        "replaces": answer.replaces,
    }


def answer_again(kept: dict[str, Any] | None) -> Answer:
    if not kept:
        return Done()
    if "view" in kept:
        return Modal(kept["view"])
    return Message(kept["text"], tuple(kept["blocks"]), public=kept["public"], replaces=kept["replaces"])
