# 条件で行を選ぶ
rare = facilities["名称"].map(cannot_write).map(len) > 0
handover = dict(note)
handover.update(
    確かめる施設=facilities.loc[rare, "名称"].tolist(),
    書けない字="ウ",
    頭の0="ア",
    元のファイル="イ",
)
