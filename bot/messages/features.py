"""One feature in words: its card, all about it, and the answers to what was done with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from bot.domain.cadence import local_day
from bot.domain.features import FeatureStatus, Side
from bot.domain.features.listed import FeatureLine
from bot.domain.features.score import ESTIMATES, Score, number_in_words, numbers_in_words
from bot.domain.message import Block, Message
from bot.domain.text import clipped
from bot.messages import blocks
from bot.messages.limits import FALLBACK_CHARACTERS
from bot.messages.mrkdwn import Mrkdwn, cut, day_in_words, escape, rich_elements, said
from bot.messages.names import as_many_as_fit, short
from bot.messages.templates import label, say
from bot.storage.changes import Change
from bot.storage.feature_pictures import FeaturePicture, Quote, Spoken
from bot.storage.people import Person

WORDS = "features"
LONGEST_DETAILS, LONGEST_QUOTE, LONGEST_LINE, LONGEST_WORDS, LONGEST_NAME = 2000, 1500, 100, 60, 40
NAMES_ROOM, MOST_CHANGES, MOST_SPOKEN, MOST_BLOCKERS = 700, 12, 10, 5


def card(picture: FeaturePicture, lead: Mrkdwn | None = None) -> Message:
    """The card, under the sentence that says what was done with it."""
    shown = [blocks.section(lead)] if lead else []
    shown += [*_body(picture), blocks.actions(buttons(picture.line))]
    return Message(_spoken_text(picture, lead), tuple(shown))


def window(picture: FeaturePicture, lead: Mrkdwn) -> list[Block]:
    """The same for a window, in which nothing can be pressed."""
    hint = blocks.context(say(WORDS, "logged_next", ref=picture.line.ref))
    return [blocks.section(lead), *_body(picture), hint]


def shown(picture: FeaturePicture) -> Message:
    """All about it."""
    parts = [
        *_body(picture),
        *_score_blocks(picture.line.score),
        *_voters(picture.voters),
        *_in_its_way(picture),
        *_where_spoken(picture.spoken),
        *_history(picture.history, picture.zone),
        blocks.actions(buttons(picture.line, but="feature.show")),
    ]
    return Message(_spoken_text(picture, None), tuple(parts))


def buttons(line: FeatureLine, *, but: str = "") -> list[Block]:
    """What can be done with a feature, for everybody who sees it; `but` is what they look at already."""
    names = ("feature.edit", "feature.score", "feature.vote", "feature.show", "agenda.discuss")
    return [blocks.button(label(WORDS, name.partition(".")[2]), name, line.ref) for name in names if name != but]


def told(sentence: str, line: FeatureLine, **values: object) -> Message:
    """One sentence, with a button that shows the feature."""
    text = say(WORDS, sentence, ref=line.ref, **values)
    return Message(cut(text, FALLBACK_CHARACTERS), (blocks.section(text, accessory=show_button(line)),))


def from_there_already(line: FeatureLine, again: str) -> Message:
    """That message was logged before; `again` is the value of the button that logs it once more."""
    message = told("from_there_already", line, title=line.title, status=standing(line.status))
    button = blocks.button(label(WORDS, "log_again"), "feature.log_again", again)
    return replace(message, blocks=(*message.blocks, blocks.actions([button])))


def plainly(sentence: str, **values: object) -> Message:
    """One sentence."""
    text = say(WORDS, sentence, **values)
    return Message(text, (blocks.section(text),))


def show_button(line: FeatureLine) -> Block:
    return blocks.button(label(WORDS, "show"), "feature.show", line.ref)


def _spoken_text(picture: FeaturePicture, lead: Mrkdwn | None) -> Mrkdwn:
    pieces = [lead or "", _head(picture.line), _facts(picture), said(clipped(picture.details, 500))]
    return cut(" ".join(piece for piece in pieces if piece), FALLBACK_CHARACTERS)


def _body(picture: FeaturePicture) -> list[Block]:
    """Title, details, the message in which it was asked for, and the facts."""
    body = [blocks.section(_head(picture.line))]
    if picture.details:
        body.append(_text(picture.details, LONGEST_DETAILS))
    if picture.quote is not None:
        body += _quote(picture.quote)
    return [*body, blocks.context(_facts(picture))]


def _head(line: FeatureLine) -> Mrkdwn:
    return say(WORDS, "head", ref=line.ref, title=line.title, status=standing(line.status))


def standing(status: FeatureStatus | str) -> str:
    """A status as people say it."""
    return str(say(WORDS, "standing", status=str(status)))


def _text(stored: str, longest: int) -> Block:
    elements = rich_elements(clipped(stored, longest), pings=False)
    return blocks.rich(blocks.rich_line(elements or [blocks.words(" ")]))


def _quote(quote: Quote) -> list[Block]:
    link = Mrkdwn(say(WORDS, "the_message", link=quote.link)) if quote.link else ""
    lead = blocks.context(say(WORDS, "quoted", author=short(quote.author), link=link))
    elements = rich_elements(clipped(quote.text, LONGEST_QUOTE), pings=False)
    return [lead, blocks.rich({"type": "rich_text_quote", "elements": elements or [blocks.words(" ")]})]


def _facts(picture: FeaturePicture) -> Mrkdwn:
    line = picture.line
    return say(
        WORDS,
        "facts",
        votes=votes(line.votes),
        score=score(line.score),
        author=short(line.author),
        day=day_in_words(local_day(line.created_at, picture.zone)),
        area=line.area,
        owner=short(line.owner) if line.owner else None,
        horizon=line.horizon,
        target=day_in_words(line.target_on) if line.target_on else None,
    )


def votes(count: int) -> Mrkdwn:
    return say(WORDS, "votes", count=count)


def score(given: Score) -> Mrkdwn:
    """`RICE 853`, or whom it waits for."""
    if given.rice is not None:
        return say(WORDS, "rice", score=rounded(given.rice))
    both = len(given.waits_for) == len(Side)
    sides = label(WORDS, "waits_for_both") if both else ", ".join(given.waits_for)
    return say(WORDS, "unscored", sides=sides)


def rounded(number: float) -> str:
    """`853`, `12,000`; small ones with a digit after the point."""
    return f"{number:,.0f}" if number >= 10 else number_in_words(round(number, 1))


def numbers(given: dict[str, float]) -> str:
    return numbers_in_words(list(given.items()))


def _score_blocks(given: Score) -> list[Block]:
    """The half of each side that counts, and where several did not agree."""
    halves = [half for side in Side if (half := given.of(side)) is not None]
    if not halves:
        return []
    lines = [
        say(WORDS, "half", side=half.side, by=short(half.by), numbers=Mrkdwn(numbers(half.numbers))) for half in halves
    ]
    spreads = [
        say(WORDS, "spread", name=name, least=number_in_words(found[0]), most=number_in_words(found[1]))
        for name in ESTIMATES
        if (found := given.spread(name)) is not None
    ]
    if spreads:
        lines.append(say(WORDS, "spreads", names=spreads))
    return [blocks.context(Mrkdwn("\n".join(lines)))]


def _voters(names: Sequence[str]) -> list[Block]:
    if not names:
        return []
    return [blocks.section(say(WORDS, "voters", names=as_many_as_fit(map(short, names), NAMES_ROOM)))]


def _in_its_way(picture: FeaturePicture) -> list[Block]:
    lines = [
        say(
            WORDS,
            "in_the_way",
            ref=blocker.ref,
            text=cut(said(" ".join(blocker.text.split())), LONGEST_LINE),
            state=blocker.state,
            days=blocker.age,
        )
        for blocker in picture.blockers
    ]
    return _part(say(WORDS, "in_the_way_title"), lines[-MOST_BLOCKERS:], len(lines) - MOST_BLOCKERS)


def _where_spoken(spoken: Sequence[Spoken]) -> list[Block]:
    lines = [
        say(
            WORDS,
            "spoken",
            place=label(WORDS, f"place_{one.place.value}"),
            by=_called(one.by) if one.by else None,
            day=day_in_words(one.day),
            retro=say(WORDS, "retro_named", number=one.retro) if one.retro else None,
        )
        for one in spoken
    ]
    title = say(WORDS, "spoken_title", count=len(lines))
    return _part(title, lines[-MOST_SPOKEN:], len(lines) - MOST_SPOKEN)


def _history(history: Sequence[tuple[Change, Person]], zone: ZoneInfo) -> list[Block]:
    lines = [_change(change, person, zone) for change, person in history]
    return _part(say(WORDS, "history_title"), lines[-MOST_CHANGES:], len(lines) - MOST_CHANGES)


def _change(change: Change, person: Person, zone: ZoneInfo) -> Mrkdwn:
    day, who = day_in_words(local_day(change.at, zone)), _called(person.name)
    if change.what in ("title", "details"):
        return say(WORDS, "reworded", day=day, who=who, what=change.what)
    before, after = (_named(change.what, words) for words in (change.before, change.after))
    why = cut(said(change.why), LONGEST_WORDS)
    return say(WORDS, "changed", day=day, who=who, what=change.what, before=before, after=after, why=why)


def _named(what: str, words: str) -> Mrkdwn:
    if what == "target":
        return Mrkdwn(day_in_words(date.fromisoformat(words)) if words else "")
    return cut(escape(standing(words) if what == "status" and words else words), LONGEST_WORDS)


def _called(name: str) -> Mrkdwn:
    """A name in a line of which there are many: what is escaped grows to five times its length."""
    return cut(escape(name), LONGEST_NAME)


def _part(title: Mrkdwn, lines: Sequence[Mrkdwn], left_out: int) -> list[Block]:
    """A heading with lines under it, the latest of them; nothing for none."""
    if not lines:
        return []
    earlier = [say(WORDS, "older", count=left_out)] if left_out > 0 else []
    return [blocks.section(Mrkdwn("\n".join([title, *earlier, *lines])))]
