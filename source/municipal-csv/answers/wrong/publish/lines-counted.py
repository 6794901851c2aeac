# 改行の数を件数とした
# loses: test-publish, test-handover
def to_public_csv(table):
    return table.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def receipt(raw):
    return {"件数": raw.count(b"\n"), "バイト数": len(raw), "SHA-256": hashlib.sha256(raw).hexdigest()}
