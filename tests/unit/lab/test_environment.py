"""Settings of JupyterLab for learners and for authors."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from ipykernel.kernelspec import get_kernel_dict
from jupyterlab_server.config import get_federated_extensions
from terakoya_lab import lab_environment, put_before
from typer.testing import CliRunner

from terakoya.cli.main import app
from terakoya.language import use_language

SHARE = Path(sys.prefix) / "share" / "jupyter"
AUTHORS = {"@jupyter/nbgrader:create-assignment", "@jupyter/nbgrader:formgrader"}
AUTHORS |= {"@jupyterlab/debugger-extension"}
NEWS = "@jupyterlab/apputils-extension:announcements"


def _read(environment: dict[str, str], name: str) -> dict[str, Any]:
    """Merge the files of a name as Jupyter does: what comes first in the path counts."""
    together: dict[str, Any] = {}
    for folder in reversed(environment["JUPYTER_CONFIG_PATH"].split(os.pathsep)):
        file = Path(folder) / name
        if file.is_file():
            for key, value in json.loads(file.read_text("utf-8")).items():
                together[key] = together.get(key, {}) | value
    return together


def _disabled(environment: dict[str, str]) -> set[str]:
    found = _read(environment, "labconfig/page_config.json")["disabledExtensions"]
    return {name for name, off in found.items() if off}


def test_learner_has_no_panels_of_authors() -> None:
    """nbgrader's panels for authors and the debugger are off, and nobody is asked about news."""
    assert _disabled(lab_environment("ja")) >= AUTHORS | {NEWS}


def test_author_keeps_the_panels() -> None:
    """Only the question about news is off, and errors are as Python tells them."""
    environment = lab_environment("ja", author=True)
    assert _disabled(environment) == {NEWS}
    assert "JUPYTER_PATH" not in environment


def test_exchange_gives_its_list_and_nothing_of_authors() -> None:
    """Where learners fetch and hand in through the exchange, they see its list."""
    disabled = _disabled(lab_environment("ja", exchange=True))
    assert "@jupyter/nbgrader:assignment-list" not in disabled
    assert disabled >= AUTHORS


def test_only_learners_of_an_office_have_the_button() -> None:
    """JupyterLab finds its package in a folder that nobody else is given; it needs no build."""

    def found(**given: bool) -> set[str]:
        shares = lab_environment("ja", **given).get("JUPYTER_PATH", "").split(os.pathsep)
        return set(get_federated_extensions([f"{share}/labextensions" for share in shares]))

    assert found(exchange=True) == {"terakoya-hand-in"}
    assert found() == found(author=True, exchange=True) == set()


@pytest.mark.parametrize(("language", "locale"), [("ja", "ja_JP"), ("en", None)])
def test_language_is_that_of_the_workspace(language: Any, locale: str | None) -> None:
    """Japanese has its language pack; English needs none."""
    name = "labconfig/default_setting_overrides.json"
    found = _read(lab_environment(language), name)
    assert found.get("@jupyterlab/translation-extension:plugin", {}).get("locale") == locale


def test_switched_off_names_are_those_of_what_is_installed() -> None:
    """A name that an update changes would switch off nothing, without a word."""
    built_in = {
        f"@jupyterlab/{path.name}" for path in (SHARE / "lab/schemas/@jupyterlab").iterdir()
    }
    added = set(get_federated_extensions([str(SHARE / "labextensions")]))
    for name in _disabled(lab_environment("ja")):
        package, _colon, plugin = name.partition(":")
        assert package in built_in | added
        if plugin and package in added:
            scripts = (SHARE / "labextensions" / package / "static").glob("*.js")
            assert any(name in script.read_text("utf-8") for script in scripts), name


def test_kernel_is_the_installed_one_with_the_line() -> None:
    """An update of ipykernel that starts it in another way is noticed."""
    file = Path(lab_environment("ja")["JUPYTER_PATH"]) / "kernels" / "python3" / "kernel.json"
    ours, stock = json.loads(file.read_text("utf-8")), get_kernel_dict()
    ours["argv"].remove("--ext=terakoya_lab.first_line")
    stock["metadata"].pop("debugger")
    assert ours["argv"][1:] == [word for word in stock["argv"][1:] if not word.startswith("-X")]
    assert {key: ours[key] for key in ("language", "metadata", "kernel_protocol_version")} == {
        key: stock[key] for key in ("language", "metadata", "kernel_protocol_version")
    }


def test_settings_of_others_come_after_ours() -> None:
    """A path that is set already still counts, below ours."""
    found = put_before({"JUPYTER_PATH": "/theirs", "HOME": "/h"}, {"JUPYTER_PATH": "/ours"})
    assert found == {"JUPYTER_PATH": f"/ours{os.pathsep}/theirs", "HOME": "/h"}


def test_lab_settings_are_printed_for_a_hub() -> None:
    """`terakoya lab --settings` prints what a hub has to set, one variable a line."""
    with use_language("ja"):
        said = CliRunner().invoke(app, ["lab", "--settings"]).stdout
        assert dict(line.split("=", 1) for line in said.splitlines()) == lab_environment("ja")
