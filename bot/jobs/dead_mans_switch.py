"""A dead man's switch: an address that is asked for while all is well, so that somebody hears when it is not."""

from __future__ import annotations

import asyncio

import aiohttp

SECONDS = 5.0


class NotFed(Exception):
    """The other side answered, and not with a yes: its text is the status."""


def feed(url: str) -> None:
    """GET the address, 5 s for everything; raises whatever came of it but a status below 300. Follows no redirects."""
    asyncio.run(_get(url))


async def _get(url: str) -> None:
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session, session.get(url, allow_redirects=False) as answer:
        if answer.status >= 300:
            raise NotFed(str(answer.status))
