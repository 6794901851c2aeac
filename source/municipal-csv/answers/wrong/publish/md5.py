# SHA-256 ではなく MD5 を使った
# loses: test-publish
def to_public_csv(table):
    return table.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def receipt(raw):
    return {"件数": len(read_table(raw)), "バイト数": len(raw), "SHA-256": hashlib.md5(raw).hexdigest()}
