# 収容人数を、整数か「値なし」の並びにする
def to_common(table, source):
    result = pd.DataFrame({name: pick(table, headers).map(clean_text) for name, headers in HEADERS.items()})
    for name in ["緯度", "経度"]:
        result[name] = result[name].map(to_number)
    numbers = [to_number(text) for text in result["収容人数"]]
    whole = [None if number != number else int(number) for number in numbers]
    result["収容人数"] = pd.Series(whole, index=result.index, dtype=object)
    result["出典"] = source
    return result.drop(result.index[result["名称"] == ""])


facilities = pd.concat([to_common(table, name) for name, table in tables.items()])
counts = {
    "読んだ行": sum(len(table) for table in tables.values()),
    "空の行": sum(int((pick(table, HEADERS["名称"]).map(clean_text) == "").sum()) for table in tables.values()),
    "公開する行": len(facilities),
}
