"""Signs as Slack does, and breaks what was signed in every way a stranger would."""

from __future__ import annotations

import hashlib
import hmac
import random
from collections.abc import Iterator
from typing import NamedTuple

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
BODY = b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1&command=%2Fstandup&text=CANARY+of+the+body"
Headers = list[tuple[bytes, bytes]]


def signature(body: bytes, timestamp: bytes, secret: str = SECRET) -> bytes:
    """What stands in X-Slack-Signature."""
    return b"v0=" + hmac.new(secret.encode(), b"v0:" + timestamp + b":" + body, hashlib.sha256).hexdigest().encode()


def signed(body: bytes, timestamp: bytes, secret: str = SECRET) -> Headers:
    """The two headers of a request that Slack sends."""
    return [(b"x-slack-request-timestamp", timestamp), (b"x-slack-signature", signature(body, timestamp, secret))]


def named(timestamp: bytes | None, sign: bytes | None) -> Headers:
    """The two headers, each there or not."""
    pairs = [(b"x-slack-request-timestamp", timestamp), (b"x-slack-signature", sign)]
    return [(name, value) for name, value in pairs if value is not None]


class Forgery(NamedTuple):
    """What is wrong with it, the two headers (or what is there of them), and the body."""

    kind: str
    headers: Headers
    body: bytes


def mutants(chance: random.Random, now: int) -> Iterator[tuple[Headers, bytes]]:
    """Forgeries without end, of all kinds in turn: headers and the body that comes with them."""
    for forgery in forgeries(chance, now):
        yield forgery.headers, forgery.body


def forgeries(chance: random.Random, now: int, body: bytes = BODY, secret: str = SECRET) -> Iterator[Forgery]:
    """Of all kinds in turn, without end, of what would be a good request."""
    ts = str(now).encode()
    right = signature(body, ts, secret)
    while True:
        yield from _other_bodies(chance, body, named(ts, right))
        yield from _other_signers(body, ts)
        yield from _other_times(chance, now, body, secret)
        yield from _strange_timestamps(chance, ts, body, secret)
        yield from _strange_signatures(chance, ts, right, body)
        yield Forgery("no signature", named(ts, None), body)
        yield Forgery("no timestamp", named(None, right), body)
        yield Forgery("neither header", [], body)
        name = chance.choice((b"x-slack-signature", b"X-Slack-Signature"))
        yield Forgery("two signatures", [*named(ts, right), (name, right)], body)
        yield Forgery("two timestamps", [*named(ts, right), (b"X-Slack-Request-Timestamp", ts)], body)


def _other_bodies(chance: random.Random, body: bytes, headers: Headers) -> Iterator[Forgery]:
    spot = chance.randrange(len(body))
    flipped = body[:spot] + bytes([body[spot] ^ (1 << chance.randrange(8))]) + body[spot + 1 :]
    yield Forgery("a bit of the body differs", headers, flipped)
    yield Forgery("the body is cut", headers, body[: chance.randrange(len(body))])
    yield Forgery("the body goes on", headers, body + chance.randbytes(chance.randrange(1, 9)))


def _other_signers(body: bytes, ts: bytes) -> Iterator[Forgery]:
    yield Forgery("another secret", named(ts, signature(body, ts, "another secret")), body)
    yield Forgery("an empty secret", named(ts, signature(body, ts, "")), body)


def _other_times(chance: random.Random, now: int, body: bytes, secret: str) -> Iterator[Forgery]:
    for kind, age in (
        ("old", 301 + chance.randrange(9_000_000)),
        ("from the future", -75 - chance.randrange(9_000_000)),
    ):
        other = str(now - age).encode()
        yield Forgery(f"a timestamp that is {kind}", named(other, signature(body, other, secret)), body)
    moved = str(now + chance.randrange(1, 50)).encode()
    yield Forgery("another timestamp than was signed", named(moved, signature(body, str(now).encode(), secret)), body)


def _strange_timestamps(chance: random.Random, ts: bytes, body: bytes, secret: str) -> Iterator[Forgery]:
    strange = {
        "nothing": b"",
        "a word": b"now",
        "a fraction": ts + b".0",
        "a plus": b"+" + ts,
        "a minus": b"-" + ts,
        "hexadecimal": b"0x" + ts,
        "an exponent": ts + b"e0",
        "an underscore": b"1_000",
        "not a number": b"NaN",
        "infinity": b"inf",
        "thousands of digits": b"9" * chance.randrange(13, 5000),
        "Arabic digits": "٣".encode() * 10,
        "no UTF-8": chance.randbytes(8).translate(None, b"\0\r\n").strip(b" \t") + b"\xff",
        "a space inside": ts[:5] + b" " + ts[5:],
        "two in one": ts + b"," + ts,
    }
    for kind, text in strange.items():
        yield Forgery(f"the timestamp is or has {kind}", named(text, signature(body, text, secret)), body)


def _strange_signatures(chance: random.Random, ts: bytes, right: bytes, body: bytes) -> Iterator[Forgery]:
    spot = chance.randrange(3, len(right))
    digit = chance.choice([digit for digit in b"0123456789abcdef" if digit != right[spot]])
    strange = {
        "another digit": right[:spot] + bytes([digit]) + right[spot + 1 :],
        "nothing": b"",
        "the prefix alone": b"v0=",
        "no prefix": right[3:],
        "another version": b"v1" + right[2:],
        "capitals": right.upper(),
        "a digit more": right + b"0",
        "a digit less": right[:-1],
        "zeros": b"v0=" + b"0" * 64,
        "thousands of digits": b"v0=" + b"a" * chance.randrange(65, 5000),
        "a letter with an accent": "v0=é".encode() + right[4:],
        "no UTF-8": b"v0=" + chance.randbytes(32).translate(None, b"\0\r\n").strip(b" \t") + b"\xe9",
        "two in one": right + b"," + right,
    }
    for kind, text in strange.items():
        yield Forgery(f"the signature is or has {kind}", named(ts, text), body)
