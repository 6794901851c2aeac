# 名前と検査を組にしてくり返す書き方
KINDS = ["動かない", "列", "地区", "人数", "率"]


def judge(table, result, year):
    for column in ("地区", "対象者数", "受診者数", "受診率"):
        if column not in result.columns:
            return ["列"]
    districts = check_districts(table, result, year)
    found = {
        "地区": len(districts["たりない"]) + len(districts["よけい"]) > 0,
        "人数": len(check_numbers(table, result, year)) > 0,
        "率": len(check_rates(result)) > 0,
    }
    return [kind for kind in found if found[kind]]


verdicts = {}
usable = []
for name in codes:
    kinds = []
    for year in YEARS:
        result, error = run_code(codes[name], raw, year)
        kinds += judge(table, result, year) if result is not None else ["動かない"]
    verdicts[name] = sorted(set(kinds), key=KINDS.index)
    if len(verdicts[name]) == 0:
        usable.append(name)
print(verdicts)
