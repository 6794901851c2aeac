# 別の中身（BOMなし）のチェックサムを入れた
# loses: test-handover
handover = {
    "件数": note["件数"],
    "SHA-256": hashlib.sha256(facilities.to_csv(index=False).encode("utf-8")).hexdigest(),
    "確かめる施設": [name for name in facilities["名称"] if cannot_write(name)],
    "書けない字": "ウ",
    "頭の0": "ア",
    "元のファイル": "イ",
}
