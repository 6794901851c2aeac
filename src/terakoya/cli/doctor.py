"""`terakoya doctor`: what works on this machine, and what to do about what does not."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import psutil
import typer
from terakoya_autograde.sandbox import probe_sandbox

from terakoya.authoring.check_group import check_groups
from terakoya.cli.console import print_json, print_table
from terakoya.delivery.source import SOURCES
from terakoya.errors import together
from terakoya.language import gettext as _
from terakoya.model.face import FACES
from terakoya.plugins import Kind

__all__ = ["KINDS", "Probe", "doctor", "list_plugins", "probe_machine"]

KINDS: tuple[Kind[Any], ...] = (FACES, check_groups(), SOURCES)
"""Every kind of part that other packages can add."""

MEMORY_NEEDED = 2 * 2**30
DISK_NEEDED = 2 * 2**30
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")
_PARTS = ("nbgrader", "jupyterlab", "jupyterhub", "voila", "ipykernel", "nbconvert")


@dataclass(frozen=True)
class Probe:
    """One part of the machine: whether it works, what was found, what to do, and if it must."""

    name: str
    works: bool
    found: str
    remedy: str = ""
    required: bool = True


def doctor(
    json: Annotated[bool, typer.Option("--json", help=_("Print one JSON document."))] = False,
) -> None:
    """Look at this machine: what works, and what to do about what does not."""
    probes = probe_machine(Path.cwd())
    if json:
        print_json([asdict(probe) for probe in probes])
    else:
        _print(probes)
    if any(probe.required and not probe.works for probe in probes):
        raise typer.Exit(1)


def probe_machine(folder: Path) -> tuple[Probe, ...]:
    """Try every part that Terakoya uses on this machine; nothing is changed."""
    first = (_python(), _parts(), _kernel(), _fonts(), _chromium(), _user_namespaces())
    return (*first, _memory(), _disk(folder), *_sandbox(), *list_plugins())


def _print(probes: tuple[Probe, ...]) -> None:
    headings = (_("Part"), _("Works"), _("Found"), _("What to do"))
    print_table(headings, (_row(probe) for probe in probes))


def _row(probe: Probe) -> tuple[str, ...]:
    verdict = _("yes") if probe.works else (_("NO") if probe.required else _("no, optional"))
    return (probe.name, verdict, probe.found, "" if probe.works else probe.remedy)


def _python() -> Probe:
    found = sys.version.split()[0]
    return Probe("Python", sys.version_info >= (3, 11), found, _("Install Python 3.11 or newer."))


def _parts() -> Probe:
    missing = [name for name in _PARTS if importlib.util.find_spec(name) is None]
    found = ", ".join(
        f"{name} {importlib.metadata.version(name)}" for name in _PARTS if name not in missing
    )
    return Probe("Jupyter", not missing, found, _("Install Terakoya again."))


def _kernel() -> Probe:
    """Start a real kernel and let it count."""
    code = "import nbclient, nbformat; n = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell('1+1')]); nbclient.execute(n, timeout=60); print(n.cells[0].outputs[0].data['text/plain'])"  # noqa: E501
    try:
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, timeout=90, check=False
        )
        works, found = done.stdout.strip() == "2", "python3"
    except subprocess.TimeoutExpired:
        works, found = False, _("no answer")
    return Probe(_("Kernel"), works, found, _("Run: python -m ipykernel install --sys-prefix"))


def _fonts() -> Probe:
    works = importlib.util.find_spec("matplotlib_fontja") is not None
    found = "matplotlib-fontja (IPAexGothic)" if works else ""
    return Probe(_("Japanese fonts"), works, found, _("Install matplotlib-fontja."))


def _chromium() -> Probe:
    found = next((path for name in _CHROMIUM if (path := shutil.which(name))), "")
    remedy = _("Only the browser tests need it. Debian: apt-get install chromium fonts-noto-cjk")
    return Probe("Chromium", bool(found), found, remedy, required=False)


def _user_namespaces() -> Probe:
    """Try what an ordinary user's sandbox needs: a namespace of one's own."""
    name, remedy = _("User namespaces"), _("Install util-linux.")
    command = shutil.which("unshare")
    if command is None:
        return Probe(name, False, "", remedy, required=False)
    done = subprocess.run(
        [command, "--user", "--map-root-user", "true"], capture_output=True, check=False
    )
    remedy = _("Ask the administrator to set sysctl kernel.unprivileged_userns_clone=1.")
    return Probe(name, done.returncode == 0, command, remedy, required=False)


def _sandbox() -> list[Probe]:
    """Really try each layer that shuts learners' code in; without the needed ones nobody grades."""
    words = _layers()
    return [
        Probe(
            _("Sandbox: {layer}").format(layer=words.get(layer.name, layer.name)),
            layer.works,
            layer.name,
            layer.remedy,
        )
        for layer in probe_sandbox()
    ]


def _layers() -> dict[str, str]:
    """The engine's name of a layer → what it is to people."""
    return {
        "user namespace": _("rights of its own"),
        "pid namespace": _("programs"),
        "mount namespace": _("files"),
        "network namespace": _("network"),
        "ipc namespace": _("messages between programs"),
        "hostname namespace": _("name of the machine"),
        "cgroup namespace": _("limits"),
        "landlock": _("files, once more"),
        "seccomp": _("system calls"),
        "whole sandbox": _("all of it together"),
    }


def list_plugins() -> Iterator[Probe]:
    """What other packages bring; without one that is broken, everything else works."""
    for kind in KINDS:
        loaded = kind.load()
        for name in loaded.parts:
            if owner := kind.owner(name):
                yield Probe(_("Plug-in"), True, f"{name} ({owner}, {kind.group})", required=False)
        for problem in loaded.problems:
            remedy = together(problem.what, problem.remedy)
            yield Probe(_("Plug-in"), False, problem.where, remedy, required=False)


def _memory() -> Probe:
    free = psutil.virtual_memory().available
    remedy = _("Close other programs, or grade with --workers 1.")
    return Probe(_("Free memory"), free >= MEMORY_NEEDED, f"{free / 2**30:.1f} GiB", remedy)


def _disk(folder: Path) -> Probe:
    free = shutil.disk_usage(folder).free
    remedy = _("Make room: 2 GiB are needed.")
    return Probe(_("Free disk"), free >= DISK_NEEDED, f"{free / 2**30:.1f} GiB", remedy)
