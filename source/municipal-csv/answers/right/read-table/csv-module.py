# csv の道具で1行ずつ読み、表にする
import csv


def read_table(raw):
    text = raw.decode(detect_encoding(raw))
    rows = [row for row in csv.reader(io.StringIO(text, newline="")) if row]
    return pd.DataFrame(rows[1:], columns=rows[0])
