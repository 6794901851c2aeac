# 1行ずつ足していく書き方
called = seen = 0
for _, line in table.iterrows():
    if line["西暦"] == TARGET and line["地区"] == HAND and pd.notna(line["受診者数"]):
        called += line["対象者数"]
        seen += line["受診者数"]
hand = dict(対象者数=called, 受診者数=seen, 受診率=seen * 100 / called)
print(HAND, hand)
