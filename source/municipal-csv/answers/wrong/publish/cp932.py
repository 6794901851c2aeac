# cp932 で書き、書けない字は「?」にした
# loses: test-publish
def to_public_csv(table):
    return table.to_csv(index=False, lineterminator="\r\n").encode("cp932", errors="replace")


def receipt(raw):
    return {"件数": len(read_table(raw)), "バイト数": len(raw), "SHA-256": hashlib.sha256(raw).hexdigest()}
