# csv モジュールで1行ずつ読み、番号をふり直す
import csv

records = []
counts = {"全件": 0, "途中離脱": 0, "時計ずれ": 0, "集計対象": 0}
with open("data/tickets.csv", encoding="cp932", newline="") as file:
    for row in csv.DictReader(file):
        row["発券分"] = to_minutes(row["発券時刻"])
        row["呼出分"] = to_minutes(row["呼出時刻"])
        row["終了分"] = to_minutes(row["終了時刻"])
        row["待ち分"] = row["呼出分"] - row["発券分"]
        counts["全件"] += 1
        if row["呼出時刻"] == "":
            row["状態"] = "途中離脱"
        elif row["待ち分"] < 0:
            row["状態"] = "時計ずれ"
        else:
            row["状態"] = "集計対象"
        counts[row["状態"]] += 1
        records.append(row)
tickets = pd.DataFrame(records)
served = tickets[tickets["状態"] == "集計対象"].reset_index(drop=True)
