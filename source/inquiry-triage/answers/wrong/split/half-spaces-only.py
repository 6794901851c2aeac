# 半角の空白だけを消した
# loses: test-split, test-errors, test-classify
# prepare(raw)     ：受付日、用件、担当課の3列の、きれいな表を返す関数
# split(clean, day)：(day より前の表, day 以後の表) を返す関数
def prepare(raw):
    clean = pd.DataFrame(
        {
            "受付日": pd.to_datetime(raw["受付日"]),
            "用件": raw["本文"].map(normalise),
            "担当課": raw["担当課"].fillna("").map(lambda name: name.replace(" ", "")),
        }
    )
    clean = clean[(clean["用件"] != "") & (clean["担当課"] != "")]
    return clean.drop_duplicates("用件")


def split(clean, day):
    early = clean["受付日"] < pd.Timestamp(day)
    return clean[early], clean[~early]


TEST_DAY = "2026-08-16"
clean = prepare(raw)
train, test = split(clean, TEST_DAY)
print(f"使える問い合わせ {len(clean)} 件。学習用 {len(train)} 件、テスト用 {len(test)} 件")
