# 丸数字を直していない
# loses: test-clean-text, test-common
def clean_text(text):
    text = unicodedata.normalize("NFKC", text)
    return " ".join(text.replace("~", "～").replace("〜", "～").split())
