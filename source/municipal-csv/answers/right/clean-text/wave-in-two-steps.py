# 波線を先に「〜」へ寄せておき、最後に「～」にする
def clean_text(text):
    text = text.translate(MARKS).replace("～", "〜").replace("~", "〜")
    text = unicodedata.normalize("NFKC", text).replace("〜", "～")
    words = text.split()
    return " ".join(words)
