"""Write the pages of docs/ that are made from the code's tables: settings, commands, metrics; `--check` compares."""

from __future__ import annotations

import sys
from pathlib import Path

from bot.commands.nouns import table
from bot.commands.slash import ROOT
from bot.commands.table import Noun, Table
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
    here = table("")
    parts = [
        f"# Commands\n\n{MADE}"
        f"`/{ROOT}` reaches all of them (`/{ROOT} standup log …`), also when `DRUMBEAT_COMMAND_PREFIX` gives them "
        "other names. A verb may be shortened as long as it is clear. Nothing after a command does the most common "
        "thing. Answers are seen by you alone, unless you say `public`.\n"
    ]
    parts += [_noun(here, noun) for noun in here.nouns]
    return "\n".join(parts)


def _noun(here: Table, noun: Noun) -> str:
    command = here.command_of(noun)
    rows = [f"## {command}\n\n{noun.about} Alone it does `{command} {noun.empty}`.\n", "| | | |", "|---|---|---|"]
    for verb in noun.verbs.values():
        usage = f"{command} {verb.usage}".replace("|", "\\|")
        example = f"`{command} {verb.word} {verb.example}`" if verb.example else ""
        rows.append(f"| `{usage}` | {verb.meaning} | {example} |")
    if noun.default:
        rows.append(
            f"\nAny other text after `{command}` is taken as if `{noun.default}` stood before it: the first word is a verb "
            "only where all that follows fits it, and is not shortened. Where both readings fit, or the word is one "
            "slip away from a verb, two buttons ask which is meant."
        )
    if noun.shortcuts:
        rows.append("\n| in the menu of | | |\n|---|---|---|")
    for shortcut in noun.shortcuts.values():
        where = "a message" if shortcut.on_message else "all shortcuts"
        rows.append(f"| {where} | *{shortcut.name}* | {shortcut.meaning} |")
    return "\n".join(rows) + "\n"


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


PAGES = {"metrics.md": metrics_page, "settings.md": settings_page, "commands.md": commands_page}


def main() -> int:
    stale = [name for name, page in PAGES.items() if not _is_so(DOCS / name, page())]
    if "--check" in sys.argv:
        print(*(f"docs/{name} is older than the code: python scripts/docs.py" for name in stale), sep="\n")
        return 1 if stale else 0
    for name in stale:
        (DOCS / name).write_text(PAGES[name](), encoding="utf-8")
    return 0


def _is_so(file: Path, text: str) -> bool:
    return file.exists() and file.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main())
