"""The scripts of pages are checked like the rest: what is wrong with one stops `make lint`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
DENO = Path(sys.executable).with_name("deno")
CHECK = ("check", "--quiet", "--no-remote", "--no-npm")
LINT = ("lint", "--quiet")
# what is planted → how the tool calls it
FAULTS = {
    "document.body.nothing_such.state;": "Property 'nothing_such' does not exist",
    "window.terakoyaTables.mendd(document);": "Property 'mendd' does not exist",
    "parseFloat(1);": "not assignable to parameter of type 'string'",
    "nothingOfThisName();": "Cannot find name 'nothingOfThisName'",
    "document.querySelector('p').remove();": "Object is possibly 'null'",
}
SLIPS = {
    "const lost = 1;": "is never used",
    "if (document.body) {}": "Empty block",
}


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the pages' scripts, with how they are checked."""
    folder = tmp_path_factory.mktemp("scripts") / "voila"
    shutil.copytree(ROOT / "extensions" / "voila", folder)
    return folder / "templates" / "terakoya" / "static"


def run(scripts: Path, *words: str) -> tuple[int, str]:
    """Run the tool over all of them; return its exit code and what it says."""
    files = [str(file) for file in sorted(scripts.glob("*.js"))]
    config = scripts.parents[2] / "deno.json"
    environment = os.environ | {"NO_COLOR": "1", "DENO_NO_UPDATE_CHECK": "1"}
    done = subprocess.run(
        [str(DENO), *words, "--config", str(config), *files],
        capture_output=True,
        text=True,
        timeout=120,
        env=environment,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(("words", "faults"), [(CHECK, FAULTS), (LINT, SLIPS)])
def test_fault_in_a_script_is_found(
    scripts: Path, words: tuple[str, ...], faults: dict[str, str]
) -> None:
    """Each is named with its file; without it nothing is said."""
    assert run(scripts, *words) == (0, "")
    script = scripts / "print.js"
    sound = script.read_text(encoding="utf-8")
    planted = "\n".join(f"(function () {{ {fault} }})();" for fault in faults)
    script.write_text(f"{sound}\n{planted}\n", encoding="utf-8")
    code, said = run(scripts, *words)
    script.write_text(sound, encoding="utf-8")
    assert code != 0
    assert "print.js" in said
    for sentence in faults.values():
        assert sentence in said


def test_makefile_checks_every_script_and_template() -> None:
    """What the pages load is named by the task; only what others wrote is not."""
    lint = (ROOT / "Makefile").read_text(encoding="utf-8")
    patterns = next(line for line in lint.splitlines() if line.startswith("SCRIPTS")).split(
        "wildcard "
    )[1]
    checked = {path for one in patterns.rstrip(")").split() for path in ROOT.glob(one)}
    ours = {
        path
        for folder in ("extensions", "src")
        for path in (ROOT / folder).rglob("*.js")
        if not {"reveal", "htmx"} & {*path.parts}
    }
    assert checked == ours
