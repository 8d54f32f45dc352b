"""The pieces that a judgement is made of: each check takes a value and its json-pointer, and yields what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlparse

Check = Callable[[Any, str], Iterator[str]]


def at(pointer: str, what: str) -> str:
    return f"{what} [json-pointer:{pointer}]"


def string(most: int, least: int = 1) -> Check:
    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield at(pointer, "must be a string")
        elif len(value) < least:
            yield at(pointer, f"must be more than {least - 1} characters")
        elif len(value) > most:
            yield at(pointer, f"must be less than {most + 1} characters")

    return check


def url(most: int = 3000) -> Check:
    def check(value: Any, pointer: str) -> Iterator[str]:
        wrong = list(string(most)(value, pointer))
        yield from wrong
        if not wrong and not urlparse(value).scheme:
            yield at(pointer, "must be a valid URL")

    return check


def boolean(value: Any, pointer: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield at(pointer, "must be a boolean")


def number(least: int, most: int) -> Check:
    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield at(pointer, "must be an integer")
        elif value < least:
            yield at(pointer, f"must be greater than or equal to {least}")
        elif value > most:
            yield at(pointer, f"must be less than or equal to {most}")

    return check


def one_of(*allowed: str) -> Check:
    def check(value: Any, pointer: str) -> Iterator[str]:
        if value not in allowed:
            yield at(pointer, "must be one of: " + ", ".join(allowed))

    return check


def anything(value: Any, pointer: str) -> Iterator[str]:
    return iter(())


def listing(item: Check, most: int, least: int = 1) -> Check:
    """A list of `least` to `most` items, each of which `item` judges."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield at(pointer, "must be an array")
            return
        if len(value) < least:
            yield at(pointer, f"no fewer than {least} items allowed")
        if len(value) > most:
            yield at(pointer, f"no more than {most} items allowed")
        for index, each in enumerate(value):
            yield from item(each, f"{pointer}/{index}")

    return check


def shape(required: Mapping[str, Check], optional: Mapping[str, Check]) -> Check:
    """An object with these keys and no others."""
    known = {**required, **optional}

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield at(pointer, "must provide an object")
            return
        for key in required:
            if value.get(key) is None:
                yield at(pointer, f"missing required field: {key}")
        for key, part in value.items():
            if key not in known:
                yield at(pointer, f"invalid additional property: {key}")
            elif part is not None:
                yield from known[key](part, f"{pointer}/{key}")

    return check


def by_type(kinds: Mapping[str, Check]) -> Check:
    """An object whose `type` says which check judges it."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield at(pointer, "must provide an object")
        elif "type" not in value:
            yield at(pointer, "missing required field: type")
        elif not isinstance(value["type"], str) or value["type"] not in kinds:
            yield at(f"{pointer}/type", f"unsupported type: {value['type']}")
        else:
            yield from kinds[value["type"]](value, pointer)

    return check


def typed(required: Mapping[str, Check], optional: Mapping[str, Check]) -> Check:
    """A shape with a `type`, which was looked at already."""
    return shape({"type": anything, **required}, optional)
