# 1行ずつ辞書を作る
def to_common(table, source):
    rows = []
    for place in range(len(table)):
        row = {name: clean_text(pick(table, headers).iloc[place]) for name, headers in HEADERS.items()}
        if row["名称"] == "":
            continue
        for name in NUMBERS:
            row[name] = to_number(row[name])
        rows.append({"出典": source, **row})
    return pd.DataFrame(rows, columns=["出典", *HEADERS]).astype({"収容人数": "Int64"})


parts = []
empty = 0
for name, table in tables.items():
    part = to_common(table, name)
    empty += len(table) - len(part)
    parts.append(part)
facilities = pd.concat(parts, ignore_index=True)
counts = {"読んだ行": len(facilities) + empty, "空の行": empty, "公開する行": len(facilities)}
