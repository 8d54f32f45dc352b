"""Where a feature can stand, and where it can be planned."""

from __future__ import annotations

from enum import StrEnum


class FeatureStatus(StrEnum):
    """Any to any; `shipped` is what people may call *launched*."""

    NEW = "new"
    DISCOVERY = "discovery"
    PLANNED = "planned"
    DESIGNING = "designing"
    BUILDING = "building"
    TESTING = "testing"
    LAUNCHED = "launched"
    RETIRED = "retired"
    DECLINED = "declined"
    PARKED = "parked"


class Horizon(StrEnum):
    """A column of the roadmap."""

    NOW = "now"
    NEXT = "next"
    LATER = "later"


STATUS_WORDS = {**{status.value: status for status in FeatureStatus}, "shipped": FeatureStatus.LAUNCHED}
"""What people may call a status."""

NEED_A_REASON = frozenset({FeatureStatus.DECLINED, FeatureStatus.PARKED})
OVER = frozenset({FeatureStatus.LAUNCHED, FeatureStatus.RETIRED, FeatureStatus.DECLINED, FeatureStatus.PARKED})
"""Nobody works on it or waits for it."""
