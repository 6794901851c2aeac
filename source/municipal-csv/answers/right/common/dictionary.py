# 列の辞書から一度に表を作る
def to_common(table, source):
    columns = {name: [clean_text(text) for text in pick(table, headers)] for name, headers in HEADERS.items()}
    result = pd.DataFrame(columns).assign(出典=source)
    for name in NUMBERS:
        result[name] = result[name].map(to_number)
    result["収容人数"] = result["収容人数"].astype("Int64")
    return result.query("名称 != ''").reset_index(drop=True)


facilities = pd.concat([to_common(tables[path.name], path.name) for path in FILES])
counts = {"公開する行": len(facilities), "読んだ行": sum(map(len, tables.values()))}
counts["空の行"] = counts["読んだ行"] - counts["公開する行"]
