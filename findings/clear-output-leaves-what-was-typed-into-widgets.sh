#!/bin/sh
# nbconvert 7.17.2, nb-clean 5.0.0, nbstripout 0.9.1 (CPython 3.11)
# Guess before the run: a notebook whose output was cleared holds nothing of what its reader did.
# Seen: `jupyter nbconvert --clear-output` and `nb-clean clean` leave the saved state of widgets in the
#   notebook's metadata, with every word that was typed into a text box. nbstripout removes it.
# Output seen: nbconvert: kept | nb-clean: kept | nbstripout: removed
# It matters to whoever publishes, commits or hands back notebooks in which people typed something.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check nbconvert==7.17.2 nb-clean==5.0.0 nbstripout==0.9.1
venv/bin/python - <<'PY'
import subprocess

import nbformat

state = {"a": {"model_name": "TextModel", "model_module": "@jupyter-widgets/controls",
               "model_module_version": "2.0.0", "state": {"value": "typed by a learner"}}}
kind = "application/vnd.jupyter.widget-state+json"
widgets = {kind: {"state": state, "version_major": 2, "version_minor": 0}}
cell = nbformat.v4.new_code_cell("1", outputs=[nbformat.v4.new_output("stream", text="x")])
about = {"name": "python3", "display_name": "Python", "language": "python"}
whole = nbformat.v4.new_notebook(cells=[cell], metadata={"widgets": widgets, "kernelspec": about})
COMMANDS = {
    "nbconvert": ["jupyter-nbconvert", "--clear-output", "--inplace"],
    "nb-clean": ["nb-clean", "clean"],
    "nbstripout": ["nbstripout"],
}
found = {}
for name, (program, *options) in COMMANDS.items():
    nbformat.write(whole, "used.ipynb")
    command = [f"venv/bin/{program}", *options, "used.ipynb"]
    subprocess.run(command, check=True, capture_output=True)
    with open("used.ipynb", encoding="utf-8") as file:
        text = file.read()
    assert '"x"' not in text, "the output is still there"
    found[name] = "kept" if "typed by a learner" in text else "removed"
print(" | ".join(f"{name}: {what}" for name, what in found.items()))
assert found == {"nbconvert": "kept", "nb-clean": "kept", "nbstripout": "removed"}
PY
