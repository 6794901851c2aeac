#!/bin/sh
# phonenumbers 9.0.43 (CPython 3.11)
# Guess before the run: whoever searches a Japanese letterhead finds its numbers, with or without a
#   space after TEL and FAX, and 内線 is an extension.
# Seen: with its default leniency (VALID) the matcher finds no number that stands right behind an
#   ASCII letter; "TEL087-839-2011" is how many offices write it. In full-width letters the same
#   number is found. An extension that is called 内線 is not read, and `parse` refuses the whole text.
# Output seen: 03-1234-5678 [0, 1, 1, 'refused', '23']
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check phonenumbers==9.0.43
PYTHONUTF8=1 "$folder/venv/bin/python" - <<'PY'
import phonenumbers

example = phonenumbers.format_number(
    phonenumbers.example_number_for_type("JP", phonenumbers.PhoneNumberType.FIXED_LINE),
    phonenumbers.PhoneNumberFormat.NATIONAL,
)
wide = "ＴＥＬ" + example.translate({ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789-"})

def found(text):
    return len(list(phonenumbers.PhoneNumberMatcher(text, "JP")))

def extension(text):
    try:
        return phonenumbers.parse(text, "JP").extension
    except phonenumbers.NumberParseException:
        return "refused"

seen = [found(f"TEL{example}"), found(f"TEL {example}"), found(wide), extension(f"{example} 内線23"), extension(f"{example} ext. 23")]
print(example, seen)
assert seen == [0, 1, 1, "refused", "23"], "it is found now"
PY
