"""The broker of `terakoya lab`: a process beside JupyterLab that has the key, and ends with it.

JupyterLab and its kernels get the path of a socket, in a folder that only this account can open.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from terakoya.ai.line import LINE
from terakoya.errors import TerakoyaError, WorkspaceError
from terakoya.language import LANGUAGES, Language, current_language, use_language
from terakoya.language import gettext as _
from terakoya.workspace import find_workspace
from terakoya.workspace.settings import read_settings, variable_of

__all__ = ["LabBroker", "start_lab_broker", "without_secrets"]

_SECRET = variable_of(["ai"])  # the variables of the whole section, the key among them
_ENOUGH = 4096  # bytes of what the process says


@dataclass(frozen=True)
class LabBroker:
    """What JupyterLab starts with.

    Attributes:
        variables: for JupyterLab and its kernels; none where labs use recorded answers.
        problem: why no model can be asked though one is configured; empty where that is not so.
        process: the broker's, if there is one.
    """

    variables: Mapping[str, str]
    problem: str = ""
    process: subprocess.Popen[bytes] | None = None


def without_secrets(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment without what only the broker needs: kernels hand theirs on."""
    return {
        name: value
        for name, value in environment.items()
        if name.upper() != _SECRET and not name.upper().startswith(f"{_SECRET}__")
    }


def start_lab_broker(folder: Path) -> LabBroker:
    """Start a broker where the workspace around a folder has a live model.

    It ends when the calling process does, whatever that has become by `exec`.
    """
    try:
        workspace = find_workspace(folder)
    except WorkspaceError:  # a learner's own folder: recorded answers lie beside the notebook
        return LabBroker({})
    if read_settings(workspace.root).ai.provider == "recorded":
        return LabBroker({})
    command = [sys.executable, "-m", "terakoya.cli.lab_broker"]
    command += [str(workspace.root), current_language(), str(os.getpid())]
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is JupyterLab's
    )
    assert process.stdout is not None  # noqa: S101 - a pipe was asked for
    with process.stdout as said:
        kind, _blank, text = said.readline(_ENOUGH).decode(errors="replace").strip().partition(" ")
    if kind == "ready":
        return LabBroker({LINE: text}, process=process)
    process.wait()
    return LabBroker({}, text or _("The broker did not start."))


def main() -> None:
    """Serve lines until the process is gone that has started this one."""
    root, language, owner = sys.argv[1:4]
    alive = os.pidfd_open(int(owner))
    chosen = next(known for known in LANGUAGES if known == language)
    with use_language(chosen):
        try:
            _serve(Path(root), chosen, alive)
        except TerakoyaError as error:
            _say("trouble", " ".join(error.sentence.split()))
            sys.exit(error.exit_code)


def _serve(root: Path, language: Language, alive: int) -> None:
    from terakoya_autograde.storage import scratch_folder  # noqa: PLC0415 - the process's own work

    from terakoya.ai.line_serving import LineServer  # noqa: PLC0415 - as above
    from terakoya.cli.ai_broker import open_broker  # noqa: PLC0415 - as above
    from terakoya.model.ai_ask import Asker, AskPlace  # noqa: PLC0415 - as above
    from terakoya.records import database_url, open_database  # noqa: PLC0415 - as above
    from terakoya.workspace import Workspace  # noqa: PLC0415 - as above
    from terakoya.workspace.account import account_name  # noqa: PLC0415 - as above

    settings = read_settings(root)
    database = open_database(database_url(Workspace(root).var, settings.database_url))
    person = Asker(AskPlace.LAB, account_name())
    with scratch_folder("ai-lines") as folder:
        path = folder / "ai.sock"
        broker = open_broker(settings.ai, database)
        with LineServer(path, broker, person, lambda: language):
            _say("ready", str(path))
            watch = select.poll()
            watch.register(alive, select.POLLIN)
            watch.poll()
    database.close()


def _say(kind: str, text: str) -> None:
    sys.stdout.write(f"{kind} {text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
