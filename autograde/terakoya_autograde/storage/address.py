"""Addresses of databases: objects, so that no character of a folder's name means anything else.

In an address that is written as text, ``?`` begins its options and ``%`` two hexadecimal digits.
A folder may be called so: its address is made from the path, and text is made from the address.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import URL, make_url

from terakoya_autograde.errors import StorageError, Trouble

__all__ = ["Address", "address_text", "database_file", "file_address", "place_of", "read_address"]

Address = URL | str
"""An address, or its text as people write it."""
_MEMORY = ":memory:"


def file_address(path: Path) -> URL:
    """Return the address of the SQLite database in a file, wherever that is.

    >>> from pathlib import Path
    >>> from terakoya_autograde.storage import database_file, file_address
    >>> database_file(file_address(Path("/srv/100%?/gradebook.db")))
    PosixPath('/srv/100%?/gradebook.db')
    """
    return URL.create("sqlite", database=str(path.absolute()))


def read_address(address: Address) -> URL:
    """Return the address that a text means.

    Raises:
        sqlalchemy.exc.ArgumentError: it is none.
    """
    return make_url(address)


def address_text(address: URL, *, seconds: float | None = None) -> str:
    """Write an address for whoever takes text only; a password is in it.

    Args:
        seconds: how long whoever opens it waits for others, where it is SQLite.

    Raises:
        StorageError: the name of the folder is not UTF-8, so that no text means it.
    """
    if seconds is not None and address.get_backend_name() == "sqlite":
        address = address.update_query_dict({"timeout": str(seconds)})
    try:
        return address.render_as_string(hide_password=False)
    except UnicodeEncodeError:
        raise StorageError(
            Trouble.UNUSABLE, place_of(address), "the folder's name is not UTF-8; rename it"
        ) from None


def database_file(address: Address) -> Path | None:
    """Return the file of a SQLite database; None for one in memory or on a server."""
    known = read_address(address)
    if known.get_backend_name() != "sqlite" or known.database in (None, "", _MEMORY):
        return None
    if known.query.get("uri"):
        return None  # the text is SQLite's own then, and not always a path
    return Path(str(known.database))


def place_of(address: Address) -> str:
    """Say where a database is, for people; without a password.

    >>> from terakoya_autograde.storage import place_of
    >>> place_of("postgresql://grader:secret@db/town")
    'postgresql://grader:***@db/town'
    """
    known = read_address(address)
    file = database_file(known)
    if file is None:
        return known.render_as_string(hide_password=True)
    return str(file).encode(errors="replace").decode()
