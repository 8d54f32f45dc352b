"""The transport against servers that refuse, reset, drip and hang up."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.slack.transport import PooledTransport, Reply, Silence
from tests.slack.servers import Call, Script, always, closed_port, speaking


def send(transport: PooledTransport, url: str, deadline: float = 3.0) -> Reply | Silence:
    return transport.send(url, b"{}", {}, deadline=deadline)


def drip_body(call: Call) -> None:
    call.read()
    call.connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(40):
        call.connection.sendall(b"x")
        time.sleep(0.05)


def drip_head(call: Call) -> None:
    call.read()
    call.connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in range(40):
        call.connection.sendall(b"X-%d: y\r\n" % number)
        time.sleep(0.05)


@pytest.mark.parametrize("script", (drip_body, drip_head))
def test_the_deadline_is_for_the_whole_exchange_however_the_server_drips(
    transport: PooledTransport, script: Script
) -> None:
    with speaking(script) as server:
        began = time.monotonic()
        assert send(transport, server.url, deadline=0.4) == Silence(sent=True, reason="timeout")
        assert time.monotonic() - began < 1.0


def test_a_refused_connection_is_certainly_not_sent(transport: PooledTransport) -> None:
    silence = send(transport, f"http://127.0.0.1:{closed_port()}/api/")
    assert isinstance(silence, Silence)
    assert not silence.sent


def test_a_host_that_does_not_exist_is_certainly_not_sent(transport: PooledTransport) -> None:
    silence = send(transport, "http://nowhere.invalid/api/")
    assert isinstance(silence, Silence)
    assert not silence.sent


def test_a_failed_handshake_is_certainly_not_sent(transport: PooledTransport) -> None:
    def no_tls(call: Call) -> None:
        call.connection.recv(100)
        call.connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with speaking(no_tls) as server:
        silence = send(transport, server.url.replace("http:", "https:"))
    assert isinstance(silence, Silence)
    assert not silence.sent


def test_a_handshake_that_never_ends_is_certainly_not_sent(transport: PooledTransport) -> None:
    def deaf(call: Call) -> None:
        while call.connection.recv(1000):
            pass

    with speaking(deaf) as server:
        silence = send(transport, server.url.replace("http:", "https:"), deadline=0.3)
    assert silence == Silence(sent=False, reason="timeout")


def test_a_reset_after_the_request_may_have_been_sent(transport: PooledTransport) -> None:
    def slam(call: Call) -> None:
        call.read()
        call.reset()

    with speaking(slam) as server:
        silence = send(transport, server.url)
        assert isinstance(silence, Silence)
        assert silence.sent
        assert len(server.asked) == 1, "and it was not tried again behind our back"


def test_a_torn_body_may_have_been_sent(transport: PooledTransport) -> None:
    def torn(call: Call) -> None:
        call.read()
        call.connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{"ok":')

    with speaking(torn) as server:
        silence = send(transport, server.url)
        assert isinstance(silence, Silence)
        assert silence.sent
        assert len(server.asked) == 1


def test_a_hang_up_on_a_kept_connection_may_have_been_sent_and_is_not_repeated(transport: PooledTransport) -> None:
    def one_and_gone(call: Call) -> None:
        call.read()
        call.answer(b"{}")
        call.read()

    with speaking(one_and_gone) as server:
        assert isinstance(send(transport, server.url), Reply)
        silence = send(transport, server.url)
        assert isinstance(silence, Silence)
        assert silence.sent
        assert (len(server.asked), server.connections) == (2, 1)


def test_connections_are_kept_and_used_again(transport: PooledTransport) -> None:
    with speaking(always({"ok": True})) as server:
        for _ in range(20):
            assert isinstance(send(transport, server.url), Reply)
        assert server.connections == 1


def test_many_threads_share_the_pool(transport: PooledTransport) -> None:
    with speaking(always({"ok": True})) as server, ThreadPoolExecutor(8) as threads:
        replies = list(threads.map(lambda _: send(transport, server.url), range(80)))
        assert all(isinstance(reply, Reply) and reply.status == 200 for reply in replies)
        assert server.connections <= 8


def test_a_redirect_is_an_answer_and_is_not_followed(transport: PooledTransport) -> None:
    with speaking(always(b"", 302, "Location: /elsewhere\r\n")) as server:
        reply = send(transport, server.url)
        assert isinstance(reply, Reply)
        assert (reply.status, len(server.asked)) == (302, 1)


def test_an_endless_answer_is_cut_off(transport: PooledTransport) -> None:
    def flood(call: Call) -> None:
        call.read()
        call.connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            call.connection.sendall(b"x" * 65536)

    with speaking(flood) as server:
        assert send(transport, server.url) == Silence(sent=True, reason="too_large")


def test_closing_ends_what_is_under_way_and_refuses_what_comes_later() -> None:
    transport = PooledTransport()
    asked, over = threading.Event(), threading.Event()

    def silent(call: Call) -> None:
        call.read()
        asked.set()
        over.wait(5)

    with speaking(silent) as server, ThreadPoolExecutor(1) as threads:
        under_way = threads.submit(send, transport, server.url, 5.0)
        assert asked.wait(3)
        transport.close()
        over.set()
        assert under_way.result(2) == Silence(sent=True, reason="closed")
        assert send(transport, server.url) == Silence(sent=False, reason="closed")
