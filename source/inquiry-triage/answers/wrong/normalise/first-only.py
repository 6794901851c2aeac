# 同じあいさつの2回目を消していない
# loses: test-normalise
PHRASES = [
    "お世話になっております。", "はじめまして。", "こんにちは。", "お忙しいところ失礼します。",
    "よろしくお願いします。", "お願いいたします。",
]


def normalise(text):
    """問い合わせの文章から、あいさつと空白をのぞき、文字の形をそろえます。空欄は "" にします。"""
    if not isinstance(text, str):
        return ""
    text = unicodedata.normalize("NFKC", text).lower()
    for phrase in PHRASES:
        text = text.replace(phrase, "", 1)
    return "".join(text.split())
