# isin を使う書き方
def check_districts(table, result, year):
    names = table.loc[table["西暦"].eq(year) & table["地区"].ne("合計"), "地区"].drop_duplicates()
    missing = names[~names.isin(result["地区"])]
    extra = result.loc[~result["地区"].isin(names), "地区"]
    return {"たりない": sorted(missing), "よけい": sorted(extra.unique())}
