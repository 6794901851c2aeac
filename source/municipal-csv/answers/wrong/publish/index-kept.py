# 左端に行番号がついた
# loses: test-publish
def to_public_csv(table):
    return table.to_csv(lineterminator="\r\n").encode("utf-8-sig")


def receipt(raw):
    return {"件数": len(read_table(raw)), "バイト数": len(raw), "SHA-256": hashlib.sha256(raw).hexdigest()}
