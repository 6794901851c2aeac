# 全部の地区をまとめてから1つを取り出す書き方
groups = table[table["受診者数"].notnull()].groupby(["西暦", "地区"])[["対象者数", "受診者数"]].sum()
one = groups.loc[(TARGET, HAND)]
hand = one.to_dict()
hand["受診率"] = hand["受診者数"] / hand["対象者数"] * 100
print(HAND, hand)
