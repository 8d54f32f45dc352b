"""A transport for each test, closed behind it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.slack.transport import PooledTransport


@pytest.fixture
def transport() -> Iterator[PooledTransport]:
    """Real connections."""
    transport = PooledTransport()
    yield transport
    transport.close()
