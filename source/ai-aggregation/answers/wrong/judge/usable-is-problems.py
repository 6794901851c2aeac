# 問題のある答えを選んだ
# loses: test-judge, test-decision
KINDS = ["動かない", "列", "地区", "人数", "率"]

# judge   ：結果の問題の種類をリストで返す関数
# verdicts：{"A": [種類, …], …, "G": […]}
# usable  ：問題のなかった答えの名前のリスト
def judge(table, result, year):
    if not {"地区", "対象者数", "受診者数", "受診率"} <= set(result.columns):
        return ["列"]
    kinds = []
    districts = check_districts(table, result, year)
    if districts["たりない"] or districts["よけい"]:
        kinds.append("地区")
    if check_numbers(table, result, year):
        kinds.append("人数")
    if check_rates(result):
        kinds.append("率")
    return kinds


verdicts = {}
for name, code in codes.items():
    found = set()
    for year in YEARS:
        outcome, error = run_code(code, raw, year)
        if error:
            found.add("動かない")
        else:
            found.update(judge(table, outcome, year))
    verdicts[name] = [kind for kind in KINDS if kind in found]
usable = [name for name, kinds in verdicts.items() if kinds]
for name, kinds in verdicts.items():
    print(f"答え{name}：{'、'.join(kinds) or '問題は見つからない'}")
