"""Signs as Slack does, and breaks what was signed in every way a stranger would."""

from __future__ import annotations

import hashlib
import hmac
import random
from collections.abc import Iterator

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


def mutants(chance: random.Random, now: int) -> Iterator[tuple[Headers, bytes]]:
    """Forgeries without end, of all kinds in turn: headers and the body that comes with them."""
    ts = str(now).encode()
    right = signature(BODY, ts)
    digits = b"0123456789abcdef"
    while True:
        spot = chance.randrange(3, len(right))
        wrong_digit = chance.choice([digit for digit in digits if digit != right[spot]])
        yield named(ts, right[:spot] + bytes([wrong_digit]) + right[spot + 1 :]), BODY
        spot = chance.randrange(len(BODY))
        yield named(ts, right), BODY[:spot] + bytes([BODY[spot] ^ (1 << chance.randrange(8))]) + BODY[spot + 1 :]
        yield named(ts, right), BODY[: chance.randrange(len(BODY))]
        yield named(ts, right), BODY + chance.randbytes(chance.randrange(1, 9))
        yield named(ts, signature(BODY, ts, "another secret")), BODY
        yield named(ts, signature(BODY, ts, "")), BODY
        for age in (301 + chance.randrange(9_000_000), -75 - chance.randrange(9_000_000)):
            other = str(now - age).encode()
            yield named(other, signature(BODY, other)), BODY
        yield named(str(now + chance.randrange(1, 50)).encode(), right), BODY
        for strange in _strange_timestamps(chance, ts):
            yield named(strange, signature(BODY, strange)), BODY
        for strange in _strange_signatures(chance, right):
            yield named(ts, strange), BODY
        yield named(ts, None), BODY
        yield named(None, right), BODY
        yield [], BODY
        yield [*named(ts, right), (chance.choice((b"x-slack-signature", b"X-Slack-Signature")), right)], BODY
        yield [*named(ts, right), (b"X-Slack-Request-Timestamp", ts)], BODY


def _strange_timestamps(chance: random.Random, ts: bytes) -> Iterator[bytes]:
    yield from (b"", b"now", ts + b".0", b"+" + ts, b"-" + ts, b"0x" + ts, ts + b"e0", b"1_000", b"NaN", b"inf")
    yield b"9" * chance.randrange(13, 5000)
    yield "٣".encode() * 10
    yield chance.randbytes(8).translate(None, b"\0\r\n").strip(b" \t") + b"\xff"
    yield ts[:5] + b" " + ts[5:]
    yield ts + b"," + ts


def _strange_signatures(chance: random.Random, right: bytes) -> Iterator[bytes]:
    yield from (b"", b"v0=", right[3:], b"v1" + right[2:], right.upper(), right + b"0", right[:-1], b"v0=" + b"0" * 64)
    yield b"v0=" + b"a" * chance.randrange(65, 5000)
    yield "v0=é".encode() + right[4:]
    yield b"v0=" + chance.randbytes(32).translate(None, b"\0\r\n").strip(b" \t") + b"\xe9"
    yield right + b"," + right
