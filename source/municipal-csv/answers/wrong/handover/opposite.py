# 条件が逆（書ける施設を並べた）
# loses: test-handover
handover = {
    "件数": note["件数"],
    "SHA-256": note["SHA-256"],
    "確かめる施設": [name for name in facilities["名称"] if not cannot_write(name)],
    "書けない字": "ウ",
    "頭の0": "ア",
    "元のファイル": "イ",
}
