# 半角の波線だけを直した
# loses: test-clean-text, test-common
def clean_text(text):
    text = unicodedata.normalize("NFKC", text.translate(MARKS))
    return " ".join(text.replace("~", "～").split())
