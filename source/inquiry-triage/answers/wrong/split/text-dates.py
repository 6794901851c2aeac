# 受付日を文字のまま比べた
# loses: test-split, test-errors, test-classify, test-plan
def prepare(raw):
    clean = pd.DataFrame(
        {
            "受付日": raw["受付日"],
            "用件": raw["本文"].map(normalise),
            "担当課": raw["担当課"].fillna("").map(lambda name: "".join(name.split())),
        }
    )
    clean = clean[(clean["用件"] != "") & (clean["担当課"] != "")]
    return clean.drop_duplicates("用件")


def split(clean, day):
    early = clean["受付日"].astype(str) < str(day)
    return clean[early], clean[~early]


TEST_DAY = "2026-08-16"
clean = prepare(raw)
train, test = split(clean, TEST_DAY)
