"""What becomes of the libraries that people plot with: one list for the tests and for the docs.

``python -m tests.plot_libraries`` writes the table of docs/explanation/plotting.md anew.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["BEGIN", "END", "LIBRARIES", "Fate", "Library", "Output", "all_cases", "fate_in"]
__all__ += ["models_of", "recorded", "table"]

BEGIN, END = "<!-- table: python -m tests.plot_libraries -->", "<!-- end of the table -->"
_HERE = Path(__file__).parent
_WORDS = re.compile(r"class=['\"](?:note|tk-notice)['\"]")


class Fate(StrEnum):
    """How a face shows a result."""

    DRAWN = "drawn, can be operated"
    PICTURE = "a picture"
    TABLE = "a table"
    TEXT = "its text"
    PLAYED = "played"
    VOILA = "on Voila's own page"
    WORDS = "refused in words"
    NOTHING = "left out: no result"


@dataclass(frozen=True)
class Library:
    """One row: a result of a library (a case of tests/golden/results.json), and what faces show."""

    name: str
    case: str
    paper: Fate
    app: Fate
    note: str = ""


LIBRARIES = (
    Library("plotly", "plotly", Fate.WORDS, Fate.DRAWN, "for paper, draw it with another library"),
    Library("plotly, three dimensions", "plotly-3d", Fate.WORDS, Fate.WORDS, "needs WebGL"),
    Library("plotly, on a map", "plotly-map", Fate.WORDS, Fate.WORDS, "tiles of another host"),
    Library("Altair", "altair-as-data", Fate.PICTURE, Fate.DRAWN, "with `terakoya[charts]`"),
    Library(
        "Altair, data by address",
        "altair-elsewhere",
        Fate.WORDS,
        Fate.WORDS,
        "read the file with pandas first",
    ),
    Library(
        'Altair with `renderers.enable("html")`',
        "altair",
        Fate.WORDS,
        Fate.WORDS,
        "leave the renderer alone",
    ),
    Library(
        "bokeh, `show()`", "bokeh", Fate.WORDS, Fate.WORDS, "loads its scripts from another host"
    ),
    Library("great_tables", "great-tables", Fate.TABLE, Fate.TABLE, "its title is the caption"),
    Library("itables, `show()`", "itables", Fate.WORDS, Fate.WORDS, "show the table itself"),
    Library("itables, `all_interactive`", "itables-everywhere", Fate.TEXT, Fate.TEXT),
    Library("folium", "folium", Fate.WORDS, Fate.WORDS, "tiles of another host"),
    Library("ipyleaflet", "ipyleaflet", Fate.WORDS, Fate.WORDS, "tiles of another host"),
    Library("scikit-learn, an estimator", "scikit-learn", Fate.TEXT, Fate.VOILA),
    Library("xarray", "xarray", Fate.TEXT, Fate.TABLE),
    Library("rich", "rich", Fate.TEXT, Fate.TEXT),
    Library("tqdm", "tqdm", Fate.NOTHING, Fate.DRAWN),
    Library("ipywidgets, a control", "ipywidgets", Fate.WORDS, Fate.DRAWN),
    Library("ipywidgets, progress", "ipywidgets-progress", Fate.NOTHING, Fate.DRAWN),
    Library("IPython, `Audio`", "ipython-audio", Fate.WORDS, Fate.PLAYED),
    Library("IPython, `Video` of the folder", "ipython-video", Fate.WORDS, Fate.PLAYED),
    Library("IPython, `IFrame`", "ipython-frame", Fate.WORDS, Fate.VOILA),
    Library("IPython, `Javascript`", "ipython-javascript", Fate.WORDS, Fate.VOILA),
    Library("IPython, `JSON`", "ipython-json", Fate.TEXT, Fate.TEXT),
)


class Output(dict[str, Any]):
    """An output whose keys can be read as attributes, as nbformat's can."""

    def __getattr__(self, name: str) -> Any:
        """Return a key's value."""
        return self[name]


@cache
def _all_recorded() -> dict[str, Any]:
    text = (_HERE / "golden" / "results.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def all_cases() -> list[str]:
    """Return the names of all that was recorded."""
    return sorted(_all_recorded())


def recorded(case: str) -> list[Output]:
    """Return a cell's outputs as a library gave them."""
    return [Output(output) for output in _all_recorded()[case]["outputs"]]


def models_of(case: str) -> dict[str, dict[str, Any]]:
    """Return the states of the widgets that a cell made."""
    return dict(_all_recorded()[case].get("models", {}))


def fate_in(html: str) -> Fate:
    """Tell from a face's HTML what became of a result."""
    for mark, fate in (
        ("data-chart=", Fate.DRAWN),
        ("data-model=", Fate.DRAWN),
        ("<audio", Fate.PLAYED),
        ("<video", Fate.PLAYED),
        ("<img", Fate.PICTURE),
        ("<table", Fate.TABLE),
        ("xr-wrap", Fate.TABLE),
    ):
        if mark in html:
            return fate
    if _WORDS.search(html):
        return Fate.WORDS
    return Fate.TEXT if re.sub(r"<[^>]*>", "", html).strip() else Fate.NOTHING


def table() -> str:
    """Return the table of the documentation."""
    lines = ["| result | handout and slides | app | to know |", "|---|---|---|---|"]
    versions = {one.case: _all_recorded()[one.case]["versions"] for one in LIBRARIES}
    for one in LIBRARIES:
        known = {"IPython": "ipython"}.get(one.name.split(",")[0], one.name)
        own = next((v for k, v in versions[one.case].items() if _plain(k) in _plain(known)), "")
        name = f"{one.name} ({own})" if own else one.name
        lines.append(f"| {name} | {one.paper} | {one.app} | {one.note} |")
    return "\n".join(lines)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


if __name__ == "__main__":
    page = Path(__file__).parents[1] / "docs" / "reference" / "plotting.md"
    text = page.read_text(encoding="utf-8")
    head, begin, rest = text.partition(BEGIN)
    _old, end, foot = rest.partition(END)
    page.write_text(f"{head}{begin}\n\n{table()}\n\n{end}{foot}", encoding="utf-8")
