# 1列ずつ加えていく書き方
def prepare(raw):
    table = pd.DataFrame()
    table["受付日"] = pd.to_datetime(raw["受付日"])
    table["担当課"] = ["" if pd.isna(name) else re.sub(r"\s", "", name) for name in raw["担当課"]]
    table["用件"] = [normalise(text) for text in raw["本文"]]
    table = table[table["用件"].str.len() > 0]
    table = table[table["担当課"].str.len() > 0]
    return table[~table["用件"].duplicated()]


def split(clean, day):
    day = pd.to_datetime(day)
    return clean.loc[clean["受付日"] < day], clean.loc[clean["受付日"] >= day]


TEST_DAY = "2026-08-16"
clean = prepare(raw)
train, test = split(clean, TEST_DAY)
print(len(clean), len(train), len(test))
