# 改行だけを空白にした（続く空白が残る）
# loses: test-clean-text, test-common
def clean_text(text):
    text = unicodedata.normalize("NFKC", text.translate(MARKS))
    text = text.replace("~", "～").replace("〜", "～")
    return text.replace("\r\n", " ").replace("\n", "").strip()
