# values と any を使う書き方
KINDS = ["動かない", "列", "地区", "人数", "率"]


def judge(table, result, year):
    if set(["地区", "対象者数", "受診者数", "受診率"]) - set(result):
        return ["列"]
    problems = []
    if any(check_districts(table, result, year).values()):
        problems.append("地区")
    problems += ["人数"] if check_numbers(table, result, year) else []
    problems += ["率"] if check_rates(result) else []
    return problems


def judge_all(code):
    for year in YEARS:
        result, error = run_code(code, raw, year)
        yield from (["動かない"] if error else judge(table, result, year))


verdicts = {}
for name, code in codes.items():
    seen = list(judge_all(code))
    verdicts[name] = [kind for kind in KINDS if kind in seen]
usable = list(filter(lambda name: verdicts[name] == [], verdicts))
print(verdicts)
