#!/bin/sh
# jaconv 0.5.0 (CPython 3.11)
# Guess before the run: normalize() makes widths uniform (a full-width hyphen becomes a hyphen), and the
#   wave dash of a range, 9時〜17時, stays as it is or becomes a half-width tilde.
# Seen: the wave dash and the full-width tilde become the sign of a long vowel, ー, and so does a
#   full-width hyphen between a letter and a digit: 9時ー17時, Aー1. A real minus sign becomes a hyphen.
# Output seen: 9時ー17時 | 10ー20人 | Aー1 | -5度
# It matters to whoever cleans opening hours, amounts or numbers of forms before splitting them at 〜.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check jaconv==0.5.0
venv/bin/python - <<'PY'
import jaconv

texts = ("9時〜17時", "10～20人", "A－1", "−5度")
made = [jaconv.normalize(text) for text in texts]
print(" | ".join(made))
assert made == ["9時ー17時", "10ー20人", "Aー1", "-5度"], "normalize treats dashes differently now"
PY
