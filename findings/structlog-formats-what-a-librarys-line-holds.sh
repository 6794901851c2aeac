#!/bin/sh
# structlog 26.1.0 (CPython 3.11)
# Guess before the run: a ProcessorFormatter whose last processor lets only known fields through keeps
#   out whatever a library's own logging call was given as arguments.
# Seen: the arguments are put into `event`, a known field, before any processor sees the line; only
#   use_get_message=False leaves the form of the message alone. A str() of an error that is logged as
#   the message itself stays in both cases.
# Output seen: usual: {'event': 'hanako came'}; use_get_message=False: {'event': '%s came'}
# It matters where a log must hold nobody's name: filtering fields is not enough.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check structlog==26.1.0
"$folder/venv/bin/python" - <<'PY'
import io
import logging
from importlib.metadata import version

from structlog.stdlib import ProcessorFormatter

def only_event(_logger, _name, line):
    return {"event": line["event"]}

def write(**options):
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    shown = lambda _logger, _name, line: str(line)
    handler.setFormatter(ProcessorFormatter(processors=[only_event, shown], **options))
    logger = logging.Logger("library")
    logger.addHandler(handler)
    logger.warning("%s came", "hanako")
    logger.warning(ValueError("taro"))
    return stream.getvalue().splitlines()

(usual, error), (form, same) = write(), write(use_get_message=False)
print(f"usual: {usual}; use_get_message=False: {form}")
assert version("structlog") == "26.1.0"
assert "hanako" in usual and "hanako" not in form
assert "taro" in error and "taro" in same
PY
