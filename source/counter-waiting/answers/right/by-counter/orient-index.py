# from_dict で作り、列の順番を変え、長い順に並べる
found = {}
for name in served["窓口"].unique():
    found[name] = wait_summary(served[served["窓口"] == name]["待ち分"])
by_counter = pd.DataFrame.from_dict(found, orient="index")
by_counter = by_counter[["90パーセント点", "中央値", "30分以上の割合", "件数"]]
by_counter = by_counter.sort_values("90パーセント点", ascending=False)
target = str(by_counter.index[0])
