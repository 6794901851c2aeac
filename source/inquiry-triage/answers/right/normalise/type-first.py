# 型を調べ、1文字ずつ空白を外す書き方
PHRASES = [
    "お世話になっております。", "はじめまして。", "こんにちは。", "お忙しいところ失礼します。",
    "よろしくお願いします。", "お願いいたします。",
]



def normalise(text):
    if type(text) is str:
        short = unicodedata.normalize("NFKC", text).lower()
        for phrase in PHRASES:
            short = "".join(short.split(phrase))
        return "".join(letter for letter in short if not letter.isspace())
    return ""
