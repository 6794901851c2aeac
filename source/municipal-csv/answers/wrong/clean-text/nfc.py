# NFKC ではなく NFC を使った（全角・半角が変わらない）
# loses: test-clean-text, test-common
def clean_text(text):
    text = unicodedata.normalize("NFC", text.translate(MARKS))
    return " ".join(text.replace("~", "～").replace("〜", "～").split())
