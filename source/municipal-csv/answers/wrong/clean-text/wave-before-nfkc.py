# 波線を先に直した（NFKC で半角の ~ に変わってしまう）
# loses: test-clean-text, test-common
def clean_text(text):
    text = text.translate(MARKS).replace("~", "～").replace("〜", "～")
    text = unicodedata.normalize("NFKC", text)
    return " ".join(text.split())
