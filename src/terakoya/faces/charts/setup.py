"""What a kernel runs before a notebook that draws with Altair: charts are sent as data.

Altair's own default is a page that loads its scripts from another host. Its ``mimetype`` gives a
kind of result whose name no notebook may hold: ``application/vnd.vegalite.v6.json``.
"""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["chart_setup"]

_ALTAIR = """\
def _terakoya_charts():
    import re
    try:
        import altair
    except ImportError:
        return
    def send(spec, **_options):
        schema = spec.get("$schema", "")
        kind = "vega" if "/vega/" in schema else "vegalite"
        version = re.search(r"/v(\\d+)", schema)
        number = version[1] if version else "6"
        return {f"application/vnd.{kind}.v{number}+json": spec, "text/plain": "alt.Chart(...)"}
    altair.renderers.register("terakoya", send)
    altair.renderers.enable("terakoya")
_terakoya_charts()
del _terakoya_charts
"""


def chart_setup(imports: Iterable[str]) -> str:
    """Return the code to run before a notebook that imports these modules; empty where none is."""
    return _ALTAIR if any(name.split(".")[0] == "altair" for name in imports) else ""
