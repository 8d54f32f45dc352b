"""A process that has imported everything, and divides itself into bots: for each line on stdin, one answer on stdout.

What `drumbeat run` needs 1.8 s of a processor for is done in a tenth of that. Run by `nursery.py`.
"""

from __future__ import annotations

import gc
import inspect
import json
import os
import sys
from importlib import import_module
from pathlib import Path
from types import CodeType
from typing import Any

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy.orm import configure_mappers

from bot.messages import templates

# All that the bot imports on its way to work, and what reads the time or the environment while it is imported aside.
PRELOADED = (
    "alembic.command",
    "bot.cli",
    "bot.running",
    "encodings.idna",
    "httptools",
    "psycopg",
    "pydantic.plugin._loader",
    "slack_bolt.listener_matcher.async_builtins",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite",
    "tests.chaos.doomed",
    "typer._adapters",
    "uvicorn.lifespan.on",
    "uvicorn.loops.uvloop",
    "uvloop",
    "uvicorn.protocols.http.httptools_impl",
)
Order = dict[str, Any]


def main() -> None:
    """Serves until stdin is closed."""
    for name in PRELOADED:
        import_module(name)
    _is_warm()
    gc.freeze()
    for line in sys.stdin:
        order = json.loads(line)
        if "born" in order:
            pid = os.fork()
            if not pid:
                return _lives(order["born"])
            answer: Order = {"pid": pid}
        else:
            answer = _end_of(order["pid"])
        print(json.dumps(answer), flush=True)
    return None


class _Compiled(BytecodeCache):
    """Templates as Python has compiled them, in memory."""

    def __init__(self) -> None:
        self._known: dict[str, CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._known.get(bucket.key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key] = bucket.code


def _is_warm() -> None:
    """What is worked out once in a process, and kept: each bot would do it anew."""
    inspect.stack()  # Bolt asks who calls it, which finds out the file of every module
    configure_mappers()
    words = templates._environment()
    words.bytecode_cache = _Compiled()
    for name in words.list_templates(["j2"]):
        words.get_template(name)


def _end_of(pid: int) -> Order:
    """The exit status, -9 after a SIGKILL, None while it runs; and how many seconds of a processor it took."""
    ended, status, used = os.wait4(pid, os.WNOHANG)
    return {"status": os.waitstatus_to_exitcode(status) if ended else None, "seconds": used.ru_utime + used.ru_stime}


def _lives(order: Order) -> None:
    """From here on this is `drumbeat run`, until its end; it ends as that does."""
    os.environ.clear()
    os.environ.update(order["env"])
    os.chdir(order["folder"])
    for stream, flags, file in (
        (0, os.O_RDONLY, os.devnull),
        (1, os.O_WRONLY | os.O_APPEND | os.O_CREAT, order["said"]),
        (2, os.O_WRONLY | os.O_APPEND | os.O_CREAT, order["log"]),
    ):
        opened = os.open(file, flags, 0o600)
        os.dup2(opened, stream)
        os.close(opened)
    from bot import cli
    from tests.chaos import doomed

    doomed.is_set(order["doom"])
    doomed.may_be_set_later(Path(order["folder"]))
    sys.argv = ["drumbeat", "run"]
    cli.main()


if __name__ == "__main__":
    main()
