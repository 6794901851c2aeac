# 正規表現でまとめて消す書き方
PHRASES = [
    "お世話になっております。", "はじめまして。", "こんにちは。", "お忙しいところ失礼します。",
    "よろしくお願いします。", "お願いいたします。",
]



def normalise(text):
    if not isinstance(text, str):
        return ""
    text = unicodedata.normalize("NFKC", text).lower()
    text = re.sub("|".join(re.escape(phrase) for phrase in PHRASES), "", text)
    return re.sub(r"\s+", "", text)
