"""The verifier itself: Slack's own example, its edges, and ten thousand forgeries."""

from __future__ import annotations

import asyncio
import itertools
import random
import time

import pytest
from starlette.types import Message

from bot.slack.verifier import Forged, Verifier, verify
from tests.slack.signing import BODY, SECRET, Headers, mutants, named, signature, signed

NOW = 1_760_000_000
EXAMPLE = (
    b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
    b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
    b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
    b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
)


def reason(timestamp: bytes | None, sign: bytes | None, body: bytes = BODY, now: float = NOW) -> str:
    with pytest.raises(Forged) as caught:
        verify(SECRET.encode(), named(timestamp, sign), body, now)
    return caught.value.reason


def accepted(headers: Headers, body: bytes) -> bool:
    try:
        verify(SECRET.encode(), headers, body, NOW)
    except Forged:
        return False
    return True


def test_slacks_own_example_is_slacks() -> None:
    sign = b"v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    verify(SECRET.encode(), named(b"1531420618", sign), EXAMPLE, 1531420618)


@pytest.mark.parametrize("age", (0, 299.9, 300, -60))
def test_a_fresh_request_is_taken(age: float) -> None:
    verify(SECRET.encode(), signed(BODY, str(NOW).encode()), BODY, NOW + age)


def test_the_names_of_headers_have_no_case() -> None:
    headers = [(name.title(), value) for name, value in signed(BODY, str(NOW).encode())]
    verify(SECRET.encode(), headers, BODY, NOW)


def test_each_refusal_has_its_reason() -> None:
    ts = str(NOW).encode()
    right = signature(BODY, ts)
    assert reason(None, right) == "missing"
    assert reason(ts, None) == "missing"
    assert reason(b"soon", right) == "malformed"
    assert reason(b"9" * 5000, right) == "malformed"
    assert reason(ts, right.upper()) == "malformed"
    assert reason(ts, right, now=NOW + 300.1) == "stale"
    assert reason(ts, right, now=NOW - 60.1) == "future"
    assert reason(ts, right, BODY + b" ") == "signature"
    with pytest.raises(Forged, match="duplicate"):
        verify(SECRET.encode(), signed(BODY, ts) * 2, BODY, NOW)


def test_no_forgery_of_ten_thousand_passes() -> None:
    seed = random.randrange(2**32)
    forged = itertools.islice(mutants(random.Random(seed), NOW), 10_000)
    passed = [headers for headers, body in forged if accepted(headers, body)]
    assert not passed, f"with seed {seed}"


def test_an_empty_secret_is_no_lock() -> None:
    async def door(*_: object) -> None:
        pass

    with pytest.raises(ValueError, match="empty"):
        Verifier(door, "", refused=print)


def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    sent: list[Message] = []
    reasons: list[str] = []

    async def drip() -> Message:
        await asyncio.sleep(0.01)
        return {"type": "http.request", "body": b"x", "more_body": True}

    async def send(message: Message) -> None:
        sent.append(message)

    async def door(*_: object) -> None:
        pytest.fail("it was let in")

    verifier = Verifier(door, SECRET, refused=reasons.append, real_time=lambda: NOW, body_seconds=0.1)
    began = time.monotonic()
    asyncio.run(verifier({"type": "http", "headers": signed(BODY, str(NOW).encode())}, drip, send))
    assert (sent[0]["status"], sent[1]["body"], reasons) == (408, b'{"error":"too slow"}', ["too_slow"])
    assert time.monotonic() - began < 0.9
