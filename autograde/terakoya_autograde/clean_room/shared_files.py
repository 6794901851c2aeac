"""The files that a check and a learner's code have in common while the check runs."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from random import Random
from string import ascii_lowercase, digits

from terakoya_autograde.checks.files_in_checks import Looks
from terakoya_autograde.clean_room.bridge import Files
from terakoya_autograde.clean_room.small_files import Content, Folder

__all__ = ["CheckersFiles", "LearnersFiles"]

_SHARED = "~/"


class _Folders:
    """The present folder, and the one that both ends have under the same name."""

    def __init__(self, shared: str) -> None:
        self._shared = shared
        self._here, self._there = Folder(Path.cwd()), Folder(Path(shared))

    def look(self) -> None:
        """Take everything as it is."""
        self._here.look()
        self._there.look()

    def news(self, left_out: Iterable[str] = ()) -> Files:
        """Return what is new since the last look."""
        there = {f"{_SHARED}{name}": content for name, content in self._there.news().items()}
        return self._here.news(left_out) | there

    def write(self, files: Mapping[str, Content]) -> list[str]:
        """Write what may be carried; return the names of it."""
        there = {
            name.removeprefix(_SHARED): content
            for name, content in files.items()
            if name.startswith(_SHARED)
        }
        here = {name: content for name, content in files.items() if not name.startswith(_SHARED)}
        written = [f"{_SHARED}{name}" for name in self._there.write(there)]
        return [*self._here.write(here), *written]

    def has(self, name: str) -> bool:
        """Tell whether there is something under a name."""
        shared = name.startswith(_SHARED)
        return (self._there if shared else self._here).has(name.removeprefix(_SHARED))

    def remove_here(self, names: Iterable[str]) -> None:
        """Take files of the present folder away."""
        self._here.remove(name for name in names if not name.startswith(_SHARED))


class CheckersFiles:
    """One check's view: its own files, and those that it has from the learner.

    Attributes:
        own: the names of the files that are here when the check begins.
    """

    def __init__(self, looks: Looks, label: str = "") -> None:
        """Begin a check: the present folder holds the instructor's files and the check's own.

        A check that goes through a folder with such files finds no other files there: what it adds
        up of them is what it compares with.

        Args:
            label: what the names of temporary files are drawn from, so that the check asks the
                same in each run; empty for chance.
        """
        self._names = vars(tempfile).get("_name_sequence")
        if label:
            vars(tempfile)["_name_sequence"] = _draw_names(label)
        self.shared = tempfile.mkdtemp(prefix="check-")
        self._before, tempfile.tempdir = tempfile.tempdir, self.shared
        self._folders = _Folders(self.shared)
        self._folders.look()
        self._theirs: set[str] = set()
        self.own = tuple(Folder(Path.cwd()).names())
        folders = {str(Path(name).parent) for name in self.own if not name.endswith("/")}
        self._shut = folders if looks == "into folders" else set()
        self._is_shut = looks == "into all folders" and bool(folders)

    def news(self) -> Files:
        """Return what the check has written since the last question."""
        found = self._folders.news()
        self._theirs.difference_update(found)
        return found

    def take(self, files: Files, allowed: Callable[[str], bool]) -> None:
        """Write what the learner's process has written: nothing of the check's own is replaced.

        Args:
            allowed: tells of a file of the check's own whether the reference changes it too.
        """
        wanted = {
            name: content
            for name, content in files.items()
            if name in self._theirs
            or (not self._folders.has(name) and self._is_open(name))
            or (self._folders.has(name) and allowed(name))
        }
        self._theirs.update(self._folders.write(wanted))

    def _is_open(self, name: str) -> bool:
        """Tell whether a new file of the learner's may stand in its folder."""
        if name.startswith(_SHARED):
            return True
        return not self._is_shut and str(Path(name).parent) not in self._shut

    def end(self) -> None:
        """Leave nothing of the learner's behind."""
        tempfile.tempdir, vars(tempfile)["_name_sequence"] = self._before, self._names
        self._folders.remove_here(self._theirs)
        shutil.rmtree(self.shared, ignore_errors=True)


class LearnersFiles:
    """The learner's view. Nothing here is trusted by anybody."""

    def __init__(self, shared: str) -> None:
        """Begin a check that looks at files."""
        self._shared = Path(shared)
        self._made = not self._shared.exists()
        with suppress(OSError):
            self._shared.mkdir(parents=True, exist_ok=True)
        self._folders = _Folders(shared)
        self._replaced: dict[str, bytes | None] = {}

    def give(self, known: Iterable[str]) -> Files:
        """Return what is here and not known at the other end."""
        return self._folders.news(known)

    def take(self, files: Files) -> None:
        """Write what the check has written."""
        for name in files:
            if not name.startswith(_SHARED) and name not in self._replaced:
                path = Path(name)
                self._replaced[name] = path.read_bytes() if path.is_file() else None
        self._folders.write(files)

    def news(self) -> Files:
        """Return what was written here since the last look."""
        return self._folders.news()

    def end(self) -> None:
        """Leave nothing of the check's behind: what it has replaced is as it was."""
        self._folders.remove_here(self._replaced)
        for name, content in self._replaced.items():
            if content is not None:
                with suppress(OSError):
                    Path(name).write_bytes(content)
        if self._made:
            shutil.rmtree(self._shared, ignore_errors=True)


def _draw_names(label: str) -> Iterator[str]:
    """Yield what tempfile tries as the middle of a name, as its own sequence does."""
    chance = Random(label)  # noqa: S311 - the folder is the check's own: nobody else may write there
    while True:
        yield "".join(chance.choices(ascii_lowercase + digits, k=8))
