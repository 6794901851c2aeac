# 集合のメソッドと query を使う書き方
def check_districts(table, result, year):
    wanted = set(table.query("西暦 == @year")["地区"].unique()) - {"合計"}
    found = set(result["地区"].tolist())
    answer = {}
    answer["たりない"] = sorted(wanted.difference(found))
    answer["よけい"] = sorted(found.difference(wanted))
    return answer
