"""What a person can put right."""

from __future__ import annotations

import inspect
from collections.abc import Callable


class Refusal(Exception):
    """Something that a person can put right; the docstring of a subclass is the sentence that they read.

    A sentence says what was understood and what is wrong. `{names}` in it stand for what was passed in `values`; they
    are data, escaped when shown. `example` is a whole command that works when it is sent back verbatim, built from the
    person's own words. `field` names the form field (block id) where a form shows the sentence. An example that makes
    no sense without its sentence (`explains_its_example`) is not suggested for another one that would be refused.
    """

    explains_its_example = False

    def __init__(self, *, example: str | None = None, field: str | None = None, **values: str) -> None:
        self.example = example
        self.field = field
        self.values = values
        super().__init__(self.sentence())

    def sentence(self, escape: Callable[[str], str] = str) -> str:
        """The sentence, each value passed through `escape`."""
        words = " ".join(inspect.cleandoc(type(self).__doc__ or "").split())
        return words.format(**{name: escape(value) for name, value in self.values.items()})


class NotFound(Refusal):
    """I can't find {what} here."""
