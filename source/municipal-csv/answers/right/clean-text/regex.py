# 正規表現で空白をまとめる
import re


def clean_text(text):
    for letter, plain in MARKS.items():
        text = text.replace(chr(letter), plain)
    text = unicodedata.normalize("NFKC", text)
    text = re.sub("[~〜]", "～", text)
    return re.sub(r"\s+", " ", text).strip()
