"""What a feature is worth: RICE, half of it given by product and half by development."""

from __future__ import annotations

from enum import StrEnum


class Side(StrEnum):
    """Who gives which half."""

    PRODUCT = "product"
    DEVELOPMENT = "development"
