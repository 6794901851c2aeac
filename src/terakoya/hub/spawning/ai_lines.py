"""Lines from learners' labs to a live model: a process that has the key, and a socket a server.

It is JupyterHub's child and ends with it. Which servers there are it reads from their records, so
that nobody has to tell it, and it opens the same sockets again when it has started anew.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from terakoya.hub.spawning.server_folder import list_servers
from terakoya.hub.spawning.server_record import read_record
from terakoya.language import LANGUAGES, Language, current_language, use_language

__all__ = ["keep_lines", "main"]

_LOOK = 500  # milliseconds
_running: dict[Path, subprocess.Popen[bytes]] = {}


def keep_lines(root: Path, servers: Path) -> None:
    """Start the process where it does not run; it gets this one's variables, the key among them.

    Args:
        root: the workspace, whose settings name the model.
        servers: the folder of all servers.
    """
    found = _running.get(servers)
    if found is not None and found.poll() is None:
        return
    command = [sys.executable, "-m", "terakoya.hub.spawning.ai_lines"]
    command += [str(root), str(servers), current_language(), str(os.getpid())]
    with (servers / "ai.log").open("ab") as log:
        _running[servers] = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )


def main() -> None:
    """Serve lines until the process is gone that has started this one."""
    root, servers, language, owner = sys.argv[1:5]
    alive = os.pidfd_open(int(owner))
    chosen = next(known for known in LANGUAGES if known == language)
    with use_language(chosen):
        _serve(Path(root), Path(servers), chosen, alive)


def _serve(root: Path, servers: Path, language: Language, alive: int) -> None:
    from terakoya.ai.broker import Broker  # noqa: PLC0415 - the process's own work
    from terakoya.ai.line_serving import LineServer  # noqa: PLC0415 - as above
    from terakoya.ai.provider import open_provider  # noqa: PLC0415 - as above
    from terakoya.model.ai_ask import Asker, AskPlace  # noqa: PLC0415 - as above
    from terakoya.records import AskLedger, database_url, open_database  # noqa: PLC0415 - as above
    from terakoya.workspace import Workspace  # noqa: PLC0415 - as above
    from terakoya.workspace.account import account_name  # noqa: PLC0415 - as above
    from terakoya.workspace.settings import read_settings  # noqa: PLC0415 - as above

    settings = read_settings(root)
    database = open_database(database_url(Workspace(root).var, settings.database_url))
    broker = Broker(settings.ai, open_provider(settings.ai), AskLedger(database, account_name()))
    watch = select.poll()
    watch.register(alive, select.POLLIN)
    lines: dict[int, ExitStack] = {}
    while not watch.poll(_LOOK):
        wanted = {}
        for folder in list_servers(servers):
            record = read_record(folder.path)
            if record is not None and record.asker and record.is_there:
                wanted[record.pid] = (folder, record.asker)
        for gone in lines.keys() - wanted.keys():
            lines.pop(gone).close()
        for pid, (folder, asker) in wanted.items():
            if pid not in lines:
                folder.line.unlink(missing_ok=True)
                server = LineServer(
                    folder.line, broker, Asker(AskPlace.LAB, asker), lambda: language
                )
                folder.line.chmod(0o666)  # the account inside has a number of its own
                lines[pid] = ExitStack()
                lines[pid].enter_context(server)
    for open_one in lines.values():
        open_one.close()
    database.close()


if __name__ == "__main__":
    main()
