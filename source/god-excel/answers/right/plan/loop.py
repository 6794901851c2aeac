# 1施設ずつ調べる
BASE_DAY = "2026-04-01"
FIFTY = "1976-04-01"
old, unknown, area = [], [], 0
for name, day, floor in zip(ledger["施設名"], ledger["建築年月日"], ledger["延床面積"]):
    if not isinstance(day, str):
        unknown.append(name)
    elif day <= FIFTY:
        old.append((day, name))
        area += floor
plan = {
    "点検する施設": [name for day, name in sorted(old)],
    "床面積の合計": area,
    "確かめる施設": unknown,
    "分からない日付": "イ",
    "合わない小計": "ウ",
    "来年の台帳": "ア",
}
