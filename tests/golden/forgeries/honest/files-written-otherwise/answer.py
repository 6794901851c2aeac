# %% table
with open("wards.csv", "w", encoding="utf-8-sig", newline="") as file:
    writer = csv.writer(file)
    writer.writerows([("ward", "n"), ("east", 3), ("west", 4)])
# %% save
def save(rows, path):
    with open(path, "a") as file:
        for row in rows:
            json.dump(row, file)
            print(file=file)
# %% total
def total(path):
    return int(pd.read_csv(Path(path).resolve())["n"].sum())
