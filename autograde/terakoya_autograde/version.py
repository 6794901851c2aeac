"""The instructor's version of an assignment, ready to be graded against."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from terakoya_autograde.check_places import CLEAN_ROOM, IN_KERNEL, read_checks
from terakoya_autograde.errors import AssignmentError, EngineError
from terakoya_autograde.interpreter.prewarm import find_imports
from terakoya_autograde.model import USUAL_REUSE, Item, Reuse
from terakoya_autograde.notebooks.executor import Executor
from terakoya_autograde.notebooks.source_notebooks import read_sources
from terakoya_autograde.sandbox import probe_sandbox, sandbox_available
from terakoya_autograde.warm.fork_server import ForkServer
from terakoya_autograde.warm.outside_line import OpenLine

if TYPE_CHECKING:
    from terakoya_autograde.notebooks.broken import BrokenCell
    from terakoya_autograde.notebooks.master import Master
    from terakoya_autograde.preparations import CacheMiss, Readied, Recipe
    from terakoya_autograde.running.warm_executor import WarmExecutor

__all__ = ["CLEAN_ROOM", "IN_KERNEL", "SANDBOX", "AssignmentVersion", "prepare_assignment"]
__all__ += [
    "VersionId",
    "count_checks",
    "has_drawn",
    "identify_version",
    "read_checks",
    "require_sandbox",
]
__all__ += ["vary_chance", "with_line"]

SANDBOX = "namespaces+landlock+seccomp"
_WHERE = "checks"  # the name of that part, beside the files


@dataclass(frozen=True)
class AssignmentVersion:
    """One version of an assignment.

    Attributes:
        files: relative name → content of the data that every submission finds.
        digest: SHA-256 (hex) over every file that can change a score.
        sandbox: the isolation that learners' code runs in; "none" where there is none.
        checks: CLEAN_ROOM or IN_KERNEL: where the tests run.
        unprotected: notebook → grade_id → why this check runs in the learner's process all the
            same.
        untried: notebook → checks of which is not known whether a right answer passes them: the
            reference solution does not, or there is none.
        released: name → the learner's version of the notebook, plain JSON data.
        broken: the instructor's own cells that end the program, or end with an error.
        cold: module → what it does that no fork may find done: each process that needs it imports
            it itself, which takes its time.
        cache_miss: why it was prepared anew; None where it was not, or nothing may be kept.
    """

    id: str
    master: Master
    config: Any
    files: Mapping[str, bytes]
    executor: Executor
    digest: str
    items: tuple[Item, ...]
    sandbox: str
    checks: str = CLEAN_ROOM
    unprotected: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    untried: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    released: Mapping[str, Any] = field(default_factory=dict)
    broken: tuple[BrokenCell, ...] = ()
    cold: Mapping[str, str] = field(default_factory=dict)
    cache_miss: CacheMiss | None = None

    @property
    def notebooks(self) -> tuple[str, ...]:
        """The names of its notebooks."""
        return tuple(self.master.notebooks)

    def is_protected(self, item: Item) -> bool:
        """Tell whether an item's check runs where no learner's code can touch it."""
        return self.checks == CLEAN_ROOM and item.id not in self.unprotected.get(item.notebook, {})


def vary_chance(version: AssignmentVersion, variant: int) -> AssignmentVersion:
    """Return the version with other random numbers where nobody has seeded them.

    0 are those that submissions are graded with.
    """
    executor = cast("WarmExecutor", version.executor)
    return replace(version, executor=executor.begun_elsewhere(variant))


def with_line(version: AssignmentVersion, open_line: OpenLine) -> AssignmentVersion:
    """Return the version for submissions whose code may speak to somebody outside of the sandbox.

    A child finds the number of its socket in the variable `TERAKOYA_LINE`. Checks get none.

    Args:
        open_line: is called for each child of a learner's code, by any thread, and returns the
            child's end of a new line; the other end is the caller's to answer and to bound.
    """
    executor = cast("WarmExecutor", version.executor)
    return replace(version, executor=executor.with_line(open_line))


def has_drawn(version: AssignmentVersion) -> bool:
    """Tell whether anything graded against it drew random numbers that nobody has seeded."""
    return bool(getattr(version.executor, "has_drawn", False))


def count_checks(version: AssignmentVersion) -> tuple[int, int]:
    """Return how many checks were run since it was prepared, and for how many nobody had to.

    Checks in the learner's process are not counted, nor are those of which nothing is remembered.
    """
    verdicts = cast("WarmExecutor", version.executor).verdicts
    return (verdicts.run, verdicts.reused) if verdicts is not None else (0, 0)


def require_sandbox() -> None:
    """Make sure that every layer of the sandbox is to be had.

    Raises:
        EngineError: it is not; the message names the layers.
    """
    if not sandbox_available():
        missing = ", ".join(layer.name for layer in probe_sandbox() if not layer.works)
        raise EngineError(f"no sandbox on this machine ({missing})")


@dataclass(frozen=True)
class VersionId:
    """Which version of an assignment a folder holds.

    Attributes:
        digest: what `AssignmentVersion.digest` would be.
        parts: name → SHA-256 (hex), as `notebooks.identity.read_parts`.
    """

    digest: str
    parts: Mapping[str, str]


def identify_version(
    source: Path,
    config: Path | None = None,
    *,
    checks: str = CLEAN_ROOM,
    in_kernel: Collection[str] = (),
) -> VersionId:
    """Say which version is in `source` without preparing it: nothing is made, nothing is run.

    Raises:
        AssignmentError: a file or the configuration cannot be read.
    """
    from terakoya_autograde.notebooks import configuration, identity  # noqa: PLC0415 - nbgrader

    settings = configuration.load_config(config)
    try:
        files = identity.digest_source(source, config, settings)
        parts = identity.read_parts(source, config, settings)
    except OSError as error:
        raise AssignmentError(f"{source.name}: {error}") from error
    where = {} if checks == CLEAN_ROOM and not in_kernel else {_WHERE: _where(checks, in_kernel)}
    return VersionId(_digest(files, checks, in_kernel), parts | where)


@contextmanager
def prepare_assignment(  # noqa: PLR0913 - each is a choice of its own
    source: Path,
    config: Path | None = None,
    *,
    sandbox: bool = True,
    checks: str = CLEAN_ROOM,
    in_kernel: Collection[str] = (),
    kept: Path | None = None,
    reuse: Reuse = USUAL_REUSE,
) -> Iterator[AssignmentVersion]:
    """Yield the instructor's version in `source` with a warm parent that lives as long.

    Args:
        source: ``source/<id>/`` of a course.
        config: the course's nbgrader_config.py.
        sandbox: False runs learners' code with the grader's own rights.
        checks: CLEAN_ROOM, or IN_KERNEL for the tests in the learner's process, as in nbgrader.
        in_kernel: the grade_ids of single checks that are to run there.
        kept: a folder of this account's alone, in which what is found out is kept for the next
            time; nobody whose code is graded may write there. Without it, nothing is kept.
        reuse: what need not be run again for a second submission.

    Raises:
        AssignmentError: nbgrader cannot make a release of it, or it has no graded cell.
        UnfairError: the reference solution loses points that it keeps when it is run plainly.
        EngineError: a sandbox is wanted and cannot be had.
    """
    solved = read_sources(source)
    imports = find_imports(solved.values())
    choice = sandbox, checks, in_kernel
    # what is kept says how a warm parent starts; else it starts while a second of nbgrader loads
    recipe = None if kept is None else _find_recipe(source, config, solved, choice, kept)
    fork_server = ForkServer(imports, sandbox=sandbox, known=recipe is not None and recipe.is_known)
    try:
        if sandbox:
            require_sandbox()
        recipe = recipe or _find_recipe(source, config, solved, choice, None)
        from terakoya_autograde.preparations import (  # noqa: PLC0415 - as there
            ready,
            remember_verdicts,
        )

        readied = ready(recipe, fork_server)
        described = _describe(source, readied, fork_server, checks, in_kernel)
        executor = remember_verdicts(readied.protected.executor, readied.instructor, reuse)
        yield replace(described, executor=executor)
    finally:
        fork_server.close()


def _find_recipe(
    source: Path,
    config: Path | None,
    solved: Mapping[str, object],
    choice: tuple[bool, str, Collection[str]],
    kept: Path | None,
) -> Recipe:
    """Look for what is kept.

    Raises:
        AssignmentError: the files or the settings cannot be read.
    """
    from terakoya_autograde import preparations  # noqa: PLC0415 - nbgrader: a second

    try:
        return preparations.Recipe(source, config, solved, choice, kept)
    except OSError as error:
        raise AssignmentError(f"{source.name}: {error}") from error


def _describe(
    source: Path, readied: Readied, fork_server: ForkServer, checks: str, in_kernel: Collection[str]
) -> AssignmentVersion:
    made, protected = readied.made, readied.protected
    return AssignmentVersion(
        id=source.name,
        master=made.master,
        config=made.config,
        files=readied.files,
        executor=protected.executor,
        digest=_digest(made.digest, checks, in_kernel),
        items=made.items,
        sandbox=SANDBOX if fork_server.sandbox else "none",
        checks=checks,
        unprotected=protected.unprotected,
        untried=protected.tried.untried,
        released=made.released,
        broken=protected.tried.broken,
        cold=fork_server.cold,
        cache_miss=readied.cache_miss,
    )


def _digest(files: str, checks: str, in_kernel: Collection[str]) -> str:
    """Return the digest of everything that can change a score: files, and where checks run."""
    if checks == CLEAN_ROOM and not in_kernel:
        return files
    return hashlib.sha256(f"{files}\n{_where(checks, in_kernel)}".encode()).hexdigest()


def _where(checks: str, in_kernel: Collection[str]) -> str:
    return "\n".join([*([] if checks == CLEAN_ROOM else [f"all: {checks}"]), *sorted(in_kernel)])
