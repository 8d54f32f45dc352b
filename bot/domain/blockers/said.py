"""What an answer to *Is anything in your way?* says: nothing, one that is known already, or something new."""

from __future__ import annotations

import re

from bot.domain.grammar.references import references_in
from bot.domain.text import plain

_NOTHING = re.compile(
    r"""
    (?: no(?:pe|ne|thing|t\ really)? | nah | nil | n\.?/?a | all\ (?:good|clear|fine|well) | fine | ok(?:ay)?
      | (?:no|zero)\ (?:blockers?|issues|problems) | nothing\ (?:new|is|in\ (?:my|the)\ way|is\ in\ (?:my|the)\ way)
      | [-–—0.] | [👍✅🆗👌][\ufe0f\U0001f3fb-\U0001f3ff]* | :(?:\+1|thumbsup|ok_hand|white_check_mark):
    )
    (?:[ ,]+(?:today|now|right\ now|currently|at\ the\ moment|so\ far|yet|really|all\ good|thanks|thank\ you))*
    """,
    re.VERBOSE | re.IGNORECASE,
)
_REFERENCE = re.compile(r"(?<![\w-])B-\d{1,9}(?![\w-])", re.IGNORECASE | re.ASCII)
# What may stand beside the number of a blocker and adds nothing to it.
_FILLERS = frozenset({"still", "blocked", "blocker", "by", "on", "the", "same", "as", "is", "it", "also"}) | frozenset(
    {"waiting", "wait", "for", "and", "see", "open", "yesterday", "before", "again"}
)


def says_nothing(stored: str) -> bool:
    """Whether an answer says that nothing is in the way: empty, *none*, *no*, *all good*, a thumb up."""
    lines = (line.strip().rstrip(".!").strip() for line in plain(stored).splitlines())
    return all(not line or _NOTHING.fullmatch(line) for line in lines)


def says_only_known(stored: str) -> bool:
    """Whether an answer only points at blockers that have their number already: *still B-4*."""
    if not any(one.kind == "B" for one in references_in(stored)):
        return False
    rest = re.findall(r"[^\W_]+", _REFERENCE.sub(" ", plain(stored)).casefold())
    return set(rest) <= _FILLERS
