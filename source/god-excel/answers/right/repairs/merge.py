# 小計の表と合計の表を結び、差を調べる
ours = ledger.groupby(["地区", "区分"], as_index=False)["延床面積"].sum()
both = subtotals.merge(ours, on=["地区", "区分"], how="left")
wrong = both[(both["小計"] - both["延床面積"]).abs() > 0.5]
mismatches = list(zip(wrong["地区"], wrong["区分"]))

wide = ledger.set_index(["地区", "施設名"])
wide = wide[[name for name in wide.columns if name.startswith("修繕費")]]
wide.columns = [2018 + int(re.sub(r"\D", "", name.rsplit("_", 1)[1])) for name in wide.columns]
repairs = wide.reset_index().melt(id_vars=["地区", "施設名"], var_name="年度", value_name="修繕費")
repairs["年度"] = repairs["年度"].astype(int)
