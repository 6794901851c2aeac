# 見出しを置きかえてから、並べなおす
def to_common(table, source):
    names = {header: name for name, headers in HEADERS.items() for header in headers}
    found = table.rename(columns=names).reindex(columns=list(HEADERS), fill_value="")
    found = found.map(clean_text)
    found = found[found["名称"].str.len() > 0].copy()
    for name in NUMBERS:
        found[name] = [to_number(text) for text in found[name]]
    found["収容人数"] = found["収容人数"].astype("Int64")
    found.insert(0, "出典", source)
    return found


facilities = pd.concat([to_common(table, name) for name, table in tables.items()])
facilities = facilities.sort_values(["名称", "出典"])
total = sum(len(table) for table in tables.values())
counts = {"読んだ行": total, "空の行": total - len(facilities), "公開する行": len(facilities)}
