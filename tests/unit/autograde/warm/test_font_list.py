"""The list of fonts: made once, kept by its account alone, and lent to every warm parent."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from terakoya_autograde.engine_environment import warm_environment
from terakoya_autograde.warm import font_list
from terakoya_autograde.warm.font_list import MOST_LISTS, lend_font_list

NAME = "fontlist-v1.json"
MAKER = f"""
import os, pathlib
place = pathlib.Path(os.environ["MPLCONFIGDIR"])
place.mkdir()
(place / "{NAME}").write_text(os.environ["PYTHONHASHSEED"])
"""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An account's cache, and one folder of fonts."""
    (tmp_path / "fonts").mkdir()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(font_list, "_FONT_FOLDERS", (str(tmp_path / "fonts"),))
    return tmp_path / "cache" / "terakoya-autograde"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list that is made without looking at fonts."""
    monkeypatch.setattr(font_list, "_MAKER", MAKER)


def lent(tmp_path: Path) -> str | None:
    """Return what a process of its own is lent; None for nothing."""
    place = tmp_path / f"place-{len(list(tmp_path.iterdir()))}"
    lend_font_list(place)
    return (place / NAME).read_text() if (place / NAME).exists() else None


def break_maker(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on no list can be made."""
    monkeypatch.setattr(font_list, "_MAKER", "raise SystemExit(3)")


@pytest.mark.usefixtures("quick")
def test_list_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In an order that is the same each time; the next process is lent the one that is kept."""
    assert lent(tmp_path) == "0"
    break_maker(monkeypatch)
    assert lent(tmp_path) == "0"


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("change", ["font", "folder", "gone"])
def test_list_of_other_fonts_is_not_lent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    """A font that comes or goes, also in a folder below, makes that the list counts no more."""
    fonts = tmp_path / "fonts"
    (fonts / "below").mkdir()
    (fonts / "below" / "old.ttf").touch()
    os.utime(fonts / "below", (1, 1))
    assert lent(tmp_path) == "0"
    if change == "gone":
        (fonts / "below" / "old.ttf").unlink()
    else:
        place = fonts / "below" / "new.ttf"
        place.touch() if change == "font" else place.mkdir()
    break_maker(monkeypatch)
    assert lent(tmp_path) is None


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("whose", ["file", "folder", "link"])
def test_list_that_others_can_write_is_not_lent(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, whose: str
) -> None:
    """Neither the file nor its folder, nor what a link leads to."""
    assert lent(tmp_path) == "0"
    (kept,) = cache.iterdir()
    if whose == "link":
        kept.symlink_to(kept.rename(tmp_path / "elsewhere"))
    else:
        (kept if whose == "file" else cache).chmod(0o777)
    break_maker(monkeypatch)
    assert lent(tmp_path) is None


@pytest.mark.parametrize("trouble", ["maker", "nothing-made", "no-cache", "no-matplotlib"])
def test_without_a_list_a_process_makes_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    """Nothing is lent, nothing is raised, and nothing is left."""
    break_maker(monkeypatch)
    if trouble == "nothing-made":
        monkeypatch.setattr(font_list, "_MAKER", "")
    if trouble == "no-cache":
        monkeypatch.setattr(font_list, "_MAKER", MAKER)
        monkeypatch.setattr(font_list, "_find_cache", lambda: None)
    if trouble == "no-matplotlib":
        monkeypatch.setattr(font_list, "_MAKER", MAKER)
        monkeypatch.setattr(font_list, "find_spec", lambda _name: None)
    assert lent(tmp_path) is None


@pytest.mark.usefixtures("quick")
def test_place_that_cannot_be_kept_in_is_no_trouble(tmp_path: Path, cache: Path) -> None:
    """The list is lent all the same."""
    cache.parent.write_text("a file where the folder should be")
    assert lent(tmp_path) == "0"


@pytest.mark.usefixtures("quick")
def test_only_the_newest_lists_are_kept(tmp_path: Path, cache: Path) -> None:
    """Each change of the fonts would leave one more."""
    for number in range(MOST_LISTS + 2):
        (tmp_path / "fonts" / f"{number}.ttf").touch()
        os.utime(tmp_path / "fonts", (number, number))
        assert lent(tmp_path) == "0"
    assert len(list(cache.iterdir())) == MOST_LISTS


def test_lent_list_is_that_of_matplotlib(tmp_path: Path) -> None:
    """matplotlib takes it for its own: it makes no other, and finds the same fonts in it."""
    environment = warm_environment(tmp_path) | {"PYTHONHASHSEED": "0"}
    place = Path(environment["MPLCONFIGDIR"])
    lend_font_list(place)
    (path,) = place.iterdir()
    before = path.stat().st_mtime_ns
    code = (
        "import json, matplotlib.font_manager as f; "
        "known = [e.fname for e in f.fontManager.ttflist]; "
        "print(json.dumps([known, [e.fname for e in f.FontManager().ttflist]]))"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True
    ).stdout
    from_list, made_anew = json.loads(said)
    assert from_list == made_anew
    assert from_list
    assert path.stat().st_mtime_ns == before
