"""Write the pages of docs/ that are made from the code's tables: settings, commands, metrics; `--check` compares."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bot.commands.nouns import NOUNS, table
from bot.commands.rights import who_may
from bot.commands.slash import ROOT
from bot.commands.table import Noun, Table, Verb
from bot.metrics import Metrics
from bot.settings import settings_table

DOCS = Path(__file__).parent.parent / "docs"
MADE = "<!-- Made from the code by `python scripts/docs.py`: change it there. -->\n\n"


def settings_page() -> str:
    return (
        f"# Settings\n\n{MADE}"
        "From the environment, or from a `.env` file in the folder where the bot is started; the environment wins. "
        "What is wrong is said at once, by name, and the bot ends with status 2. Secrets can also be read "
        "from a file that `NAME_FILE` names.\n\n" + settings_table()
    )


def commands_page() -> str:
    """The way to the commands' own pages, with what is true of all of them."""
    here = table("")
    rows = [f"| [`{here.command_of(noun)}`](commands/{noun.name}.md) | {noun.about} |" for noun in here.nouns]
    return (
        f"# Commands\n\n{MADE}"
        f"`/{ROOT}` reaches all of them (`/{ROOT} standup log …`), also when `DRUMBEAT_COMMAND_PREFIX` gives them "
        "other names. A verb may be shortened as long as it is clear. Nothing after a command does the most common "
        "thing, and `help` lists what it can do. Answers are seen by you alone, unless you say `public`. Under an "
        "answer that moved one feature, action item, point, blocker or card, or took it away, or that ended a "
        "series, stands *Undo*, which works for ten minutes; leaving a date out, pausing, and roles have none. With "
        "`--preview` "
        "as its last word a line shows what it would do. Guests and people of other workspaces answer where a team's "
        "stand-up asks them; of everything else they hear nothing.\n\n"
        "| | |\n|---|---|\n" + "\n".join(rows) + "\n"
    )


def command_page(noun: Noun, page: Path) -> str:
    """One command's page: its opening as somebody wrote it, and below it all that the table knows."""
    written = page.read_text(encoding="utf-8") if page.exists() else ""
    opening = written.partition(MADE)[0] or f"# /{noun.name}\n\n"
    return opening + MADE + "\n".join(_noun(table(""), noun))


def _noun(here: Table, noun: Noun) -> list[str]:
    command = here.command_of(noun)
    rows = [
        f"## All that it does\n\n{noun.about} Alone it does `{command} {noun.empty}`.\n",
        "| you type | what it does | for example | who may |",
        "|---|---|---|---|",
        *(_verb(command, noun, verb) for verb in noun.verbs.values()),
    ]
    if noun.default:
        rows.append(
            f"\nAny other text after `{command}` is taken as if `{noun.default}` stood before it: the first word is a "
            "verb only where all that follows fits it, and is not shortened. Where both readings fit, where a "
            "single wrong word or a reference follows a verb, or the word is one slip away from a verb, two buttons "
            "ask which is meant."
        )
    if noun.shortcuts:
        rows.append("\n| in the menu of | | |\n|---|---|---|")
    for shortcut in noun.shortcuts.values():
        where = "a message" if shortcut.on_message else "all shortcuts"
        rows.append(f"| {where} | *{shortcut.name}* | {shortcut.meaning} |")
    return [*rows, ""]


def _verb(command: str, noun: Noun, verb: Verb) -> str:
    example = f"`{_cell(f'{command} {verb.word} {verb.example}')}`" if verb.example else ""
    who = who_may(noun.name, verb.word).value
    return f"| `{_cell(f'{command} {verb.usage}')}` | {_cell(verb.meaning)} | {example} | {who} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def metrics_page() -> str:
    rows = [
        f"# Metrics\n\n{MADE}"
        "At `GET /metrics`, in Prometheus' text format. Labels take names from the code's own tables, never what "
        "people typed.\n",
        "| metric | meaning | labels |",
        "|---|---|---|",
    ]
    for metric in Metrics().registry.collect():
        name = f"{metric.name}_total" if metric.type == "counter" else metric.name
        rows.append(f"| `{name}` | {metric.documentation} | {', '.join(_labels(metric.name))} |")
    return "\n".join(rows) + "\n"


def _labels(name: str) -> list[str]:
    found = [
        getattr(value, "_labelnames", ()) for value in vars(Metrics()).values() if getattr(value, "_name", "") == name
    ]
    return [f"`{label}`" for labels in found for label in labels]


PAGES: dict[str, Callable[[], str]] = {
    "metrics.md": metrics_page,
    "settings.md": settings_page,
    "commands.md": commands_page,
    **{f"commands/{noun.name}.md": partial(command_page, noun, DOCS / f"commands/{noun.name}.md") for noun in NOUNS},
}


def main() -> int:
    pages = {name: page() for name, page in PAGES.items()}
    stale = [name for name, text in pages.items() if not _is_so(DOCS / name, text)]
    if "--check" in sys.argv:
        print(*(f"docs/{name} is older than the code: python scripts/docs.py" for name in stale), sep="\n")
        return 1 if stale else 0
    for name in stale:
        (DOCS / name).write_text(pages[name], encoding="utf-8")
    return 0


def _is_so(file: Path, text: str) -> bool:
    return file.exists() and file.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main())
