"""What a kernel runs before a notebook that draws with Altair: charts are sent as data.

Altair's own default is a page that loads its scripts from another host. Its ``mimetype`` gives a
kind of result whose name no notebook may hold: ``application/vnd.vegalite.v6.json``.
"""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["chart_setup"]

_ALTAIR = """\
def _terakoya_charts(picture):
    import re
    try:
        import altair
    except ImportError:
        return
    def draw(spec, kind):
        try:
            import vl_convert
            to_svg = getattr(vl_convert, kind + "_to_svg")
            return {"image/svg+xml": to_svg(spec, allowed_base_urls=[])}
        except Exception:
            return {"text/html": picture}
    def send(spec, **_options):
        schema = spec.get("$schema", "")
        kind = "vega" if "/vega/" in schema else "vegalite"
        if picture:
            return draw(spec, kind)
        version = re.search(r"/v(\\d+)", schema)
        number = version[1] if version else "6"
        return {f"application/vnd.{kind}.v{number}+json": spec, "text/plain": "alt.Chart(...)"}
    altair.renderers.register("terakoya", send)
    altair.renderers.enable("terakoya")
_terakoya_charts({picture!r})
del _terakoya_charts
"""


def chart_setup(imports: Iterable[str], *, picture: str = "") -> str:
    """Return the code to run before a notebook that imports these modules; empty where none is.

    Args:
        picture: for a page that draws nothing from data: charts are pictures, drawn by vl-convert,
            and this HTML stands where that cannot be.
    """
    if not any(name.split(".")[0] == "altair" for name in imports):
        return ""
    return _ALTAIR.replace("{picture!r}", repr(picture))
