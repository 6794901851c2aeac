# はじめのファイルだけを使った
# loses: test-common, test-handover
def to_common(table, source):
    result = pd.DataFrame()
    for name, headers in HEADERS.items():
        result[name] = pick(table, headers).map(clean_text)
    for name in NUMBERS:
        result[name] = result[name].map(to_number)
    result["収容人数"] = result["収容人数"].astype("Int64")
    result["出典"] = source
    return result[result["名称"] != ""]


first = FILES[0].name
facilities = to_common(tables[first], first)
counts = {"読んだ行": len(tables[first]), "空の行": len(tables[first]) - len(facilities), "公開する行": len(facilities)}
