# 記憶の中のファイルに書く
def to_public_csv(table):
    memory = io.BytesIO()
    table.to_csv(memory, index=False, encoding="utf-8-sig", lineterminator="\r\n")
    return memory.getvalue()


def receipt(raw):
    digest = hashlib.sha256()
    digest.update(raw)
    return {"SHA-256": digest.hexdigest(), "バイト数": len(raw), "件数": read_table(raw).shape[0]}
