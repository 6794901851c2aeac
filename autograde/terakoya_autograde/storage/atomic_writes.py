"""Files and folders put in their place whole: made beside, safe on the disk, then given the name.

A reader finds the old or the new one, never half of one and, where the kernel can exchange two
names, never nothing. A process that is killed leaves something beside at most, which the next one
that writes the same name takes away; see `leftovers`.
"""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from terakoya_autograde.storage.crash_points import CrashPoint, reached
from terakoya_autograde.storage.maker_locks import Hold, hold
from terakoya_autograde.storage.name_exchange import exchange
from terakoya_autograde.storage.recovery import NEW, OLD, prefix_of, recover, remove

__all__ = ["NewFolder", "fill_folder", "make_file", "new_file", "new_folder", "take_away"]
__all__ += ["write_file"]

_TRIES = 100  # of two processes that are in each other's way at each single moment
_NO_LINKS = frozenset({errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK, errno.ENOSYS})
_TAKEN = frozenset({errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR, errno.EISDIR})


def write_file(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write a file beside `path`, then give it that name; it is safe on the disk when this returns.

    Raises:
        OSError: it cannot be written; it names `path`. What was there is still there.
    """
    with _named(path), _temporary_file(path, content, mode) as temporary:
        temporary.replace(path)


def make_file(path: Path, content: bytes, mode: int = 0o644) -> bool:
    """Write a file as `write_file`, but only where there is nothing; False where there is.

    Of two processes that do it at once one wins, and both find that one's.
    """
    with _named(path), _temporary_file(path, content, mode) as temporary:
        if not _link(temporary, path):
            return False
    return True


@contextmanager
def new_file(path: Path, mode: int = 0o644) -> Iterator[BinaryIO]:
    """Yield a file to write piece by piece; if the block succeeds, it gets a name that is free.

    Raises:
        FileExistsError: something has the name; it is left as it is.
        OSError: it cannot be written; there is nothing of that name.
    """
    with _named(path):
        _make_parents(path.parent)
        recover(path.parent, path.name)
        temporary, held = _make(path, folder=False)
    try:
        reached(CrashPoint.FILE_MADE)
        with temporary.open("w+b") as file:
            yield file
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        reached(CrashPoint.FILE_WRITTEN)
        with _named(path):
            if not _link(temporary, path):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
            reached(CrashPoint.FILE_PLACED)
            _sync(path.parent)
    finally:
        remove(temporary)
        held.release()


def _link(temporary: Path, path: Path) -> bool:
    """Give a file a name that nothing has; False where something does."""
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if os.path.lexists(path):  # as near as one gets on such a file system
            return False
        temporary.replace(path)
    return True


@contextmanager
def _temporary_file(path: Path, content: bytes, mode: int) -> Iterator[Path]:
    """Yield a file with that content beside `path`; the block gives it the name."""
    _make_parents(path.parent)
    recover(path.parent, path.name)
    temporary, held = _make(path, folder=False)
    try:
        reached(CrashPoint.FILE_MADE)
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        reached(CrashPoint.FILE_WRITTEN)
        yield temporary
        reached(CrashPoint.FILE_PLACED)
        _sync(path.parent)
    finally:
        remove(temporary)
        held.release()


class NewFolder:
    """A folder in the making beside the one that it will replace; a context manager.

    Attributes:
        target: what it will replace.
        path: where it is until `place` gives it the name.
    """

    def __init__(self, target: Path) -> None:
        """Make it, empty, and take away what killed processes left beside the same name."""
        self.target = target
        with _named(target):
            _make_parents(target.parent)
            recover(target.parent, target.name)
            self.path, self._held = _make(target, folder=True)
            self.path.chmod(0o755)
        reached(CrashPoint.FOLDER_MADE)

    def place(self) -> None:
        """Give it the name; what had the name is gone afterwards.

        Raises:
            OSError: it cannot be done; what was there is still there.
        """
        with _named(self.target):
            _sync_all(self.path)
            reached(CrashPoint.FOLDER_FILLED)
            for _ in range(_TRIES):
                if self._rename_alone() or self._exchange():
                    break
            else:
                raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(self.target))
            _sync(self.target.parent)
        self.discard()

    def discard(self) -> None:
        """Remove it, or what it has replaced; harmless when that is done."""
        if self._held.release.alive:
            remove(self.path)
            self._held.release()
            reached(CrashPoint.FOLDER_REMOVED)

    def _rename_alone(self) -> bool:
        """Take the name where nobody has it; False where somebody does, also just now."""
        if os.path.lexists(self.target):
            return False
        try:
            self.path.rename(self.target)
        except OSError as error:
            if error.errno in _TAKEN:
                return False
            raise
        reached(CrashPoint.FOLDER_PLACED)
        return True

    def _exchange(self) -> bool:
        """Take the name from what has it; False where it is gone just now."""
        try:
            if exchange(self.path, self.target):
                reached(CrashPoint.FOLDER_EXCHANGED)
                return True
        except FileNotFoundError:
            return False
        return self._move_away()

    def _move_away(self) -> bool:
        """Take the name in two steps, where the file system has no exchange."""
        old = self.path.with_suffix(OLD)
        held = hold(self.target)  # so that nobody else brings it back in between
        try:
            self.target.rename(old)
        except FileNotFoundError:
            return False
        reached(CrashPoint.FOLDER_MOVED_AWAY)
        try:
            moved_in = self._rename_alone()
        except OSError:
            old.rename(self.target)
            raise
        finally:
            if held is not None:
                held.release()
        reached(CrashPoint.FOLDER_MOVED_IN)
        remove(old)
        return moved_in


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """Yield an empty folder beside `path`; if the block succeeds, it takes the place of `path`.

    Raises:
        OSError: it cannot be made or put in place; what was there is still there.

    >>> from terakoya_autograde.storage import new_folder, scratch_folder
    >>> with scratch_folder("example") as folder:
    ...     with new_folder(folder / "release") as made:
    ...         _ = (made / "a.txt").write_text("all of it")
    ...         early = (folder / "release").exists()
    ...     print(early, (folder / "release" / "a.txt").read_text())
    False all of it
    """
    made = NewFolder(path)
    try:
        yield made.path
        made.place()
    finally:
        made.discard()


def take_away(path: Path) -> None:
    """Remove a folder, of which nobody finds a half, or a file; harmless where there is none.

    Raises:
        OSError: it cannot be done; it is still there.
    """
    recover(path.parent, path.name)
    if path.is_symlink() or not path.is_dir():
        path.unlink(missing_ok=True)
        return
    away = NewFolder(path)
    try:
        with suppress(FileNotFoundError):  # somebody else did just now
            path.rename(away.path)  # an empty folder gives way
            reached(CrashPoint.FOLDER_TAKEN_AWAY)
    finally:
        away.discard()


def fill_folder(folder: Path, files: Mapping[str, bytes], mode: int = 0o644) -> None:
    """Write files into a folder in the making: names relative to it, and contents."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(mode)


def _make(target: Path, *, folder: bool) -> tuple[Path, Hold]:
    """Make something beside `target` and hold it."""
    prefix = prefix_of(target.name)
    for _ in range(_TRIES):
        if folder:
            temporary = Path(tempfile.mkdtemp(NEW, prefix, target.parent))
        else:
            descriptor, name = tempfile.mkstemp(NEW, prefix, target.parent)
            os.close(descriptor)
            temporary = Path(name)
        if (held := hold(temporary)) is not None:
            return temporary, held
    # each was taken for a leftover before it was held
    raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(target))


def _make_parents(folder: Path) -> None:
    """Make a folder and those above it, their names safe on the disk."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for new in reversed(missing):
        new.mkdir(exist_ok=True)
        _sync(new.parent)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Let an error name the file that was wanted: a full disk names none, others the one beside."""
    try:
        yield
    except OSError as error:
        error.filename, error.filename2 = str(path), None
        raise


def _sync_all(folder: Path) -> None:
    """Make a folder and all in it safe on the disk."""
    for root, _folders, names, handle in os.fwalk(folder, follow_symlinks=False):
        del root
        for name in names:
            _sync_file(name, handle)
        os.fsync(handle)


def _sync_file(name: str, folder: int) -> None:
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    if not stat.S_ISREG(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
        return
    descriptor = os.open(name, flags, dir_fd=folder)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync(folder: Path) -> None:
    """Make the names in a folder safe on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
