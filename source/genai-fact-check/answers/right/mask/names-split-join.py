# 名前で切って、名札でつなぐ書き方
def mask(text, names):
    found = unicodedata.normalize("NFKC", str(text))
    found = re.sub(PATTERNS["【メール】"], "【メール】", found)
    found = re.sub(PATTERNS["【個人番号】"], "【個人番号】", found)
    found = re.sub(PATTERNS["【電話】"], "【電話】", found)
    for name in sorted(set(names), key=len)[::-1]:
        found = "【氏名】".join(found.split(name))
    return found
