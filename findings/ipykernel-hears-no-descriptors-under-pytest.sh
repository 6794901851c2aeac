#!/bin/sh
# ipykernel 7.4.0 with jupyter_client 8.10.0 (CPython 3.11, Linux)
# Guess before the run: what a notebook's cell writes below Python's streams (`os.system`) is shown
#   whoever starts the kernel.
# Seen: a kernel that is started where PYTEST_CURRENT_TEST is set (so by any test) records nothing of it;
#   the same kernel started without the variable records it. `print` is recorded in both.
# Output seen: without 'below\nabove\n', with 'above\n'
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check ipykernel==7.4.0 jupyter_client==8.10.0
cat > "$folder/try.py" <<'PY'
import os, sys, time
import ipykernel
from jupyter_client.manager import start_new_kernel

def heard(environment):
    manager, client = start_new_kernel(kernel_name="python3", env=environment)
    texts = []
    def take(message):
        if message["msg_type"] == "stream":
            texts.append(message["content"]["text"])
    try:
        client.execute_interactive("import os, time; os.system('echo below'); time.sleep(1)", output_hook=take, timeout=60)
        client.execute_interactive("print('above')", output_hook=take, timeout=60)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    return "".join(texts)

plain = {k: v for k, v in os.environ.items() if k != "PYTEST_CURRENT_TEST"}
without, within = heard(plain), heard(plain | {"PYTEST_CURRENT_TEST": "test_one.py::test (call)"})
print(f"ipykernel {ipykernel.__version__}: without {without!r}, with {within!r}")
assert "above" in without and "above" in within
assert "below" in without, "a kernel does not hear what is written below its streams any more"
assert "below" not in within, "the variable makes no difference any more"
PY
JUPYTER_PATH= "$folder/venv/bin/python" "$folder/try.py"
