# csv の道具で書く
import csv


def to_public_csv(table):
    memory = io.StringIO()
    writer = csv.writer(memory)
    writer.writerow(table.columns)
    for values in table.itertuples(index=False):
        writer.writerow(["" if pd.isna(value) else value for value in values])
    return BOM + memory.getvalue().encode("utf-8")


def receipt(raw):
    rows = list(csv.reader(io.StringIO(raw.decode(detect_encoding(raw)), newline="")))
    return {"件数": len(rows) - 1, "バイト数": len(raw), "SHA-256": hashlib.new("sha256", raw).hexdigest()}
