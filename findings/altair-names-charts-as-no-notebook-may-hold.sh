#!/bin/sh
# altair 6.3.0, nbformat 5.11.1 (CPython 3.11)
# Guess before the run: renderers.enable("mimetype") makes a chart a result that any notebook can hold,
#   application/vnd.vegalite.v6+json, as Altair 5 did.
# Seen: the kind is called application/vnd.vegalite.v6.json, with a dot. nbformat takes an object only
#   below names that end in +json (or application/json), and refuses the notebook; nbclient, which
#   checks each output as it comes, breaks off in the middle of the run.
# Output seen: ['application/vnd.vegalite.v6.json', 'text/plain'] | refused: NotebookValidationError
# It matters to whoever runs a notebook with nbclient, or keeps it: make the name anew, or a text of it.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check altair==6.3.0 nbformat==5.11.1
"$folder/venv/bin/python" - <<'PY'
import altair
import nbformat

altair.renderers.enable("mimetype")
chart = altair.Chart(altair.Data(values=[{"a": 1}])).mark_bar().encode(x="a:N")
data = chart._repr_mimebundle_(None, None)
data = data[0] if isinstance(data, tuple) else data
try:
    nbformat.v4.new_output("display_data", dict(data))
    said = "taken"
except nbformat.ValidationError as error:
    said = f"refused: {type(error).__name__}"
print(sorted(data), "|", said)
assert altair.__version__ == "6.3.0"
assert "application/vnd.vegalite.v6.json" in data, "the kind has another name now"
assert said.startswith("refused"), "nbformat takes it now"
PY
