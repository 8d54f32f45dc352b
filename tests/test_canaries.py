"""The last look of a run finds what was typed or secret in what was written, however it was encoded."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote_plus

import pytest

from tests import canaries
from tests.processes import MARK

TYPED = "/standup log y: zebras migrated over “the” fence\nt: the quagga enclosure"
SECRETS = {"SLACK_SIGNING_SECRET": "of-the-zoo-keeper", "DATABASE_URL": "postgresql://zoo:ostrich-egg@127.0.0.1/zoo"}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A run within the run, in which something was typed, and a bot was given secrets."""
    monkeypatch.setenv(MARK, str(tmp_path))
    canaries.typed(TYPED)
    canaries.is_set_up(SECRETS | {"DRUMBEAT_CLOCK_URL": "http://watch.example.org/now"})
    return tmp_path


@pytest.mark.parametrize(
    "line",
    (
        f"a fault with {TYPED}",
        json.dumps({"event": "request", "text": TYPED}),
        json.dumps([json.dumps(TYPED[20:45])]),
        f"text={quote_plus(TYPED)}&user=U1",
        "Zebras   migrated\tOVER",
        "the quagga enclosure",
        "login with of-the-zoo-keeper failed",
        '"postgresql://zoo:ostrich-egg@127.0.0.1/zoo"',
        "Authorization: Bearer xoxb-12-Zoo",
        "xapp-1-A0-zoo",
        "name=Kvack",
    ),
)
def test_what_may_not_be_written_is_found(run: Path, line: str) -> None:
    canaries.wrote(f"listening\n{line}\nready")
    found = canaries.leaks(run)
    assert found and all(leak.partition("wrote")[2].strip() for leak in found)
    assert all("test_canaries.py" in leak for leak in found)


def test_what_is_written_to_a_file_after_its_test_is_found(run: Path, tmp_path: Path) -> None:
    log = tmp_path / "bot.log"
    canaries.writes_to(log)
    assert canaries.leaks(run) == []
    log.write_text('{"event": "request"}\nzebras migrated over\n')
    (leak,) = canaries.leaks(run)
    assert "test_what_is_written_to_a_file" in leak


@pytest.mark.parametrize(
    "line",
    (
        '{"event": "request", "noun": "standup", "verb": "log", "outcome": "done", "ms": 9.4}',
        "Copy the Bot User OAuth Token (it starts with xoxb-) from your Slack app's page, under OAuth & Permissions.",
        "the enclosure of the zebras, y: and t:",
        "/standup log y: shipped the export t: fix the flaky test b: nothing",
        'DRUMBEAT_CLOCK_URL is "http://watch.example.org/now"',
    ),
)
def test_what_the_product_says_by_itself_is_no_find(run: Path, line: str) -> None:
    canaries.typed("/standup log y: shipped the export t: fix the flaky test b: nothing", "see watch.example.org")
    canaries.wrote(line)
    assert canaries.leaks(run) == []
