# たりないと、よけいが逆
# loses: test-check-districts
def check_districts(table, result, year):
    """結果に、たりない地区とよけいな地区があれば、その名前を返します。"""
    rows = table[(table["西暦"] == year) & (table["地区"] != "合計")]
    wanted = set(rows["地区"])
    found = set(result["地区"])
    return {"たりない": sorted(found - wanted) , "よけい": sorted(wanted - found)}
