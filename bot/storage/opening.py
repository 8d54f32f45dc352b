"""Whether a database can be used, and in a sentence why not."""

from __future__ import annotations

from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from bot.storage.migrate import HEAD, revision

# What a database says is wrong, and what to do about it; the first that fits.
ADVICE = (
    (("database is locked",), "Another program is writing to it: stop that one, or start Drumbeat again later."),
    (("disk is full", "no space left"), "Make room where it lies."),
    (("readonly", "read-only"), "Let the user that runs Drumbeat write to it and to its folder."),
    (
        ("permission denied for",),
        "Grant the role in DATABASE_URL the right to connect, and to create and change tables.",
    ),
    (("authentication failed", "no password", "role"), "Put the right name and password into DATABASE_URL."),
)


class CannotUse(Exception):
    """Why a database cannot be used: its text is a sentence with what to do."""


def name_of(database_url: str) -> str:
    """Its address, without the password."""
    return make_url(database_url).render_as_string(hide_password=True)


def check_revision(database_url: str) -> None:
    """Raises CannotUse where the schema is not this version's; what the database itself raises passes through."""
    engine = create_engine(database_url)
    try:
        found = revision(engine)
    finally:
        engine.dispose()
    if found is not None and found > HEAD:
        raise too_new(database_url, found)
    if found != HEAD:
        raise CannotUse(
            f"The database {name_of(database_url)} is at revision {found or 'none'}, and this version needs {HEAD}. "
            "Set DRUMBEAT_AUTO_MIGRATE=true for one start."
        )


def too_new(database_url: str, found: str) -> CannotUse:
    return CannotUse(
        f"The database {name_of(database_url)} is at revision {found}, and this version of Drumbeat knows {HEAD} at "
        "most. Start the newer version that brought it there, or go back to a copy from before."
    )


def unusable(database_url: str, fault: DBAPIError | OSError) -> CannotUse:
    """What a database said, with what to do about it."""
    said = str(getattr(fault, "orig", None) or fault).strip()
    # PostgreSQL goes on with hints and the statement; its first line says what is wrong.
    why = " ".join(said.partition("\n")[0].split()).rstrip(" .:?") or type(fault).__name__
    advice = (advice for words, advice in ADVICE if any(word in why.casefold() for word in words))
    to_do = next(advice, "Check DATABASE_URL and DRUMBEAT_DATA_DIR.")
    return CannotUse(f"Cannot use the database {name_of(database_url)}: {why}. {to_do}")
