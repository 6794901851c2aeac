"""The reference names everything that there is, and nothing that there is not."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Iterator
from itertools import chain
from typing import Any

import pytest
import typer
from pydantic import BaseModel
from terakoya_autograde import Status

from terakoya.authoring import group_names
from terakoya.cli.main import app
from terakoya.delivery.roster import COLUMNS
from terakoya.grading.outcome import ItemState
from terakoya.model.permissions import ROLES, Action, Role, Scope
from terakoya.model.settings import AppSettings, Settings, is_inner, known_keys
from terakoya.model.standing import Standing
from terakoya.workspace import manifest
from tests.unit.docs.bad_input import BEGIN, END, GROUPS, read_cases, table
from tests.unit.docs.pages import ROOT, code_in_first_cells, first_cells, read_page, section

COMMAND_LINE = read_page("docs/reference/command-line.md")


def _commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Yield every command that does something, with its whole name."""
    if not getattr(command, "commands", None):
        yield name, command
        return
    for word, inner in command.commands.items():
        yield from _commands(inner, f"{name} {word}")


COMMANDS = dict(_commands(typer.main.get_command(app), "terakoya"))


def _options(command: Any) -> set[str]:
    found = {
        option
        for parameter in command.params
        if parameter.param_type_name == "option"
        for option in (*parameter.opts, *parameter.secondary_opts)
    }
    return {option for option in found if option.startswith("--")} - {"--help"}


@pytest.mark.parametrize("name", COMMANDS)
def test_command_has_its_section_and_options(name: str) -> None:
    """Every command has a section with exactly its options."""
    words = code_in_first_cells(section(COMMAND_LINE, name))
    assert {word.split()[0] for word in words} == _options(COMMANDS[name])


def test_command_line_has_no_other_section() -> None:
    """A command that is gone leaves no section behind."""
    titles = re.findall(r"^## (.+)$", COMMAND_LINE, re.MULTILINE)
    assert set(titles) == {"terakoya", *COMMANDS}


@pytest.mark.parametrize("name", COMMANDS)
def test_command_line_names_the_arguments(name: str) -> None:
    """Where a command takes something, its section begins with how it is written."""
    takes = any(entry.param_type_name == "argument" for entry in COMMANDS[name].params)
    begins = section(COMMAND_LINE, name).strip().startswith(f"`{name} ")
    assert begins == takes


def _keys(form: type[BaseModel]) -> set[str]:
    return set(form.model_fields)


@pytest.mark.parametrize(
    ("title", "forms"),
    [
        (
            "assignment.toml",
            (
                manifest._AssignmentManifest,
                manifest._DataFile,
                manifest._Ignore,
                manifest._Limits,
                manifest.RefresherForm,
            ),
        ),
        ("course.toml", (manifest._CourseManifest,)),
    ],
)
def test_manifest_keys_are_told(title: str, forms: tuple[type[BaseModel], ...]) -> None:
    """Every key of a manifest has its row, and no row is of a key that does not exist."""
    told = set(code_in_first_cells(section(read_page("docs/reference/manifests.md"), title)))
    assert told == set().union(*(_keys(form) for form in forms))


def test_settings_are_told_with_what_is_usual_and_allowed() -> None:
    """Every key has its row, with its usual value and its bounds as the code has them."""
    page = section(read_page("docs/reference/manifests.md"), "terakoya.toml")
    keys = {".".join(key): value for key, value in known_keys(Settings())}
    assert set(code_in_first_cells(page)) == keys.keys()
    for entry in dataclasses.fields(AppSettings):
        if not is_inner(entry):
            low, high = entry.metadata["ge"], entry.metadata["le"]
            row = f"| `apps.{entry.name}` | number, {low} to {high} | {entry.default:g} |"
            assert row in page


def test_manifest_defaults_are_told() -> None:
    """The limits' defaults on the page are those of the code."""
    page = read_page("docs/reference/manifests.md")
    for key, entry in manifest._Limits.model_fields.items():
        assert f"| `{key}` | {entry.default} |" in page


@pytest.mark.parametrize(
    ("title", "statuses"),
    [("Of a run", Status), ("Of an item", ItemState), ("Of an assignment", Standing)],
)
def test_statuses_are_told_in_order(title: str, statuses: Any) -> None:
    """Every status has its row, in the order of the code."""
    page = section(read_page("docs/reference/statuses.md"), title)
    assert code_in_first_cells(page) == [entry.value for entry in statuses]


@pytest.mark.parametrize(
    ("title", "words"), [("Actions", Action), ("How far a grant reaches", Scope)]
)
def test_words_of_permissions_are_told_in_order(title: str, words: Any) -> None:
    """Every action and scope has its row."""
    told = code_in_first_cells(section(read_page("docs/reference/permissions.md"), title))
    assert told == [entry.value for entry in words]


def test_table_of_roles_is_the_data() -> None:
    """What each role may, and how far, is on the page as it is in the code."""
    table = section(read_page("docs/reference/permissions.md"), "Roles")
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("|")]
    assert rows[0] == ["action", *(role.value for role in Role)]
    assert rows[2:] == [
        [f"`{action.value}`", *(ROLES[role].get(action, "–") for role in Role)] for action in Action
    ]


def test_roster_columns_are_told_in_order() -> None:
    """The roster's page lists its columns."""
    assert code_in_first_cells(read_page("docs/reference/roster.md")) == list(COLUMNS)


def test_checks_are_told() -> None:
    """Every check of `terakoya check` is told, there and in the reference."""
    page = section(read_page("docs/how-to/release-and-check.md"), "Check")
    assert set(code_in_first_cells(page)) == set(group_names())
    for name in group_names():
        assert f"`{name}`" in section(COMMAND_LINE, "terakoya check")


def test_libraries_are_told() -> None:
    """Every library has its row with a reason and whether it is alive; no other has one."""
    project = tomllib.loads(read_page("pyproject.toml"))["project"]
    wanted = list(chain(project["dependencies"], *project["optional-dependencies"].values()))
    names = {re.split(r"[\[>=<~!;]", entry)[0] for entry in wanted} - {"terakoya"}
    page = read_page("docs/explanation/libraries.md")
    assert set(first_cells(page)) == names
    rows = [line for line in page.splitlines() if line.startswith("| ") and "---" not in line]
    assert all(cell.strip() for row in rows for cell in row.strip("|").split("|"))


def test_environment_variables_are_told() -> None:
    """Every variable of ours that the code reads has its row."""
    sources = [*(ROOT / "src").rglob("*.py"), *(ROOT / "tests").glob("*.py")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    told = set(code_in_first_cells(read_page("docs/reference/environment.md")))
    assert set(re.findall(r'"(TERAKOYA_[A-Z_]+)"', text)) <= told


def test_bad_input_page_is_the_cases() -> None:
    """The page holds exactly the golden sentences; running `bad_input` as a module writes it."""
    page = read_page("docs/reference/bad-input.md")
    assert page.split(BEGIN)[1].split(END)[0].strip() == table(read_cases()).strip()


def test_bad_input_cases_are_many_and_sorted_into_groups() -> None:
    """There are at least thirty cases, each in a group of the page."""
    cases = read_cases()
    assert len(cases) >= 30
    assert {case.group for case in cases} == set(GROUPS)
