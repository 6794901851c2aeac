# 1つの式につなげる
def clean_text(text):
    plain = unicodedata.normalize("NFKC", text.translate(MARKS))
    return " ".join(plain.translate({ord("~"): "～", ord("〜"): "～"}).split())
