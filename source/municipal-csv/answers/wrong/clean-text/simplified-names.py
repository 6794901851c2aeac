# 髙や﨑、鷗まで、よくある字に直した
# loses: test-clean-text, test-common, test-handover
def clean_text(text):
    text = unicodedata.normalize("NFKC", text.translate(MARKS))
    for letter, plain in {"髙": "高", "﨑": "崎", "鷗": "鴎"}.items():
        text = text.replace(letter, plain)
    return " ".join(text.replace("~", "～").replace("〜", "～").split())
