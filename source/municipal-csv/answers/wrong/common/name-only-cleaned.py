# 名称だけをそろえた
# loses: test-common
def to_common(table, source):
    result = pd.DataFrame()
    for name, headers in HEADERS.items():
        result[name] = pick(table, headers)
    result["名称"] = result["名称"].map(clean_text)
    for name in NUMBERS:
        result[name] = result[name].map(to_number)
    result["収容人数"] = result["収容人数"].astype("Int64")
    result["出典"] = source
    return result[result["名称"] != ""]


facilities = pd.concat([to_common(table, name) for name, table in tables.items()])
read_rows = sum(len(table) for table in tables.values())
counts = {"読んだ行": read_rows, "空の行": read_rows - len(facilities), "公開する行": len(facilities)}
