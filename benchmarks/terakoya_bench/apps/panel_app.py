"""The lab population-ageing as a Panel app, for comparison: run by `panel serve`, never imported.

The notebook's own functions make the result; only the two lists are Panel's.
"""

import json
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("agg")
import panel as pn  # type: ignore[import-not-found]

pn.extension()
cells = json.loads(Path("notebook.json").read_text(encoding="utf-8"))["cells"]
code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
space: dict[str, Any] = {"display": lambda *_args: None, "__name__": "app"}
for source in code[:-1]:  # the last one only says where the data comes from
    exec(compile(source, "cell", "exec"), space)  # noqa: S102 - the author's own code
dates = {space["app_year"](date): date for date in reversed(space["DATES"])}
town = pn.widgets.Select(name="町", options=space["app_towns"])
date = pn.widgets.Select(name="年", options=dates)
result = pn.bind(lambda town, date: pn.pane.HTML(space["app_page"](town, date)), town, date)
pn.Column(town, date, result).servable()
