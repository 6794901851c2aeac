"""Record what libraries give for a result, for the tests: what a cell's outputs really are.

Run it with the Python of an environment that has the libraries, ipykernel and jupyter_client:
``python scripts/record_results.py tests/golden/results.json``. Long texts lose their middle, which
is script or style: no test looks there.
"""

from __future__ import annotations

import json
import re
import runpy
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from jupyter_client.manager import start_new_kernel

ROOT = Path(__file__).resolve().parents[1]
SETUP = runpy.run_path(str(ROOT / "src/terakoya/faces/charts/setup.py"))["chart_setup"]
LONG, KEPT = 60_000, 5_000
TABLE = "import pandas as pd; towns = pd.DataFrame({'町': ['東町', '西町'], '人数': [1200, 34]})\n"
CASES = {
    "plotly": "import plotly.express as px\npx.bar(x=['東町', '西町'], y=[1, 2], title='人数')",
    "plotly-3d": "import plotly.express as px\npx.scatter_3d(x=[1], y=[2], z=[3])",
    "plotly-map": "import plotly.express as px\npx.scatter_map(lat=[35.6], lon=[139.7])",
    "altair": TABLE + "import altair as alt\nalt.Chart(towns).mark_bar().encode(x='町', y='人数')",
    "altair-mimetype": "alt.renderers.enable('mimetype')\nalt.Chart(towns).mark_bar()",
    "altair-as-data": SETUP(["altair"]) + "alt.Chart(towns).mark_bar().encode(x='町', y='人数')",
    "altair-elsewhere": "alt.Chart('data/towns.csv').mark_bar().encode(x='町:N')",
    "bokeh": "from bokeh.plotting import figure, show\nfrom bokeh.io import output_notebook\n"
    "output_notebook()\np = figure(); p.line([1, 2], [3, 4]); show(p)",
    "bokeh-bare": "from bokeh.plotting import figure\np = figure(); p.line([1, 2], [3, 4]); p",
    "great-tables": TABLE + "from great_tables import GT\nGT(towns).tab_header(title='人の数')",
    "itables": TABLE + "from itables import show\nshow(towns)",
    "itables-everywhere": TABLE + "import itables\n"
    "itables.init_notebook_mode(all_interactive=True)\ntowns",
    "folium": "import folium\nfolium.Map([35.6, 139.7])",
    "ipyleaflet": "import ipyleaflet\nipyleaflet.Map(center=(35.6, 139.7))",
    "scikit-learn": "from sklearn.linear_model import LinearRegression\nLinearRegression()",
    "tqdm": "from tqdm.auto import tqdm\nfor _ in tqdm(range(3)): pass",
    "ipywidgets": "import ipywidgets\nipywidgets.IntSlider()",
    "ipywidgets-progress": "import ipywidgets\nipywidgets.IntProgress(value=3)",
    "ipython-progress": "from IPython.display import ProgressBar\nProgressBar(3)",
    "ipython-audio": "from IPython.display import Audio\nAudio(data=b'RIFF', rate=8000)",
    "ipython-video": "from IPython.display import Video\nVideo(url='a.mp4')",
    "ipython-frame": "from IPython.display import IFrame\nIFrame('a.html', 100, 100)",
    "ipython-javascript": "from IPython.display import Javascript\nJavascript('1 + 1')",
    "ipython-json": "from IPython.display import JSON\nJSON({'町': ['東町', 2]})",
    "rich": "from rich.table import Table\nt = Table('町'); t.add_row('東町'); t",
    "torch-like-progress": "from IPython.display import HTML\n"
    "HTML('<div><progress value=3 max=3></progress></div>')",
    "html-drawing": "from IPython.display import HTML\n"
    'HTML(\'<p>図</p><svg width="20" height="10" viewBox="0 0 20 10">\'\n'
    '     \'<rect width="20" height="10"/></svg>\')',
    "html-empty": "HTML('')",
    "html-style": "HTML('<style>table { color: #333 }</style>')",
    "xarray": "import xarray\nxarray.Dataset({'人数': ('町', [1, 2])})",
}
NAMES = {"sklearn": "scikit-learn", "IPython": "ipython"}


def main(target: Path) -> None:
    """Run each case in one kernel and write its outputs."""
    manager, client = start_new_kernel()
    try:
        found = {name: _run(client, code) for name, code in CASES.items()}
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    text = json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True)
    target.write_text(text + "\n", encoding="utf-8")


def _run(client: Any, code: str) -> dict[str, Any]:
    outputs: list[dict[str, Any]] = []
    models: dict[str, Any] = {}

    def hear(message: dict[str, Any]) -> None:
        content, kind = message["content"], message["msg_type"]
        if kind in ("display_data", "execute_result"):
            data = {name: _shorten(value) for name, value in content["data"].items()}
            outputs.append({"output_type": kind, "data": data, "metadata": content["metadata"]})
        elif kind == "comm_open":
            models[content["comm_id"]] = content["data"]["state"]
        elif kind == "error":
            raise SystemExit(f"{code}\n{content['ename']}: {content['evalue']}")

    client.execute_interactive(code, output_hook=hear, timeout=120)
    made = {"code": code, "outputs": outputs, "versions": _versions(code)}
    return made | ({"models": models} if models else {})


def _versions(code: str) -> dict[str, str]:
    found = re.findall(r"(?:^|; ?)(?:import|from) (\w+)", code, re.MULTILINE)
    names = {NAMES.get(name, name) for name in found} - sys.stdlib_module_names
    return {name: version(name) for name in sorted(names)}


def _shorten(value: Any) -> Any:
    if isinstance(value, str) and len(value) > LONG:
        return f"{value[:KEPT]}…{value[-KEPT:]}"
    return value


if __name__ == "__main__":
    main(Path(sys.argv[1]))
