# 空白をすべて消した（ことばがつながる）
# loses: test-clean-text, test-common
def clean_text(text):
    text = unicodedata.normalize("NFKC", text.translate(MARKS))
    return "".join(text.replace("~", "～").replace("〜", "～").split())
