#!/bin/sh
# python-docx 1.2.0, docx2txt 0.9, mammoth 1.13.0 (CPython 3.11)
# Guess before the run: the text of a paragraph in which a word has its reading above it (Word's phonetic
#   guide, w:ruby) has the word; the reading may be lost.
# Seen: three readers, three texts. python-docx and mammoth leave out word and reading, docx2txt gives
#   both, the reading first and without any mark.
# Output seen: 市の窓口 | たかまつ高松市の窓口 | <p>市の窓口</p>
# It matters to whoever searches, counts or feeds a model with an office's documents: plain-Japanese texts
#   have readings above nearly every word.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check python-docx==1.2.0 docx2txt==0.9 mammoth==1.13.0
venv/bin/python - <<'PY'
import docx
import docx2txt
import mammoth
from docx.oxml import parse_xml

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
document = docx.Document()
paragraph = document.add_paragraph()
paragraph._p.append(
    parse_xml(
        f'<w:r xmlns:w="{WORD}"><w:ruby><w:rubyPr><w:rubyAlign w:val="distributeSpace"/>'
        '<w:hps w:val="10"/><w:hpsRaise w:val="18"/><w:hpsBaseText w:val="21"/>'
        '<w:lid w:val="ja-JP"/></w:rubyPr><w:rt><w:r><w:t>たかまつ</w:t></w:r></w:rt>'
        "<w:rubyBase><w:r><w:t>高松</w:t></w:r></w:rubyBase></w:ruby></w:r>"
    )
)
paragraph.add_run("市の窓口")
document.save("notice.docx")
read = docx.Document("notice.docx").paragraphs[0].text
text = docx2txt.process("notice.docx").strip()
with open("notice.docx", "rb") as file:
    html = mammoth.convert_to_html(file).value
print(read, "|", text, "|", html)
assert read == "市の窓口", "python-docx reads the word now"
assert text == "たかまつ高松市の窓口", "docx2txt reads otherwise now"
assert html == "<p>市の窓口</p>", "mammoth reads the word now"
PY
