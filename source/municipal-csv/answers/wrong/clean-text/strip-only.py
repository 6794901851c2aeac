# 前後だけを取り、中の改行を残した
# loses: test-clean-text, test-common
def clean_text(text):
    text = unicodedata.normalize("NFKC", text.translate(MARKS))
    return text.replace("~", "～").replace("〜", "～").strip()
