"""What a kind of ceremony is: its questions and its defaults. Everything else is the same machine for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Section:
    """One question, and the column that its answers go to.

    `heading` stands above the answers; `concern` marks what is shown first, because somebody may have to act on it.
    """

    slug: str
    question: str
    heading: str
    hint: str = ""
    concern: bool = False


@dataclass(frozen=True)
class CeremonyKind:
    """A type of ceremony. `slug` is also the name of the folder with its words."""

    slug: str
    name: str
    sections: tuple[Section, ...]
    # Held by the team at one instant; else each is asked at their own time.
    together: bool = False
    prompt_late_window: timedelta = timedelta(hours=2)
    wrap_up_late_window: timedelta = timedelta(hours=24)

    def section(self, slug: str) -> Section:
        return next(section for section in self.sections if section.slug == slug)
