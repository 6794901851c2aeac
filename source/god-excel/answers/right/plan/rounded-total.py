# 床面積の合計を整数に丸める
BASE_DAY = "2026-04-01"
FIFTY = "1976-04-01"
known = ledger.dropna(subset=["建築年月日"])
old = known[[day <= FIFTY for day in known["建築年月日"]]].sort_values("建築年月日")
names = set(known["施設名"])
plan = dict(分からない日付="イ", 合わない小計="ウ", 来年の台帳="ア")
plan["点検する施設"] = [str(name) for name in old["施設名"]]
plan["床面積の合計"] = round(old["延床面積"].sum())
plan["確かめる施設"] = sorted(name for name in ledger["施設名"] if name not in names)
