"""Parts of other packages: found by their entry points, and harmless where they are broken."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from terakoya.errors import PluginError
from terakoya.plugins import Kind

OWN = 'from tests.unit.test_plugins import Hat\nHAT = Hat("felt", 2)\n'
WORDLESS = "class Wordless(Exception):\n    def __str__(self):\n        return self.args[7]\n"
THEIRS = "from tests.unit.test_plugins import Hat\nHAT = Hat({name!r}, {protocol})\n"


@dataclass(frozen=True)
class Hat:
    """What is plugged in here."""

    name: str
    protocol: int


Install = Callable[..., None]


@pytest.fixture
def hats(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kind[Hat]:
    """A kind with one part of our own, `felt`; a helper and a folder beside it are no parts."""
    package = f"own_{tmp_path.name}".replace("-", "_")
    for file, text in {
        "felt/hat.py": OWN,
        "felt/__init__.py": "",
        "brim/__init__.py": "raise SystemExit",
        "helper.py": "raise SystemExit",
        "__init__.py": "",
    }.items():
        path = tmp_path / "own" / package / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.syspath_prepend(tmp_path / "own")
    return Kind(f"terakoya.{package}", Hat, 2, package, "HAT", module="hat")


@pytest.fixture
def install(tmp_path: Path, hats: Kind[Hat], monkeypatch: pytest.MonkeyPatch) -> Install:
    """Put a package with one entry point where Python finds it, as an installer leaves it."""

    def put(owner: str, text: str, *, name: str = "straw", calls: str = "HAT") -> None:
        module = f"{owner}_{hats.package}"
        home = tmp_path / owner
        metadata = home / f"{module}-1.0.dist-info"
        metadata.mkdir(parents=True)
        (home / f"{module}.py").write_text(text)
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {owner}\nVersion: 1.0\n")
        (metadata / "entry_points.txt").write_text(f"[{hats.group}]\n{name} = {module}:{calls}\n")
        monkeypatch.syspath_prepend(home)

    return put


def test_part_of_another_package_is_used_like_ours(hats: Kind[Hat], install: Install) -> None:
    """Both are found, ours first; what lies beside ours and is no part is not imported."""
    install("hatter", THEIRS.format(name="straw", protocol=2))
    assert hats.names() == ("felt", "straw")
    assert hats.find("straw") == Hat("straw", 2)
    loaded = hats.load()
    assert list(loaded.parts.values()) == [Hat("felt", 2), Hat("straw", 2)]
    assert loaded.problems == ()


def test_part_of_no_package_is_none(hats: Kind[Hat]) -> None:
    """Who asks for it says so in words of their own."""
    assert hats.find("straw") is None
    assert hats.names() == ("felt",)


@pytest.mark.parametrize("calls", ["HAT [wool]", " HAT", "HAT  [wool, felt]"])
def test_entry_point_is_read_as_packages_write_it(
    hats: Kind[Hat], install: Install, calls: str
) -> None:
    """Spaces and extras are allowed in one, and belong to no name."""
    install("hatter", THEIRS.format(name="straw", protocol=2), calls=calls)
    assert hats.find("straw") == Hat("straw", 2)


def test_what_a_part_prints_when_it_is_imported_is_not_what_a_command_prints(
    hats: Kind[Hat], install: Install, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who reads a command's JSON reads it alone; ours prints what it means to print."""
    install("loud", "print('a word of thanks')\n" + THEIRS.format(name="straw", protocol=2))
    assert hats.find("straw") == Hat("straw", 2)
    assert capsys.readouterr() == ("", "a word of thanks\n")
    with hats.guard("felt"):
        sys.stdout.write("a table\n")  # the control
    assert capsys.readouterr().out == "a table\n"


def test_package_with_unreadable_entry_points_costs_no_other_its_part(
    hats: Kind[Hat], install: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that no installer wrote is that package's matter: the rest works without it."""
    install("hatter", THEIRS.format(name="straw", protocol=2))
    metadata = tmp_path / "torn" / "torn-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: torn\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text(f"[{hats.group}]\nbowler\n")
    monkeypatch.syspath_prepend(tmp_path / "torn")
    assert hats.names() == ("felt", "straw")
    (problem,) = hats.load().problems
    assert problem.sentence.startswith("Package torn 1.0: Its entry points cannot be read: ")
    assert Kind("terakoya.none", Hat, 2, hats.package, "HAT", module="hat").load().problems == ()


def test_code_of_a_part_that_ends_the_program_is_one_sentence(
    hats: Kind[Hat], install: Install
) -> None:
    """A command never ends without a word, as if all had gone well; Ctrl-C still stops it."""
    install("hatter", THEIRS.format(name="straw", protocol=2))
    with pytest.raises(PluginError, match="It failed: SystemExit: 0"), hats.guard("straw"):
        raise SystemExit(0)
    with pytest.raises(KeyboardInterrupt), hats.guard("straw"):
        raise KeyboardInterrupt


def test_names_import_nothing(hats: Kind[Hat], install: Install) -> None:
    """A list of names does not wait for the libraries of the parts."""
    install("hatter", "raise AssertionError")
    assert "straw" in hats.names()
    assert f"hatter_{hats.package}" not in sys.modules
    assert f"{hats.package}.felt.hat" not in sys.modules


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("import no_such_library", "No module named 'no_such_library'"),
        ("raise SystemExit(3)", "cannot be imported: SystemExit: 3"),
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("class Odd(BaseException): ...\nraise Odd('told')", "cannot be imported: Odd: told"),
        (WORDLESS + "raise Wordless", "cannot be imported: Wordless"),
        ("HAT = (", "SyntaxError"),
        ("CAP = 1", "has no attribute 'HAT'"),
        ("HAT = 'straw'", "is no Hat, but of the class str"),
        (THEIRS.format(name="straw", protocol=3), "made for version 3 of terakoya.own_"),
        (THEIRS.format(name="cap", protocol=2), "calls itself cap"),
    ],
)
def test_broken_part_is_one_sentence(
    hats: Kind[Hat], install: Install, text: str, said: str
) -> None:
    """It names the package and what to do; the other parts stay, whoever is asked first."""
    install("broken", text)
    install("hatter", THEIRS.format(name="bowler", protocol=2), name="bowler")
    loaded = hats.load()
    assert list(loaded.parts) == ["felt", "bowler"]
    (problem,) = loaded.problems
    assert problem.sentence.startswith("Plug-in straw of broken 1.0: ")
    assert said in problem.sentence
    assert "\n" not in problem.sentence
    assert "uninstall" in problem.sentence
    with pytest.raises(PluginError) as refused:
        hats.find("straw")
    assert refused.value.sentence == problem.sentence


@pytest.mark.parametrize(("name", "first"), [("felt", "Terakoya"), ("straw", "aaa 1.0")])
def test_taken_name_stays_with_its_first_owner(
    hats: Kind[Hat], install: Install, name: str, first: str
) -> None:
    """Ours cannot be replaced; of two others the one whose package comes first in the alphabet."""
    made = THEIRS.format(name=name, protocol=2)
    install("zzz", made, name=name)
    if name == "straw":
        install("aaa", made, name=name)
    loaded = hats.load()
    assert loaded.parts[name] == Hat(name, 2)
    assert [error.sentence for error in loaded.problems] == [
        f"Plug-in {name} of zzz 1.0: The name {name} is taken already by {first}. "
        "Update that package or uninstall it; the rest works without."
    ]


@pytest.mark.parametrize("name", ["../felt", "Straw", "麦わら", "straw hat", "straw--hat"])
def test_name_that_no_file_may_have_is_refused(
    hats: Kind[Hat], install: Install, name: str
) -> None:
    """Names stand in file names and addresses: such a part is not even listed."""
    install("hatter", THEIRS.format(name=name, protocol=2), name=name)
    assert hats.names() == ("felt",)
    (problem,) = hats.load().problems
    assert "small letters, digits and hyphens" in problem.sentence


def test_part_of_ours_that_fails_is_a_failure(hats: Kind[Hat], tmp_path: Path) -> None:
    """Our own mistakes are never taken for somebody's plug-in."""
    module = tmp_path / "own" / hats.package / "felt" / "hat.py"
    module.write_text("1 / 0")
    with pytest.raises(ZeroDivisionError):
        hats.load()
