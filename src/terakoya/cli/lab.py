"""`terakoya lab`: JupyterLab on this machine, as a learner or an author needs it."""

from __future__ import annotations

import contextlib
import os
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer
from terakoya_lab import lab_environment, put_before

from terakoya.cli.console import say, warn
from terakoya.cli.lab_broker import start_lab_broker, without_secrets
from terakoya.errors import UsageError
from terakoya.language import current_language
from terakoya.language import gettext as _

__all__ = ["lab"]


def lab(
    path: Annotated[
        Path, typer.Argument(metavar="FOLDER", help=_("The folder or notebook to open."))
    ] = Path(),
    author: Annotated[
        bool, typer.Option("--author", help=_("With the panels of those who write and grade."))
    ] = False,
    exchange: Annotated[
        bool, typer.Option("--exchange", help=_("With nbgrader's list, to fetch and hand in."))
    ] = False,
    port: Annotated[int, typer.Option(help=_("The port of JupyterLab; 0 for any."))] = 8888,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help=_("Only say the address."))
    ] = False,
    settings: Annotated[
        bool, typer.Option("--settings", help=_("Only print the settings, for a hub."))
    ] = False,
) -> None:
    """Open JupyterLab on this machine, in your language, until Ctrl-C."""
    ours = lab_environment(current_language(), author=author, exchange=exchange)
    if settings:
        say("\n".join(f"{name}={value}" for name, value in ours.items()))
        return
    if not path.exists():
        what = _("There is no {path}.").format(path=path)
        raise UsageError(what, remedy=_where_it_is(path))
    environment = put_before(without_secrets(os.environ), ours) | _ask_for_broker(path.resolve())
    _start(path.resolve(), port, environment, ["--no-browser"] if no_browser else [])


def _ask_for_broker(path: Path) -> dict[str, str]:
    """Return the variables by which notebooks reach a live model; none where nobody wants one."""
    broker = start_lab_broker(path if path.is_dir() else path.parent)
    if broker.problem:
        warn(_("Notebooks use recorded answers: {reason}").format(reason=broker.problem))
    return dict(broker.variables)


def _where_it_is(path: Path) -> str:
    """Say where what was named is, if it is in release/ or source/ here; else what to name."""
    for kind in ("release", "source"):
        if not path.is_absolute() and (Path(kind) / path).exists():
            return _("Did you mean {names}?").format(names=(Path(kind) / path).as_posix())
    return _("Name a folder or a notebook that is there.")


def _start(path: Path, port: int, environment: dict[str, str], options: Sequence[str]) -> None:
    """Become JupyterLab: Ctrl-C and the exit code are its own."""
    from terakoya.portal.serving import listen  # noqa: PLC0415 - not for `--settings` and `--help`

    with contextlib.closing(listen("127.0.0.1", port)) as taken:
        port = taken.getsockname()[1]
    token = environment["JUPYTER_TOKEN"] = secrets.token_urlsafe(
        24
    )  # no argument: others see those
    folder = path if path.is_dir() else path.parent
    place = "" if path.is_dir() else f"/tree/{quote(path.name)}"
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--ip=127.0.0.1",
        f"--port={port}",
        "--port-retries=0",
    ]
    command += ["-y", "--log-level=ERROR", f"--ServerApp.root_dir={folder}", *options]
    command += [f"--LabApp.default_url=/lab{place}"] if place else []
    command += ["--allow-root"] if os.geteuid() == 0 else []  # nobody else reaches it
    address = f"http://127.0.0.1:{port}/lab{place}?token={token}"
    say(_("JupyterLab opens in a moment at {address} (Ctrl-C stops it)").format(address=address))
    sys.stdout.flush()
    os.chdir(folder)  # nbgrader's panels read the settings of the folder that they start in
    os.execve(command[0], command, environment)  # noqa: S606 - our own interpreter
