"""What a stranger could throw at Slack's door, byte for byte: broken copies of one good request, each kind named."""

from __future__ import annotations

import itertools
import random
import socket
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from tests.slack.signing import Headers, forgeries, signed
from tests.web.doors import raw

METHODS = ("GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "post", "FROB")
PATHS = (
    *("/", "/slack", "/slack/", "/slack/events/", "/slack/events/x", "//slack/events", "/slack/./events", "*"),
    *("/slack/Events", "/slack/events%00", "/slack/events;x", "/slack/install", "/healthz", "/readyz", "/metrics"),
)


class Mutant(NamedTuple):
    """`hangs_up`: after the last byte its sender is gone, and what was announced never comes."""

    kind: str
    wire: bytes
    hangs_up: bool = False


def mutants_of(chance: random.Random, now: int, body: bytes, secret: str) -> Iterator[Mutant]:
    """Without end, of all kinds in turn; `body`, signed with `secret` and sent now, would be taken."""
    forged = (Mutant(each.kind, raw(each.headers, each.body)) for each in forgeries(chance, now, body, secret))
    misshapen = _misshapen(chance, signed(body, str(now).encode(), secret), body)
    yield from itertools.chain.from_iterable(zip(forged, misshapen, strict=False))


def answers_to(mutant: Mutant, port: int) -> list[int]:
    """The statuses that came back until the connection ended; none when it was just hung up on."""
    got = b""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection, suppress(ConnectionError):
        connection.sendall(mutant.wire)
        if mutant.hangs_up:
            connection.shutdown(socket.SHUT_WR)
        while piece := connection.recv(65536):
            got += piece
    return [int(part[:3]) for part in got.split(b"HTTP/1.1 ")[1:]]


def _misshapen(chance: random.Random, right: Headers, body: bytes) -> Iterator[Mutant]:
    wrong = [*right[:1], (b"x-slack-signature", b"v0=" + chance.randbytes(32).hex().encode())]
    while True:
        yield from _lengths(chance, right, body)
        yield from _chunks(chance, right, wrong, body)
        yield from _heads(chance, wrong, body)
        yield from _signatures_in_disguise(chance, right, body)
        yield from _crowds(chance, wrong, body)
        yield from _noise(chance, body)
        for method in METHODS:
            yield Mutant(f"the method {method}", raw(right, body).replace(b"POST", method.encode(), 1))
        for path in PATHS:
            yield Mutant(f"the path {path}", raw(right, body, path))


def _lengths(chance: random.Random, right: Headers, body: bytes) -> Iterator[Mutant]:
    """All of them rightly signed: it is the length that lies."""
    good, honest = raw(right, body), b"Content-Length: %d" % len(body)
    more, less = len(body) + chance.randrange(1, 5000), chance.randrange(len(body))
    yield Mutant("announces more than comes", good.replace(honest, b"Content-Length: %d" % more), hangs_up=True)
    yield Mutant("announces less than comes", good.replace(honest, b"Content-Length: %d" % less))
    yield Mutant("announces two lengths", good.replace(honest, honest + b"\r\nContent-Length: %d" % less))
    yield Mutant("announces gigabytes", good.replace(honest, b"Content-Length: %d" % (1 << 33)))
    strange = chance.choice((b"-1", b"0x10", b"1e3", b"9" * 30, b"5, 5", b"\xb2"))
    yield Mutant("announces no number", good.replace(honest, b"Content-Length: " + strange))
    yield Mutant("announces a length and chunks", good.replace(honest, honest + b"\r\nTransfer-Encoding: chunked"))
    yield Mutant("ends amidst the body", good[: -chance.randrange(1, len(body))], hangs_up=True)
    yield Mutant("ends amidst the head", good[: chance.randrange(1, len(good) - len(body))], hangs_up=True)


def _chunks(chance: random.Random, right: Headers, wrong: Headers, body: bytes) -> Iterator[Mutant]:
    def chunked(headers: Headers, chunks: bytes) -> bytes:
        return raw(headers, b"").replace(b"Content-Length: 0", b"Transfer-Encoding: chunked") + chunks

    spot, end = chance.randrange(1, len(body)), b"0\r\n\r\n"
    first, second = (b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:spot], body[spot:]))
    yield Mutant("chunks, forged", chunked(wrong, first + second + end))
    yield Mutant("chunks that end early", chunked(right, first), hangs_up=True)
    yield Mutant("chunks, one of them left out", chunked(right, second + end))
    yield Mutant("a chunk shorter than said", chunked(right, b"%x\r\n%s" % (len(body) + 9, body)), hangs_up=True)
    yield Mutant("a chunk of no size", chunked(right, b"zz\r\n" + body + b"\r\n" + end))
    yield Mutant("a chunk of boundless size", chunked(right, b"F" * 40 + b"\r\n" + body + b"\r\n" + end))
    yield Mutant("garbage for chunks", chunked(right, b"\xff" + chance.randbytes(50) + body))


def _heads(chance: random.Random, wrong: Headers, body: bytes) -> Iterator[Mutant]:
    flood = [(b"X-%d" % number, b"y" * chance.randrange(40)) for number in range(chance.randrange(500, 4000))]
    yield Mutant("a flood of headers", raw([*wrong, *flood], body))
    yield Mutant("a flood of headers without an end", raw([*wrong, *flood], b"")[:-4], hangs_up=True)
    yield Mutant("a huge header", raw([*wrong, (b"X-Huge", b"y" * chance.randrange(60_000, 200_000))], body))
    yield Mutant(
        "a header that is no UTF-8", raw([*wrong, (b"X-Word", b"\xff\xfe" + chance.randbytes(9).hex().encode())], body)
    )
    yield Mutant("the name of a header that is no UTF-8", raw([*wrong, (b"X-\xe9", b"y")], body))
    yield Mutant("a path that is no UTF-8", raw(wrong, body).replace(b"/slack/events", b"/slack/\xe9vents"))
    yield Mutant("an endless path", raw(wrong, body, "/slack/events?" + "y" * chance.randrange(1000, 90_000)))
    yield Mutant("another version of HTTP", raw(wrong, body).replace(b"HTTP/1.1", b"HTTP/9.7"))
    yield Mutant("a body that is no UTF-8", raw(wrong, body + bytes(chance.randrange(0x80, 0xC0) for _ in range(50))))
    yield Mutant("asks whether to go on", raw([*wrong, (b"Expect", b"100-continue")], body))
    yield Mutant(
        "wants another protocol", raw([*wrong, (b"Upgrade", b"websocket")], body).replace(b"close", b"Upgrade")
    )


def _signatures_in_disguise(chance: random.Random, right: Headers, body: bytes) -> Iterator[Mutant]:
    """The right signature, but not in its place or not whole."""
    stamp, (name, signature) = right
    spot = chance.randrange(5, 60)
    head, tail = signature[:spot], signature[spot:]
    yield Mutant("a signature over two lines", raw([stamp, (name, head + b"\r\n " + tail)], body))
    yield Mutant("a signature cut by a line feed", raw([stamp, (name, head + b"\n" + tail)], body))
    yield Mutant("a signature with a zero byte", raw([stamp, (name, head + b"\0" + tail)], body))
    yield Mutant("a signature under another name", raw([stamp, (name.replace(b"-", b"_"), signature)], body))
    yield Mutant("a space before the colon", raw([stamp, (name + b" ", signature)], body))
    yield Mutant("a signature in the query", raw([stamp], body, f"/slack/events?{name.decode()}={signature.decode()}"))
    yield Mutant("a signature behind the head", raw([stamp], b"%s: %s\r\n\r\n%s" % (name, signature, body)))


def _crowds(chance: random.Random, wrong: Headers, body: bytes) -> Iterator[Mutant]:
    """Several requests on one connection, none of them good."""
    forged = raw(wrong, body).replace(b"Connection: close\r\n", b"")
    yield Mutant("several at once", forged * chance.randrange(2, 6))
    nowhere = b"GET /slack/nowhere HTTP/1.1\r\nHost: x\r\n\r\n"
    yield Mutant("behind a harmless one", nowhere * chance.randrange(1, 5) + forged)
    yield Mutant("one in the body of the other", raw(wrong, raw(wrong, body)))
    yield Mutant("one behind an empty one", raw(wrong, b"") + forged)


def _noise(chance: random.Random, body: bytes) -> Iterator[Mutant]:
    yield Mutant("noise", b"\0" + chance.randbytes(chance.randrange(1, 3000)) + body)
    yield Mutant("the greeting of TLS", b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03" + chance.randbytes(500))
    yield Mutant("the preface of HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + body)
    yield Mutant("a body without a head", body + b"\r\n\r\n")
    yield Mutant("empty lines", b"\r\n" * chance.randrange(1, 2000), hangs_up=True)
