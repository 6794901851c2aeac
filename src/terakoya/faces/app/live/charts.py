"""A chart on the light page: its data, and words; the page's script has it drawn."""

from __future__ import annotations

import json
import math
from html import escape
from typing import Any

from terakoya.faces.charts import Chart
from terakoya.faces.charts.scripts import can_draw

__all__ = ["chart_place", "is_drawable"]


def is_drawable(chart: Chart) -> bool:
    """Tell whether the light page can draw a chart, with the packages that are installed."""
    return chart.can_be_drawn and can_draw(chart.drawer)


def chart_place(chart: Chart, words: str) -> str:
    """Return the HTML in which the page draws a chart; `words` say what it shows."""
    spec = _as_data(chart.spec)
    kind = f' data-lite="{str(chart.is_lite).lower()}"'
    label = escape(chart.described or words, quote=True)
    return (
        f'<figure class="tk-chart" data-chart="{chart.drawer}"{kind} role="group" '
        f'aria-label="{label}"><script type="application/json">{spec}</script></figure>'
    )


def _as_data(spec: object) -> str:
    """Return JSON that can stand in an element: nothing in it ends that, and no NaN is in it."""
    try:
        text = json.dumps(spec, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except ValueError:
        text = json.dumps(_finite(spec), ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _finite(value: object) -> Any:
    if isinstance(value, dict):
        return {key: _finite(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(entry) for entry in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
