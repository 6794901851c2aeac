"""`terakoya bench`: the benchmarks of a checkout; what is installed from a wheel has none."""

from __future__ import annotations

import sys
from importlib import import_module

import typer

from terakoya.cli.checkout import find_benchmarks
from terakoya.errors import UsageError
from terakoya.language import gettext as _

__all__ = ["app"]


def _load() -> typer.Typer:
    """Return the benchmarks' commands.

    Raises:
        UsageError: this is no checkout.
    """
    folder = find_benchmarks()
    if folder is None:
        raise UsageError(
            _("The benchmarks are not part of what is installed."),
            where="terakoya bench",
            remedy=_("Run this command in a checkout of Terakoya, where benchmarks/ is."),
        )
    if str(folder) not in sys.path:
        sys.path.append(str(folder))  # last: nothing there may stand in for what is installed
    found = import_module("terakoya_bench.grade_command").app
    assert isinstance(found, typer.Typer)  # noqa: S101 - our own module
    return found


app = _load()
