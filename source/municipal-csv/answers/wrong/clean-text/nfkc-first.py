# 丸数字より先に NFKC を行った（①がただの1になる）
# loses: test-clean-text, test-common
def clean_text(text):
    text = unicodedata.normalize("NFKC", text).translate(MARKS)
    text = text.replace("~", "～").replace("〜", "～")
    return " ".join(text.split())
