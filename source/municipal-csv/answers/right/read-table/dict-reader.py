# 辞書の並びから表を作る
import csv


def read_table(raw):
    reader = csv.DictReader(io.StringIO(raw.decode(detect_encoding(raw)), newline=""))
    return pd.DataFrame(list(reader), columns=reader.fieldnames)
