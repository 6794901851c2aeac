# 写しに列を加えてから選ぶ書き方
def prepare(raw):
    made = raw.assign(
        受付日=pd.to_datetime(raw["受付日"], format="%Y/%m/%d"),
        用件=raw["本文"].apply(normalise),
        担当課=raw["担当課"].fillna("").str.replace(r"\s+", "", regex=True),
    )
    made = made.query("用件 != '' and 担当課 != ''")
    return made.groupby("用件", sort=False).head(1)[["受付日", "用件", "担当課"]].reset_index(drop=True)


def split(clean, day):
    test = clean[clean["受付日"].ge(pd.Timestamp(day))]
    train = clean.drop(index=test.index)
    return train, test


TEST_DAY = "2026-08-16"
clean = prepare(raw)
train, test = split(clean, TEST_DAY)
print(len(clean), len(train), len(test))
