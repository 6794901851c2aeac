"""Charts as pictures: Vega-Lite and Vega are drawn by vl-convert, in a sandboxed child.

vl-convert holds a JavaScript engine, which works on what the notebook has made: so it runs where
that ran. It is installed with ``terakoya[charts]``; without it the charts stay what they are.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Mapping
from importlib.util import find_spec
from typing import Any

import nbformat
from terakoya_autograde import Limits as EngineLimits

from terakoya.faces.charts import Chart, Drawer, find_chart
from terakoya.faces.paper.fonts import SPARE_FONTS

__all__ = ["DRAWING_LIMITS", "draw_charts"]

DRAWING_LIMITS = EngineLimits(60, 300, 2048, 64 * 1024)
"""V8 wants to write to 530 MiB, though it uses 80."""
_FONTS = "BIZ UDGothic, IPAexGothic, sans-serif"
_BEGIN = f"""\
import base64, json
import vl_convert
from IPython.display import display
vl_convert.register_font_directory({str(SPARE_FONTS)!r})
"""
_DRAW = """\
display({{"image/svg+xml": vl_convert.{function}(
    json.loads(base64.b64decode({spec!r})), allowed_base_urls=[]{more})}}, raw=True)
"""


def draw_charts(outputs: Iterable[Any], run: Callable[[Any], object]) -> None:
    """Give each chart among outputs its picture, ``image/svg+xml``, where it can be drawn.

    Args:
        outputs: of a notebook that has run, as nbformat has them; they are changed.
        run: runs another notebook in place, sandboxed.
    """
    found = [(output, chart) for output in outputs if (chart := _drawable(output)) is not None]
    if not found or find_spec("vl_convert") is None:
        return
    sources = [_BEGIN, *(_drawing(chart) for _output, chart in found)]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in sources])
    run(notebook)
    for (output, chart), cell in zip(found, notebook.cells[1:], strict=True):
        svg = next((made.data["image/svg+xml"] for made in cell.outputs if "data" in made), None)
        if svg is not None:
            output.data["image/svg+xml"] = svg
            if chart.described:
                output.metadata["image/svg+xml"] = {"alt": chart.described}


def _drawable(output: Any) -> Chart | None:
    data: Mapping[str, Any] = output.get("data", {})
    chart = find_chart(data)
    fits = chart is not None and chart.drawer is Drawer.VEGA and not chart.elsewhere
    return chart if fits else None


def _drawing(chart: Chart) -> str:
    """Return the code that draws a chart; its data are data there, never code."""
    spec = base64.b64encode(json.dumps(chart.spec).encode()).decode()
    function = "vegalite_to_svg" if chart.is_lite else "vega_to_svg"
    more = f", config={{'font': {_FONTS!r}}}" if chart.is_lite else ""
    return _DRAW.format(function=function, spec=spec, more=more)
