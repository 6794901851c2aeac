# 半角ではなく全角にそろえた
# loses: test-clean-text, test-common
def clean_text(text):
    text = unicodedata.normalize("NFKC", text.translate(MARKS))
    text = "".join(chr(ord(letter) + 0xFEE0) if "0" <= letter <= "9" else letter for letter in text)
    return " ".join(text.replace("~", "～").replace("〜", "～").split())
