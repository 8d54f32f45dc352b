"""The table that routes what people do: commands and their verbs, buttons, forms. Help and docs are made of it, too."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bot.commands.request import Handler


@dataclass(frozen=True)
class Verb:
    """One thing that a command can do.

    `usage` begins with the verb's word; `example` is what follows the verb in a line that works; the docstring of the
    handler is the help. `reads` marks verbs that change nothing.
    """

    word: str
    usage: str
    example: str
    run: Handler
    reads: bool

    @property
    def meaning(self) -> str:
        return " ".join(inspect.cleandoc(self.run.__doc__ or "").split())


@dataclass(frozen=True)
class Step:
    """A handler behind a button or a form; `reads` marks one that changes nothing."""

    run: Handler
    reads: bool


@dataclass
class Noun:
    """A slash command with its verbs, and the buttons and forms that go with it (`noun.verb`)."""

    name: str
    about: str
    # What the command does when nothing follows it.
    empty: str
    verbs: dict[str, Verb] = field(default_factory=dict)
    buttons: dict[str, Step] = field(default_factory=dict)
    forms: dict[str, Step] = field(default_factory=dict)

    def verb(self, usage: str, *, example: str = "", reads: bool = False) -> Callable[[Handler], Handler]:
        """Register a handler for `<command> <verb> …`."""

        def register(run: Handler) -> Handler:
            word = usage.split()[0]
            self.verbs[word] = Verb(word, usage, example, run, reads)
            return run

        return register

    def button(self, name: str, *, reads: bool = False) -> Callable[[Handler], Handler]:
        """Register a handler for buttons whose action id is `name`, or `name.` and a number."""

        def register(run: Handler) -> Handler:
            self.buttons[name] = Step(run, reads)
            return run

        return register

    def form(self, name: str) -> Callable[[Handler], Handler]:
        """Register a handler for forms whose callback id is `name`."""

        def register(run: Handler) -> Handler:
            self.forms[name] = Step(run, reads=False)
            return run

        return register


@dataclass(frozen=True)
class Table:
    """All nouns, as one process serves them; `prefix` stands before each command's name."""

    nouns: tuple[Noun, ...]
    prefix: str

    def noun_of(self, command: str) -> Noun | None:
        """The noun of a typed command (`/pm-standup`)."""
        name = command.removeprefix("/").casefold()
        if not name.startswith(self.prefix):
            return None
        return self.noun_named(name.removeprefix(self.prefix))

    def noun_named(self, name: str) -> Noun | None:
        return next((noun for noun in self.nouns if noun.name == name), None)

    def command_of(self, noun: Noun) -> str:
        return f"/{self.prefix}{noun.name}"

    def button(self, action: str) -> Step | None:
        return _first((noun.buttons for noun in self.nouns), ".".join(action.split(".")[:2]))

    def form(self, callback: str) -> Step | None:
        return _first((noun.forms for noun in self.nouns), callback)


def _first(tables: Iterable[dict[str, Step]], name: str) -> Step | None:
    return next((table[name] for table in tables if name in table), None)
