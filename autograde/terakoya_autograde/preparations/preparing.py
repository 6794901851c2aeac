"""An assignment prepared: as it was before, where that is kept, and else anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from terakoya_autograde.check_places import CLEAN_ROOM
from terakoya_autograde.notebooks.configuration import load_config
from terakoya_autograde.notebooks.identity import digest_source
from terakoya_autograde.notebooks.preparation import Prepared, read_assignment, read_known
from terakoya_autograde.preparations.basis import Choice, find_basis
from terakoya_autograde.preparations.cache_entry import CacheEntry, CacheMiss, look_at
from terakoya_autograde.preparations.clock import asks_for_the_time
from terakoya_autograde.preparations.preparation_cache import keep_entry, read_entry
from terakoya_autograde.protection import (
    Instructor,
    Protected,
    protect_as_tried,
    protect_checks,
)
from terakoya_autograde.warm.fork_server import ForkServer
from terakoya_autograde.warm.start import cold_steps, know_cold

__all__ = ["Readied", "Recipe", "ready"]


@dataclass(frozen=True)
class Readied:
    """An assignment that is ready to be graded against.

    Attributes:
        files: relative name → content of the data that every submission finds.
        cache_miss: why it was prepared anew; None where it was not, or nothing may be kept.
    """

    made: Prepared
    files: Mapping[str, bytes]
    protected: Protected
    instructor: Instructor
    cache_miss: CacheMiss | None = None


class Recipe:
    """What an assignment is prepared from, and what is kept of it.

    Attributes:
        entry: what an earlier preparation has found out, or why there is none that counts.
    """

    def __init__(
        self,
        source: Path,
        config: Path | None,
        solved: Mapping[str, Any],
        choice: Choice,
        kept: Path | None,
    ) -> None:
        """Look for what is kept; without a folder `kept`, nothing is.

        Raises:
            AssignmentError: the settings cannot be read.
            OSError: the files cannot.
        """
        self.solved, self.choice = solved, choice
        self.entry: CacheEntry | CacheMiss | None = None
        self._source, self._config, self._kept = source, config, kept
        self._basis = ""
        if kept is not None:
            self.entry = self._look_up(kept)
        if isinstance(self.entry, CacheEntry):
            know_cold(self.entry.cold)

    @property
    def is_known(self) -> bool:
        """Whether an earlier preparation counts."""
        return isinstance(self.entry, CacheEntry)

    def _look_up(self, kept: Path) -> CacheEntry | CacheMiss:
        settings = load_config(self._config)
        digest = digest_source(self._source, self._config, settings)
        basis = find_basis(self._source.name, digest, settings, self.choice)
        if not basis:
            return CacheMiss.SETTINGS
        modules = {
            str(path): path.read_bytes() for path in self._source.rglob("*.py") if path.is_file()
        }
        if asks_for_the_time(self.solved.values(), modules):
            return CacheMiss.CLOCK
        self._basis = basis
        return read_entry(kept, basis)

    def read(self) -> Prepared:
        """Return the release, as it was before or made anew.

        Raises:
            AssignmentError: nbgrader cannot make a release of it, or it has no graded cell.
        """
        entry = self.entry
        if not isinstance(entry, CacheEntry):
            return read_assignment(self._source, self._config)
        settings = load_config(self._config)
        digest = digest_source(self._source, self._config, settings)
        if find_basis(self._source.name, digest, settings, self.choice) != entry.basis:
            self.entry = CacheMiss.NOTHING  # it has been changed since
            return read_assignment(self._source, self._config)
        return read_known(self._source, settings, digest, entry.master, entry.released)

    def keep(self, made: Prepared, protected: Protected, fork_server: ForkServer) -> None:
        """Keep what was found out, where it may be kept and nothing has changed since."""
        if self._kept is None or not self._basis or isinstance(self.entry, CacheEntry):
            return
        now = find_basis(self._source.name, made.digest, made.config, self.choice)
        groundwork = {name: fork_server.groundwork(name) for name in protected.tried.plans}
        modules = look_at(fork_server.studied_modules)
        studied = bool(modules) or not groundwork
        if now != self._basis or modules is None or not studied:
            return
        entry = CacheEntry(
            basis=self._basis,
            master=made.master,
            released=made.released,
            tried=protected.tried,
            groundwork=groundwork,
            cold=cold_steps(),
            modules=dict(modules),
        )
        if not keep_entry(self._kept, entry) and self.entry is CacheMiss.NOTHING:
            self.entry = CacheMiss.PLACE


def ready(recipe: Recipe, fork_server: ForkServer) -> Readied:
    """Make an assignment ready, while its warm parent imports the libraries.

    Raises:
        AssignmentError: nbgrader cannot make a release of it, or it has no graded cell.
        UnfairError: the reference solution loses points that it keeps when it is run plainly.
    """
    _sandbox, checks, in_kernel = recipe.choice
    made = recipe.read()
    fork_server.equip(made.data)
    files = {name: path.read_bytes() for name, path in made.data.items()}
    instructor = Instructor(made.master, made.released, recipe.solved, files, made.marks)
    if isinstance(recipe.entry, CacheEntry):
        known = recipe.entry
        protected = protect_as_tried(fork_server, instructor, known.tried, known.groundwork)
        return Readied(made, files, protected, instructor)
    protected = protect_checks(
        fork_server, instructor, in_clean_room=checks == CLEAN_ROOM, in_kernel=in_kernel
    )
    recipe.keep(made, protected, fork_server)
    return Readied(made, files, protected, instructor, recipe.entry)
