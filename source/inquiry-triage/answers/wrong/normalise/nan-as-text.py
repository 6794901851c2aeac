# 空欄を「nan」という文字にした
# loses: test-normalise, test-split
PHRASES = [
    "お世話になっております。", "はじめまして。", "こんにちは。", "お忙しいところ失礼します。",
    "よろしくお願いします。", "お願いいたします。",
]


def normalise(text):
    """問い合わせの文章から、あいさつと空白をのぞき、文字の形をそろえます。空欄は "" にします。"""
    if not isinstance(text, str):
        text = str(text)
    text = unicodedata.normalize("NFKC", text).lower()
    for phrase in PHRASES:
        text = text.replace(phrase, "")
    return "".join(text.split())
