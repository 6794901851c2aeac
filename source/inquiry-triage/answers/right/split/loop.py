# 1件ずつ調べるくり返しの書き方
def prepare(raw):
    rows, seen = [], set()
    for _, line in raw.iterrows():
        text = normalise(line["本文"])
        office = "".join(str(line["担当課"]).split()) if isinstance(line["担当課"], str) else ""
        if text == "" or office == "" or text in seen:
            continue
        seen.add(text)
        rows.append({"受付日": pd.to_datetime(line["受付日"]), "用件": text, "担当課": office})
    return pd.DataFrame(rows, columns=["受付日", "用件", "担当課"])


def split(clean, day):
    border = pd.Timestamp(day)
    early = [when < border for when in clean["受付日"]]
    late = [not flag for flag in early]
    return clean[early], clean[late]


TEST_DAY = "2026-08-16"
clean = prepare(raw)
train, test = split(clean, TEST_DAY)
print(len(clean), len(train), len(test))
