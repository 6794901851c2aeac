"""What is kept: databases, files and folders, whole whoever else writes and whatever is killed.

Nothing in here knows what a notebook or an assignment is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from terakoya_autograde.lazy_names import import_when_used

if TYPE_CHECKING:
    from terakoya_autograde.storage.address import (
        Address,
        database_file,
        file_address,
        place_of,
        read_address,
    )
    from terakoya_autograde.storage.atomic_writes import (
        fill_folder,
        make_file,
        new_file,
        new_folder,
        take_away,
        write_file,
    )
    from terakoya_autograde.storage.bounded_folder import keep_within
    from terakoya_autograde.storage.crash_points import CrashPoint, reached
    from terakoya_autograde.storage.database_trouble import telling
    from terakoya_autograde.storage.name_exchange import exchange
    from terakoya_autograde.storage.recovery import is_in_the_making, recover
    from terakoya_autograde.storage.run_lock import InUseError, hold_alone
    from terakoya_autograde.storage.scratch import Scratch, scratch_folder
    from terakoya_autograde.storage.transactions import (
        copy_database,
        open_engine,
        open_session,
        reader,
    )

__all__ = [
    "Address",
    "CrashPoint",
    "InUseError",
    "Scratch",
    "copy_database",
    "database_file",
    "exchange",
    "file_address",
    "fill_folder",
    "hold_alone",
    "is_in_the_making",
    "keep_within",
    "make_file",
    "new_file",
    "new_folder",
    "open_engine",
    "open_session",
    "place_of",
    "reached",
    "read_address",
    "reader",
    "recover",
    "scratch_folder",
    "take_away",
    "telling",
    "write_file",
]

if not TYPE_CHECKING:  # a type checker reads the imports above: no name is there by chance
    __getattr__ = import_when_used(
        __name__,
        {
            "address": "Address database_file file_address place_of read_address",
            "atomic_writes": "fill_folder make_file new_file new_folder take_away write_file",
            "bounded_folder": "keep_within",
            "crash_points": "CrashPoint reached",
            "database_trouble": "telling",
            "name_exchange": "exchange",
            "recovery": "is_in_the_making recover",
            "run_lock": "InUseError hold_alone",
            "scratch": "Scratch scratch_folder",
            "transactions": "copy_database open_engine open_session reader",
        },
    )
