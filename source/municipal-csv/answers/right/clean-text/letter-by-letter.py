# 1字ずつ組み立てる
def clean_text(text):
    marked = "".join(MARKS.get(ord(letter), letter) for letter in text)
    letters = []
    for letter in unicodedata.normalize("NFKC", marked):
        if letter in "~〜":
            letter = "～"
        if letter.isspace():
            if letters and letters[-1] != " ":
                letters.append(" ")
        else:
            letters.append(letter)
    return "".join(letters).rstrip()
