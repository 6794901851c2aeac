#!/bin/sh
# openbadges 1.1.2, openbadges-bakery 1.2.4 (CPython 3.11)
# Guess before the run: the validator of the Open Badges specification, whose package asks for no
#   Python in particular, works on the one that it is installed with, as the baker of the same makers does.
# Seen: pip installs it without a word on CPython 3.11, and importing its verifier ends in a
#   SyntaxError: a library that it needs has a number spelled as in Python 2. The baker, alone, puts
#   an assertion into a picture and reads it back.
# Output seen: openbadges.verifier: SyntaxError | openbadges_bakery: read back
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check openbadges==1.1.2 openbadges-bakery==1.2.4 setuptools==80.9.0
"$folder/venv/bin/python" -W ignore - <<'PY'
import io
import json
import struct
import zlib

from openbadges_bakery import bake, unbake

try:
    from openbadges import verifier
    verifying = f"imported, {verifier.__name__}"
except SyntaxError:
    verifying = "SyntaxError"

def chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

pixel = [(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)), (b"IDAT", zlib.compress(b"\0\0")), (b"IEND", b"")]
picture = io.BytesIO(b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in pixel))
picture.name = "badge.png"
assertion = json.dumps({"name": "practitioner"})
baked = bake(picture, assertion)
baked.seek(0)
baking = "read back" if unbake(baked) == assertion else "lost"
print(f"openbadges.verifier: {verifying} | openbadges_bakery: {baking}")
assert (verifying, baking) == ("SyntaxError", "read back"), "it behaves otherwise now"
PY
