#!/bin/sh
# weasyprint 70.0, pypdf 7.1.1 (CPython 3.11; Pango of the system)
# Guess before the run: HTML with readings (ruby) is printed with them above the words; or, as a program
#   that cannot does, with the brackets that stand in <rp> for it: 市(し).
# Seen: neither. It lays no ruby out, and hides <rp> all the same: word and reading run together, 市し.
# Output seen: usual: abcd, on 1 line | with rp shown: ab(c)d
# It matters to whoever makes papers in plain Japanese (やさしい日本語): ask for "rp { display: inline }".
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check weasyprint==70.0 pypdf==7.1.1
venv/bin/python - <<'PY'
import io

from pypdf import PdfReader
from weasyprint import CSS, HTML

WORD = "<p>a<ruby>b<rp>(</rp><rt>c</rt><rp>)</rp></ruby>d</p>"  # latin letters: every machine has a font for them


def printed(*styles):
    text = []
    page = PdfReader(io.BytesIO(HTML(string=WORD).write_pdf(stylesheets=list(styles)))).pages[0]
    heights = {}

    def note(part, _matrix, place, _font, size):
        if part.strip():
            text.append(part.strip())
            heights[round(place[5])] = size

    page.extract_text(visitor_text=note)
    return "".join(text), len(heights)


usual, mended = printed(), printed(CSS(string="rp { display: inline }"))
print(f"usual: {usual[0]}, on {usual[1]} line | with rp shown: {mended[0]}")
assert usual == ("abcd", 1), "it lays readings out, or shows brackets, now"
assert mended[0] == "ab(c)d"
PY
