# 文字に直してから計算した（BOM や形式の違いが消える）
# loses: test-publish
def to_public_csv(table):
    return table.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def receipt(raw):
    text = raw.decode(detect_encoding(raw))
    return {"件数": len(read_table(raw)), "バイト数": len(raw), "SHA-256": hashlib.sha256(text.encode()).hexdigest()}
