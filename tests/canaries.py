"""What tests typed and kept secret, and what the bot wrote meanwhile: nothing of the one may be found in the other.

Each process of a run notes both in the run's folder; the run's last act is to compare them. Of a text three words in a
row give it away, unless the product says them by itself; a secret as a whole; a token by its shape.
"""

from __future__ import annotations

import json
import logging
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import unquote_plus, urlsplit
from uuid import uuid4

from bot import log
from bot.simulator.driver.connection import Connection
from tests.processes import MARK

PRODUCT = Path(__file__).parents[1]
WORDLIKE = (".py", ".j2", ".md")
RARE = re.compile(r"kvack", re.IGNORECASE)
TOKEN = re.compile(r"xox[a-z]-\w|xapp-\d-\w")
WORD = re.compile(r"\w+")
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
SHORTEST_SECRET = 8
KEPT_SECRET = (
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "SLACK_SIGNING_SECRET",
    "SLACK_CLIENT_SECRET",
    "DRUMBEAT_SECRET_KEY",
)
# What is told to the simulator that people would type in Slack, and under which names it holds no words of theirs.
TYPED_AT = (
    "say",
    "say-many",
    "press",
    "submit",
    "people",
    "people/change",
    "workspaces",
    "channels",
    "channels/change",
)
NO_WORDS = ("as", "view", "ts", "thread_ts", "label")

Three = tuple[str, str, str]


def typed(*texts: str) -> None:
    """Somebody typed this: nowhere may the bot write it down."""
    _note("typed", *texts)


def is_set_up(settings: Mapping[str, str]) -> None:
    """A bot is about to be started with these: it may speak of them, but for the secrets among them."""
    _note("setting", *settings.values())
    password = urlsplit(settings.get("DATABASE_URL", "")).password or ""
    _note("secret", *(settings.get(name, "") for name in KEPT_SECRET), password)


def wrote(text: str) -> None:
    """A bot wrote this, on a stream or a page."""
    _note("wrote", text)


def writes_to(file: Path) -> None:
    """A bot will write to this file, which outlives the test."""
    _note("file", str(file.absolute()))


def stream() -> TextIO:
    """A file for a bot to write to; it is read at the end of the run."""
    file = _notes() / f"stream-{uuid4().hex}"
    writes_to(file)
    return file.open("a+", encoding="utf-8")


def listen() -> None:
    """From now on in this process: what is typed in a simulated Slack, and the log of what is called directly."""
    send = Connection.post

    def overheard(connection: Connection, path: str, body: dict[str, Any]) -> dict[str, Any]:
        if path in TYPED_AT:
            typed(*_texts(body))
        return send(connection, path, body)

    Connection.post = overheard  # type: ignore[method-assign, assignment] # an eavesdropper that changes nothing
    file = _notes() / f"log-{os.getpid()}"
    root = logging.getLogger()
    handlers = root.handlers[:]
    log.configure("INFO", stream=file.open("a", encoding="utf-8"), colours=False)
    root.handlers[:0] = handlers
    logging.captureWarnings(False)
    _note("file", str(file))


def leaks(folder: Path) -> list[str]:
    """What of the run in this folder was written though it was typed or secret: a line each, with the test."""
    noted = [
        json.loads(line)
        for file in sorted((folder / "canaries").glob("noted-*"))
        for line in file.read_text("utf-8").splitlines()
    ]
    settings = {three for note in noted if note["kind"] == "setting" for three in _threes(note["text"])}
    own_words = _own_threes() | settings
    given_away = {
        three: note["test"]
        for note in noted
        if note["kind"] == "typed"
        for three in _threes(note["text"])
        if three not in own_words
    }
    secrets = {note["text"]: note["test"] for note in noted if note["kind"] == "secret"}
    return [leak for where, line in _written(noted) for leak in _in_line(line, where, given_away, secrets)]


def _in_line(line: str, where: str, given_away: Mapping[Three, str], secrets: Mapping[str, str]) -> Iterator[str]:
    shown = f"{where} wrote {line.strip()[:300]!r}"
    if three := next((three for three in _threes(line) if three in given_away), None):
        yield f"{' '.join(three)!r} was typed in {given_away[three]}; {shown}"
    yield from (f"a secret of {test}; {shown}" for secret, test in secrets.items() if secret in line)
    if TOKEN.search(line) or RARE.search(line):
        yield f"a token, or a word that only people say; {shown}"


def _written(noted: Iterable[Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    """Every line that was written, each once, with the test that was on or the file's name."""
    seen: set[str] = set()
    for note in noted:
        if note["kind"] not in ("wrote", "file"):
            continue
        file = Path(note["text"]) if note["kind"] == "file" else None
        text = note["text"] if file is None else file.read_text("utf-8", "replace") if file.exists() else ""
        for line in text.splitlines():
            if line not in seen:
                seen.add(line)
                yield note["test"], line


def _threes(text: str) -> Iterator[Three]:
    """Each three words in a row, two of them real ones, however the text was encoded."""
    plain = ESCAPED.sub(lambda code: chr(int(code[1], 16)), text)
    plain = re.sub(r"\\[nrt]|&(?:amp|lt|gt);", " ", unquote_plus(plain) if "%" in plain else plain)
    words = [word.casefold() for word in WORD.findall(plain)]
    for three in zip(words, words[1:], words[2:], strict=False):
        if sum(len(word) > 2 and word.isalpha() for word in three) > 1:
            yield three


@cache
def _own_threes() -> frozenset[Three]:
    """What the product says by itself."""
    files = [file for folder in ("bot", "docs") for file in (PRODUCT / folder).rglob("*") if file.suffix in WORDLIKE]
    return frozenset(three for file in files for three in _threes(file.read_text("utf-8")))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from () if name in NO_WORDS else _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def _note(kind: str, *texts: str) -> None:
    test = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0] or "something outside of a test"
    with (_notes() / f"noted-{os.getpid()}").open("a", encoding="utf-8") as file:
        for text in texts:
            if text and (kind != "secret" or len(text) >= SHORTEST_SECRET):
                file.write(json.dumps({"kind": kind, "test": test, "text": text}) + "\n")


def _notes() -> Path:
    folder = Path(os.environ[MARK]) / "canaries"
    folder.mkdir(exist_ok=True)
    return folder
