"""Slack's limits of the rate at which an app may call: by channel, by workspace and by method."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, fields, replace

MINUTE = 60.0
# Calls a minute, and how many of them at once: Slack publishes the first and tolerates some of the second.
TIERS = {1: (1.0, 10.0), 2: (20.0, 20.0), 3: (50.0, 50.0), 4: (100.0, 100.0), 5: (600.0, 600.0)}
TIER_OF_METHOD = {
    "apps.connections.open": 1,
    "apps.uninstall": 1,
    "auth.revoke": 3,
    "auth.test": 5,
    "bots.info": 3,
    "chat.delete": 3,
    "chat.getPermalink": 5,
    "chat.postEphemeral": 4,
    "chat.update": 3,
    "conversations.history": 3,
    "conversations.info": 3,
    "conversations.join": 3,
    "conversations.list": 2,
    "conversations.members": 4,
    "conversations.open": 3,
    "conversations.replies": 3,
    "files.completeUploadExternal": 4,
    "files.getUploadURLExternal": 4,
    "oauth.v2.access": 4,
    "reactions.add": 3,
    "team.info": 3,
    "users.conversations": 2,
    "users.info": 4,
    "users.list": 2,
    "views.open": 4,
    "views.publish": 4,
    "views.push": 4,
    "views.update": 4,
}


@dataclass(frozen=True)
class Allowances:
    """Messages: a second and channel, a minute and workspace, and how many of each at once."""

    channel_per_second: float = 1.0
    channel_burst: float = 3.0
    workspace_per_minute: float = 240.0
    workspace_burst: float = 60.0
    tiers: bool = True


@dataclass
class _Bucket:
    """Holds up to `most` calls, and gains `rate` a second; nothing is granted before `closed_until`."""

    rate: float
    most: float
    left: float
    at: float
    closed_until: float = 0.0

    def wait(self, now: float) -> float:
        """Seconds until one call is allowed; 0 when it is now."""
        self.left = min(self.most, self.left + (now - self.at) * self.rate)
        self.at = now
        # A hair of tolerance: sums of small steps must not refuse who waited exactly as long as asked.
        until_full = 0.0 if self.left >= 1 - 1e-6 else (1 - self.left) / self.rate
        return max(until_full, self.closed_until - now)


@dataclass(frozen=True)
class Excess:
    """A call too many: seconds to wait as announced, and what was exceeded, as a sentence."""

    retry_after: int
    what: str


class Limits:
    """Off until switched on. All by `monotonic` seconds; `speed` makes Slack's seconds and minutes shorter."""

    def __init__(self, speed: float = 1.0, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.enabled = False
        self.allowed = Allowances()
        self._speed = speed
        self._monotonic = monotonic
        self._buckets: dict[Hashable, _Bucket] = {}

    def on(self, **allowances: float | bool) -> None:
        """Start counting afresh; `allowances` are those of `Allowances` that are to differ. ValueError for others."""
        unknown = set(allowances) - {each.name for each in fields(Allowances)}
        if unknown:
            there = ", ".join(each.name for each in fields(Allowances))
            raise ValueError(f"There is no allowance {', '.join(sorted(unknown))}; there is {there}.")
        self.allowed = replace(Allowances(), **allowances)  # type: ignore[arg-type] # names are checked above
        self._buckets.clear()
        self.enabled = True

    def off(self) -> None:
        self.enabled = False

    def call(self, method: str, workspace_id: str) -> Excess | None:
        """One call of a method; None when it is allowed."""
        tier = TIER_OF_METHOD.get(method)
        if not self.enabled or not self.allowed.tiers or tier is None:
            return None
        per_minute, burst = TIERS[tier]
        bucket = self._bucket(("method", method, workspace_id), per_minute / MINUTE, burst)
        return self._take({f"{method} is called more than {per_minute:g} times a minute": bucket})

    def message(self, workspace_id: str, place: str) -> Excess | None:
        """One message into the conversation `place`; None when it is allowed."""
        if not self.enabled:
            return None
        allowed = self.allowed
        channel = self._bucket(("channel", workspace_id, place), allowed.channel_per_second, allowed.channel_burst)
        everywhere = self._bucket(
            ("workspace", workspace_id), allowed.workspace_per_minute / MINUTE, allowed.workspace_burst
        )
        return self._take(
            {
                f"more than {allowed.channel_per_second:g} messages a second in {place}": channel,
                f"more than {allowed.workspace_per_minute:g} messages a minute in {workspace_id}": everywhere,
            }
        )

    def _bucket(self, key: Hashable, per_second: float, burst: float) -> _Bucket:
        most = max(1.0, burst)
        return self._buckets.setdefault(key, _Bucket(per_second * self._speed, most, most, self._monotonic()))

    def _take(self, buckets: dict[str, _Bucket]) -> Excess | None:
        """One call out of all of these buckets, or out of none."""
        now = self._monotonic()
        waits = {what: bucket.wait(now) for what, bucket in buckets.items()}
        what, longest = max(waits.items(), key=lambda wait: wait[1])
        if longest <= 0:
            for bucket in buckets.values():
                bucket.left -= 1
            return None
        if buckets[what].closed_until > now:
            return Excess(math.ceil(longest), f"called again {longest:.2f} s before the Retry-After was over: {what}")
        retry_after = max(1, math.ceil(longest))
        buckets[what].closed_until = now + retry_after
        return Excess(retry_after, what)
