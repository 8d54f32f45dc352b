"""`--preview`: a line is tried, shown to whoever typed it, and undone."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from functools import wraps

from sqlalchemy.orm import Session

from bot.commands.request import Handler, Request
from bot.domain.message import Answer, Message
from bot.messages.previews import only_a_preview

FLAG = "--preview"
# Phones make one dash of two.
_FLAG = re.compile(r"(?<!\S)(?:--|—|–)preview(?!\S)", re.IGNORECASE)


def without_flag(text: str) -> str:
    """The line without `--preview`, the same line where it has none."""
    return " ".join(part for piece in _FLAG.split(text) if (part := piece.strip())) if _FLAG.search(text) else text


def previewing(run: Handler, shows: Handler | None = None) -> Handler:
    """The same handler, which keeps nothing when the line has `--preview`; `shows` then answers in its place."""

    @wraps(run)
    def either(request: Request, session: Session, now: datetime) -> Answer:
        text = without_flag(request.text)
        if text == request.text:
            return run(request, session, now)
        with session.begin_nested() as trial:
            try:
                answer = (shows or run)(replace(request, text=text), session, now)
                session.flush()
            finally:
                trial.rollback()
        return only_a_preview(answer) if isinstance(answer, Message) else answer

    return either
