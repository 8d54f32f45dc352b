"""`--preview`: a line is tried, shown to whoever typed it, and undone."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from functools import wraps

from sqlalchemy.orm import Session

from bot.commands.request import Handler, Request
from bot.domain.message import Answer, Message, Modal
from bot.errors import Refusal
from bot.messages.previews import only_a_preview

FLAG = "--preview"
# Phones make one dash of two.
_FLAG = re.compile(r"(?<!\S)(?:--|—|–)preview(?!\S)", re.IGNORECASE)
_LAST_FLAG = re.compile(r"(?:\A|\s+)(?:--|—|–)preview\s*\Z", re.IGNORECASE)


class FormHasNoPreview(Refusal):
    """That opens a form, which keeps nothing until you send it; there is nothing to preview. I opened none."""


def without_flag(text: str) -> str:
    """The line without `--preview`, the same line where it has none."""
    return " ".join(part for piece in _FLAG.split(text) if (part := piece.strip())) if _FLAG.search(text) else text


def without_last_flag(text: str) -> str:
    """The line without a `--preview` as its last word; anywhere else it is a word like others."""
    return _LAST_FLAG.sub("", text)


def reading(run: Handler) -> Handler:
    """The same handler of a verb that changes nothing: `--preview` as the last word only keeps it from everybody."""

    @wraps(run)
    def plainly(request: Request, session: Session, now: datetime) -> Answer:
        text = without_last_flag(request.text)
        answer = run(replace(request, text=text), session, now)
        if text != request.text and isinstance(answer, Message) and answer.public:
            return only_a_preview(answer)
        return answer

    return plainly


def previewing(run: Handler, shows: Handler | None = None, *, word: str, anywhere: bool = True) -> Handler:
    """The same handler, which keeps nothing when the line has `--preview`; `shows` then answers in its place.

    `anywhere`: wherever the flag stands, for verbs that take no free text; else as the last word.
    """
    without = without_flag if anywhere else without_last_flag

    @wraps(run)
    def either(request: Request, session: Session, now: datetime) -> Answer:
        text = without(request.text)
        if text == request.text:
            return run(request, session, now)
        with session.begin_nested() as trial:
            try:
                answer = (shows or run)(replace(request, text=text), session, now)
                session.flush()
            finally:
                trial.rollback()
        if isinstance(answer, Modal):
            raise FormHasNoPreview(example=f"{request.command} {word}")
        return only_a_preview(answer) if isinstance(answer, Message) else answer

    return either
