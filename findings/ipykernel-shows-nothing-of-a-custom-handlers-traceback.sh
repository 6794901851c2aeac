#!/bin/sh
# ipykernel 7.4.0 with IPython 9.18.1 (CPython 3.11, Linux)
# Guess before the run: a handler set with IPython's `set_custom_exc` that returns a structured traceback
#   puts a line of its own above the error that a notebook shows.
# Seen: the notebook shows nothing of the error at all, and the answer to the request has no traceback;
#   only the error's name is told. A syntax error in the cell goes the same way.
# Output seen: plain 1 shown, with a handler 0 shown, answer ZeroDivisionError without a traceback
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check ipykernel==7.4.0 ipython==9.18.1
cat > "$folder/try.py" <<'PY'
from jupyter_client.manager import start_new_kernel

HANDLER = """
def handler(shell, kind, error, tb, tb_offset=None):
    return ["FIRST", *shell.InteractiveTB.structured_traceback(kind, error, tb, tb_offset=tb_offset)]
get_ipython().set_custom_exc((Exception,), handler)
"""
manager, client = start_new_kernel(kernel_name="python3")

def run(code):
    shown = []
    def take(message):
        if message["msg_type"] == "error":
            shown.append(message["content"]["traceback"])
    reply = client.execute_interactive(code, output_hook=take, stop_on_error=False, timeout=60)
    return shown, reply["content"]

try:
    plain, _content = run("1 / 0")
    run(HANDLER)
    handled, content = run("1 / 0")
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=True)
print(f"plain {len(plain)} shown, with a handler {len(handled)} shown, answer {content['ename']}", end=" ")
print("with" if content.get("traceback") else "without", "a traceback")
assert len(plain) == 1, "an error is not shown as it was"
assert handled == [] and not content.get("traceback"), "what the handler returns is shown now"
PY
JUPYTER_PATH= "$folder/venv/bin/python" "$folder/try.py"
