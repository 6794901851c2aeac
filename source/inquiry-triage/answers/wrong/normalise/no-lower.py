# 小文字にしていない
# loses: test-normalise
PHRASES = [
    "お世話になっております。", "はじめまして。", "こんにちは。", "お忙しいところ失礼します。",
    "よろしくお願いします。", "お願いいたします。",
]


def normalise(text):
    """問い合わせの文章から、あいさつと空白をのぞき、文字の形をそろえます。空欄は "" にします。"""
    if not isinstance(text, str):
        return ""
    text = unicodedata.normalize("NFKC", text)
    for phrase in PHRASES:
        text = text.replace(phrase, "")
    return "".join(text.split())
