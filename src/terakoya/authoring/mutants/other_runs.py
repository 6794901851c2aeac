"""A notebook run again as on another machine: the order of sets, the listing of folders, the day.

`print_other_runs` runs beside the notebook. Each run is a Python of its own, as the order of a set
of texts is settled when Python starts, in a copy of the folder that has another name.
"""

from __future__ import annotations

import datetime
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

__all__ = ["RUNS", "answer_one_run", "print_other_runs"]

RUNS = 4
"""How often a notebook is run: of sets with two texts, one in eight is alike each time."""

_SECONDS = 600.0
_LATER = 400  # days
_ZONES = ("UTC", "Asia/Tokyo", "America/Lima", "UTC")
_PASSING = re.compile(r"0x[0-9a-fA-F]{6,16}|\bT_[0-9a-f]{5}")  # of pandas' styles
_SHOWN = ("text/plain", "text/markdown", "text/html")
_MOST = 20_000  # letters that are kept of what a cell shows


def print_other_runs(wanted: Mapping[str, Any]) -> None:
    """Print, as a line of JSON, what each run showed by cell, and the tests that it lost.

    Args:
        wanted: ``cells``: kind, grade_id, number and source of each.
    """
    found = [_run_apart(wanted, number) for number in range(RUNS)]
    print(json.dumps({"runs": found}, ensure_ascii=False))  # noqa: T201 - the notebook's answer


def _run_apart(wanted: Mapping[str, Any], number: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix=f"run{number}-") as folder:
        place = Path(folder, "work")
        shutil.copytree(Path.cwd(), place, symlinks=True)
        given = json.dumps({**wanted, "number": number})
        environment = os.environ | {"PYTHONHASHSEED": str(number + 1), "TZ": _ZONES[number]}
        called = f"from {__name__} import answer_one_run; answer_one_run()"
        done = subprocess.run(
            [sys.executable, "-c", called],
            input=given.encode(),
            capture_output=True,
            cwd=place,
            env=environment | {"MPLBACKEND": "agg"},
            timeout=_SECONDS,
            check=False,
        )
    try:
        answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    except (ValueError, IndexError):
        raise RuntimeError(done.stderr.decode(errors="replace")[-500:]) from None
    return answer


def answer_one_run() -> None:
    """Run what standard input says, and answer on standard output; all else goes nowhere."""
    wanted = json.load(sys.stdin)
    answer = os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    told = json.dumps(_run(wanted), ensure_ascii=False).encode()
    with os.fdopen(answer, "wb") as file:
        file.write(b"\n" + told + b"\n")


def _run(wanted: Mapping[str, Any]) -> dict[str, Any]:
    from IPython.core.interactiveshell import InteractiveShell  # noqa: PLC0415 - beside a notebook

    from terakoya.authoring.mutants.forked_runs import NotebookShell  # noqa: PLC0415 - as above

    sys.path.insert(0, str(Path.cwd()))
    shell = InteractiveShell.instance()
    judge, shown, lost = NotebookShell(shell), {}, {}
    if wanted["number"] % 2:
        _turn_listings_round()
    with _some_day(wanted["number"]):
        for kind, name, number, source in wanted["cells"]:
            if kind != "test":
                shown[number] = _shown_by(shell, source)
            elif (one := judge.first_lost([(name, source, None)])) is not None:
                lost[name] = one.message
    return {"shown": shown, "lost": lost}


def _shown_by(shell: Any, source: str) -> str:
    """Run a cell and return what a reader sees of it as text."""
    from IPython.utils.capture import capture_output  # noqa: PLC0415 - beside a notebook only

    shell.showtraceback = shell.showsyntaxerror = lambda *_given, **_named: None
    with capture_output(stderr=False) as captured:
        shell.run_cell(source, store_history=False)
    parts = [captured.stdout]
    parts += [str(one.data.get(form, "")) for one in captured.outputs for form in _SHOWN]
    return _PASSING.sub("…", "\n".join(filter(None, parts)))[:_MOST]


def _some_day(number: int) -> AbstractContextManager[object]:
    """Return today, and for the last run a day of another year."""
    if number != RUNS - 1:
        return nullcontext()
    try:
        import time_machine  # noqa: PLC0415 - of authors' machines
    except ImportError:
        return nullcontext()
    later = datetime.datetime.now(tz=datetime.UTC) + datetime.timedelta(days=_LATER)
    return time_machine.travel(later, tick=True)


class _Turned:
    """What `os.scandir` gives, the other way round."""

    def __init__(self, scan: Callable[..., Any], *given: Any) -> None:
        with scan(*given) as entries:
            self._entries = iter([*entries][::-1])

    def __iter__(self) -> Iterator[Any]:
        return self._entries

    def __next__(self) -> Any:
        return next(self._entries)

    def __enter__(self) -> _Turned:
        return self

    def __exit__(self, *_given: object) -> None:
        self.close()

    def close(self) -> None:
        """Nothing is open."""


def _turn_listings_round() -> None:
    """List folders the other way round: their order is the file system's."""
    listed, scan = os.listdir, os.scandir
    os.listdir = lambda *given: listed(*given)[::-1]  # type: ignore[assignment]
    os.scandir = lambda *given: _Turned(scan, *given)  # type: ignore[assignment]
