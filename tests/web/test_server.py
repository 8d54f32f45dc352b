"""The doors over raw sockets: what gets in, what does not, and that strangers learn nothing."""

from __future__ import annotations

import itertools
import json
import logging
import random
import time
from collections.abc import Iterator

import pytest

from tests.slack.signing import BODY, mutants, signed
from tests.web.doors import House, answer_on, raw, standing

REFUSED = (401, b'{"error":"invalid request"}')


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with standing() as house:
        yield house


def now() -> bytes:
    return str(int(time.time())).encode()


def refused(house: House, reason: str) -> float:
    return house.metrics.registry.get_sample_value("drumbeat_refused_requests_total", {"reason": reason}) or 0.0


def test_what_slack_signed_gets_in_byte_for_byte(house: House) -> None:
    body = BODY + bytes(range(256))
    assert house.post(signed(body, now()), body) == (200, b"taken")
    assert house.door.bodies[-1] == body


@pytest.mark.parametrize("body", (b'{"type":"url_verification","challenge":"c"}', b"ssl_check=1&token=x", b""))
def test_what_slack_asks_to_test_us_goes_on_when_signed_and_not_otherwise(house: House, body: bytes) -> None:
    assert house.post([], body) == REFUSED
    assert house.post(signed(body, now()), body) == (200, b"taken")


def test_what_is_not_signed_does_not_go_on(house: House) -> None:
    assert house.post(signed(BODY, now()), BODY, "/slack/events?state=1")[0] == 200
    assert house.door.queries[-1] == b""


def test_hundreds_of_forgeries_meet_one_constant_answer_and_leave_no_trace(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    seed = random.randrange(2**32)
    let_in = len(house.door.bodies)
    forged = itertools.islice(mutants(random.Random(seed), int(time.time())), 400)
    answers = {house.post(headers, body) for headers, body in forged}
    assert answers <= {REFUSED, (400, b"Invalid HTTP request received.")}, f"with seed {seed}"
    assert REFUSED in answers
    assert len(house.door.bodies) == let_in
    assert "CANARY" not in caplog.text
    assert "v0=" not in caplog.text


def test_refusals_are_counted_by_their_reason(house: House) -> None:
    before = refused(house, "signature"), refused(house, "stale"), refused(house, "missing")
    house.post(signed(BODY, now(), "another secret"), BODY)
    house.post(signed(BODY, b"1000000000"), BODY)
    house.post([], BODY)
    after = refused(house, "signature"), refused(house, "stale"), refused(house, "missing")
    assert [new - old for new, old in zip(after, before, strict=True)] == [1, 1, 1]


def test_a_body_over_a_mebibyte_is_refused_before_it_is_sent(house: House) -> None:
    announced = raw([*signed(BODY, now())], b"").replace(b"Content-Length: 0", b"Content-Length: 104857600")
    with house.dial() as connection:
        connection.sendall(announced)
        assert answer_on(connection) == (413, b'{"error":"too large"}')


def test_a_body_of_unknown_length_is_cut_off_at_a_mebibyte(house: House) -> None:
    head = raw(signed(BODY, now()), b"").replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
    let_in, counted = len(house.door.bodies), refused(house, "too_large")
    with house.dial() as connection:
        try:
            connection.sendall(head + b"".join(b"10000\r\n" + b"x" * 65536 + b"\r\n" for _ in range(64)))
            status, _ = answer_on(connection)
        except (BrokenPipeError, ConnectionResetError):
            status = 413  # the server had hung up while we were still sending
    assert status in (0, 413)
    assert refused(house, "too_large") == counted + 1
    assert len(house.door.bodies) == let_in


def test_exactly_a_mebibyte_gets_in(house: House) -> None:
    body = b"x" * 1024 * 1024
    assert house.post(signed(body, now()), body)[0] == 200


@pytest.mark.parametrize("length", (b"-1", b"1e3", b"0x10", b"99999999999999999999", b"5, 5"))
def test_a_length_that_is_no_number_gets_nobody_in(house: House, length: bytes) -> None:
    let_in = len(house.door.bodies)
    with house.dial() as connection:
        connection.sendall(raw(signed(b"", now()), b"").replace(b"Content-Length: 0", b"Content-Length: " + length))
        assert answer_on(connection)[0] in (400, 401, 413)
    assert len(house.door.bodies) == let_in


def test_whoever_hangs_up_in_the_middle_is_forgotten(house: House) -> None:
    let_in = len(house.door.bodies)
    with house.dial() as connection:
        connection.sendall(raw(signed(BODY, now()), BODY)[:-10])
    assert house.get("/healthz")[0] == 200
    assert len(house.door.bodies) == let_in


@pytest.mark.parametrize("path", ("/", "/slack/events/", "/slack", "/healthz/", "/slack/install", "/%00"))
def test_there_is_nothing_elsewhere(house: House, path: str) -> None:
    assert house.get(path) == (404, b'{"error":"not found"}')


def test_slacks_door_takes_posts_only(house: House) -> None:
    assert house.get("/slack/events") == (405, b'{"error":"method not allowed"}')


def test_in_socket_mode_slacks_door_is_not_there() -> None:
    with standing(door_open=False) as house:
        assert house.post(signed(BODY, now()), BODY) == (404, b'{"error":"not found"}')
        assert house.get("/healthz")[0] == 200


def test_the_bot_says_that_it_is_alive_and_how_it_is_doing(house: House) -> None:
    assert house.get("/healthz") == (200, b'{"alive":true}')
    status, body = house.get("/readyz")
    assert (status, json.loads(body)["ready"]) == (200, True)
    status, body = house.get("/metrics")
    assert status == 200
    assert b"# HELP drumbeat_outbox_backlog " in body
    assert b"python_info" not in body


def test_the_server_does_not_say_what_it_is(house: House) -> None:
    with house.dial() as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert b"uvicorn" not in connection.recv(65536).lower()
