# あいさつを消していない
# loses: test-normalise, test-split, test-classify, test-errors
PHRASES = [
    "お世話になっております。", "はじめまして。", "こんにちは。", "お忙しいところ失礼します。",
    "よろしくお願いします。", "お願いいたします。",
]


def normalise(text):
    """問い合わせの文章から、あいさつと空白をのぞき、文字の形をそろえます。空欄は "" にします。"""
    if not isinstance(text, str):
        return ""
    text = unicodedata.normalize("NFKC", text).lower()
    return "".join(text.split())
