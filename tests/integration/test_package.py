"""The wheel and the sdist: everything that is needed, and nothing of a customer's."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CUSTOMER = "secret-of-a-customer"
PACKAGES = {"terakoya", "terakoya_autograde", "terakoya_lab"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel and an sdist of a copy of this checkout that also holds a customer's own files."""
    folder = tmp_path_factory.mktemp("package")
    copy = folder / "checkout"
    ignore = shutil.ignore_patterns(".git", ".venv", "var", "__pycache__", ".*_cache", "_build")
    shutil.copytree(ROOT, copy, ignore=ignore)
    for kind in ("source", "courses", "release", "var"):
        (copy / kind / CUSTOMER).mkdir(parents=True)
        (copy / kind / CUSTOMER / f"{CUSTOMER}.ipynb").write_text("{}")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder)]
    done = subprocess.run([*command, str(copy)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


def test_wheel_holds_packages_templates_and_labs(built: Path) -> None:
    """The three import packages, catalogues, page templates, the Voila template and the labs."""
    (wheel,) = built.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    data = "terakoya-0.1.0.data/data/"
    for name in (
        "terakoya/__init__.py",
        "terakoya/py.typed",
        "terakoya/locale/ja/LC_MESSAGES/terakoya.po",
        "terakoya/grading/templates/feedback.html.j2",
        "terakoya/portal/templates/base.html",
        "terakoya/workspace/template/nbgrader_config.py",
        "terakoya/records/migrations/env.py",
        "terakoya_autograde/__init__.py",
        "terakoya_lab/__init__.py",
        "terakoya_lab/settings/learner/labconfig/page_config.json",
        "terakoya_lab/settings/share/kernels/python3/kernel.json",
        "terakoya/faces/paper/guides/ja.md",
        f"{data}share/jupyter/voila/templates/terakoya/conf.json",
        f"{data}share/terakoya/labs/source/population-ageing/population-ageing.ipynb",
        f"{data}share/terakoya/labs/courses/data-practice/course.toml",
        f"{data}etc/jupyter/jupyter_server_config.d/terakoya_lab.json",
    ):
        assert name in names
    assert not [name for name in names if CUSTOMER in name]
    modules = {name for name in names if name.endswith(".py") and not name.startswith(data)}
    assert {name.split("/")[0] for name in modules} == PACKAGES
    assert {name for name in names if "bench" in name} == {"terakoya/cli/bench.py"}


def test_sdist_holds_no_customer(built: Path) -> None:
    """Only what is listed travels, and the tests travel with it."""
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = archive.getnames()
    assert not [name for name in names if CUSTOMER in name or "/var/" in name]
    assert any(name.endswith("tests/conftest.py") for name in names)
    assert any(name.endswith("source/counter-waiting/counter-waiting.ipynb") for name in names)


def test_installed_wheel_makes_a_workspace_with_labs(built: Path, tmp_path: Path) -> None:
    """Away from the checkout, the package finds its labs, and its command offers no benchmarks."""
    (wheel,) = built.glob("*.whl")
    home = tmp_path / "venv"
    venv.create(home, with_pip=False)
    site = next((home / "lib").glob("python*")) / "site-packages"
    libraries = Path(next(path for path in sys.path if path.endswith("site-packages")))
    (site / "libraries.pth").write_text(f"{libraries}\n")
    install = [sys.executable, "-m", "pip", "--python", str(home / "bin" / "python"), "install"]
    subprocess.run([*install, "-q", "--no-deps", "--no-index", str(wheel)], check=True)
    code = (
        "import pathlib, terakoya; from terakoya.workspace import *;"
        "w = make_workspace(pathlib.Path('town')); print(copy_labs(w)); print(terakoya.__file__);"
        "print(w.read_assignment('population-ageing').title.en);"
        "print(sorted(p.name for p in start_assignment(w, 'own', 'Own').folder.iterdir()))"
    )
    command = [str(home / "bin" / "python"), "-c", code]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert str(home) in done.stdout
    assert "Population" in done.stdout
    wanted = ["answers", "assignment.toml", "data", "make_data.py", "own.ipynb"]
    assert str(wanted) in done.stdout
    program = str(home / "bin" / "terakoya")
    listed, asked = (
        subprocess.run([program, *words], cwd=tmp_path, capture_output=True, text=True, check=False)
        for words in (["--help"], ["bench", "grade"])
    )
    assert listed.returncode == 0
    assert "bench" not in listed.stdout
    assert asked.returncode == 2
    assert "terakoya bench" in asked.stderr
    assert "benchmarks/" in asked.stderr
    assert "Traceback" not in asked.stderr
