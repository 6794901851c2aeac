# 改行で切った（セルの中の改行で行がこわれる）
# loses: test-read-table, test-publish, test-common
def read_table(raw):
    lines = raw.decode(detect_encoding(raw)).splitlines()
    rows = [line.split(",") for line in lines]
    width = len(rows[0])
    rows = [(row + [""] * width)[:width] for row in rows]
    return pd.DataFrame(rows[1:], columns=rows[0])
