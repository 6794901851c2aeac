# 文字でないときのエラーを受け止める書き方
PHRASES = [
    "お世話になっております。", "はじめまして。", "こんにちは。", "お忙しいところ失礼します。",
    "よろしくお願いします。", "お願いいたします。",
]



def normalise(text):
    try:
        text = unicodedata.normalize("NFKC", text)
    except TypeError:
        return ""
    text = text.casefold()
    place = 0
    while place < len(PHRASES):
        text = text.replace(PHRASES[place], "")
        place += 1
    return "".join(text.split())
