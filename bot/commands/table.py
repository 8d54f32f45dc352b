"""The table that routes what people do: commands, buttons, forms, shortcuts. Help and docs are made of it, too."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.commands.carried import line_of
from bot.commands.fitting import Parses
from bot.commands.previewing import FLAG, previewing, reading, without_flag, without_last_flag
from bot.commands.request import Handler, Request
from bot.domain.message import Answer, Message
from bot.errors import NotFound, Refusal

Fits = Callable[[str], bool]
A_REFERENCE_FIRST = re.compile(r"\S+ [FBARGD]-\d")


@dataclass(frozen=True)
class Verb:
    """One thing that a command can do.

    `usage` begins with the verb's word; `example` is what follows the verb in a line that works; the docstring of the
    handler is the help. `reads` marks verbs that change nothing. For a noun with a default: `fits` tells whether a
    stored text is whole and right as what follows the word, and `wrong` what the verb's parser says against it if it
    is not; with `also_text` such a line may as well be plain text; `nearly` tells of a text that is wrong as it stands
    whether it was meant for the verb, `surely` whether it can have been meant for nothing else.
    """

    word: str
    usage: str
    example: str
    run: Handler
    reads: bool
    fits: Fits
    also_text: bool = False
    nearly: Fits = lambda _rest: False
    surely: Fits = lambda _rest: False
    wrong: Callable[[str], Refusal | None] = lambda _rest: None

    @property
    def meaning(self) -> str:
        return _docstring(self.run)

    @property
    def takes_reference(self) -> bool:
        """Whether it is about one thing that has a number, which follows its word."""
        return A_REFERENCE_FIRST.match(self.usage) is not None


@dataclass(frozen=True)
class Step:
    """A handler behind a button or a form; `reads` marks one that changes nothing."""

    run: Handler
    reads: bool


@dataclass(frozen=True)
class Shortcut(Step):
    """A handler in Slack's own menus, under `name`: of a message, or of everything (`on_message` False)."""

    name: str
    on_message: bool

    @property
    def meaning(self) -> str:
        return _docstring(self.run)


@dataclass
class Noun:
    """A slash command with its verbs, and the buttons, forms and shortcuts that go with it (`noun.verb`).

    `default` is the verb to which a text belongs that begins with no verb (decision 29); "" where a verb is a must.
    """

    name: str
    about: str
    # What the command does when nothing follows it.
    empty: str
    default: str = ""
    verbs: dict[str, Verb] = field(default_factory=dict)
    buttons: dict[str, Step] = field(default_factory=dict)
    forms: dict[str, Step] = field(default_factory=dict)
    shortcuts: dict[str, Shortcut] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.default:
            self.buttons |= {f"{self.name}.{way}": Step(self._as_meant, reads=False) for way in ("as_text", "as_verb")}

    def _as_meant(self, request: Request, session: Session, now: datetime) -> Answer:
        """The answer to the question which of two readings was meant: the line goes on as if it was typed so."""
        line = line_of(request.about)
        verb = self.verbs.get(line.verb)
        if verb is None:
            raise NotFound(what="that verb")
        answer = verb.run(replace(request, about="", command=line.command, text=line.text), session, now)
        return replace(answer, replaces=True) if isinstance(answer, Message) else answer

    def verb(
        self,
        usage: str,
        *,
        example: str = "",
        reads: bool = False,
        fits: Fits | None = None,
        also_text: bool = False,
        nearly: Fits = lambda _rest: False,
        surely: Fits = lambda _rest: False,
        previews: bool = False,
    ) -> Callable[[Handler], Handler]:
        """Register a handler for `<command> <verb> …`; without `fits`, only a verb that takes nothing is choosy.

        Every verb that changes something shows what it would do with `--preview` as the last word, `previews` with the
        flag anywhere, which its usage tells; `preview_of` registers another way to show that.
        """
        word, _, arguments = usage.partition(" ")
        usage = f"{usage} [{FLAG}]" if previews else usage

        def takes(rest: str) -> bool:
            return bool(arguments) or not rest

        bare = without_flag if previews else without_last_flag

        def fits_without(rest: str) -> bool:
            return (fits or takes)(bare(rest))

        def wrong(rest: str) -> Refusal | None:
            return fits.refusal(bare(rest)) if isinstance(fits, Parses) else None

        def register(run: Handler) -> Handler:
            handler = reading(run) if reads else previewing(run, word=word, anywhere=previews)
            self.verbs[word] = Verb(
                word, usage, example, handler, reads, fits_without, also_text, nearly, surely, wrong
            )
            return run

        return register

    def preview_of(self, word: str) -> Callable[[Handler], Handler]:
        """Register what shows a preview of a verb whose own answer would not."""

        def register(shows: Handler) -> Handler:
            verb = self.verbs[word]
            plainly = getattr(verb.run, "__wrapped__", verb.run)
            self.verbs[word] = replace(verb, run=previewing(plainly, shows, word=word))
            return shows

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

    def shortcut(
        self, callback: str, *, name: str, on_message: bool = True, reads: bool = False
    ) -> Callable[[Handler], Handler]:
        """Register a handler for an entry in a message's menu, or in the menu of all shortcuts; its docstring tells."""

        def register(run: Handler) -> Handler:
            self.shortcuts[callback] = Shortcut(run, reads, name, on_message)
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

    def shortcut(self, callback: str) -> Step | None:
        return _first((noun.shortcuts for noun in self.nouns), callback)


def _first(tables: Iterable[Mapping[str, Step]], name: str) -> Step | None:
    return next((table[name] for table in tables if name in table), None)


def _docstring(run: Handler) -> str:
    """A handler's docstring on one line."""
    return " ".join(inspect.cleandoc(run.__doc__ or "").split())
