# 新しい年度から検査する書き方
KINDS = ["動かない", "列", "地区", "人数", "率"]


def judge(table, result, year):
    columns = list(result.columns)
    if not all(name in columns for name in ["受診率", "受診者数", "対象者数", "地区"]):
        return ["列"]
    kinds = []
    places = check_districts(table, result, year)
    if places["よけい"] + places["たりない"] != []:
        kinds.append(KINDS[2])
    if check_numbers(table, result, year) != []:
        kinds.append(KINDS[3])
    if check_rates(result) != []:
        kinds.append(KINDS[4])
    return kinds


verdicts = {name: [] for name in codes}
for year in YEARS[::-1]:
    for name, code in codes.items():
        result, error = run_code(code, raw, year)
        new = ["動かない"] if error != "" else judge(table, result, year)
        verdicts[name] = [kind for kind in KINDS if kind in verdicts[name] or kind in new]
usable = sorted(name for name, kinds in verdicts.items() if kinds == [])
print(verdicts)
