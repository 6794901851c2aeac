# try を2つ重ねて書く
def detect_encoding(raw):
    if raw[:3] == b"\xef\xbb\xbf":
        return "utf-8-sig"
    try:
        raw.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        try:
            raw.decode("cp932")
            return "cp932"
        except UnicodeDecodeError:
            return "不明"
