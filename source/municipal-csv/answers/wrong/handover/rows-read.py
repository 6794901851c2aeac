# 公開する件数ではなく、読んだ行数を入れた
# loses: test-handover
handover = {
    "件数": counts["読んだ行"],
    "SHA-256": note["SHA-256"],
    "確かめる施設": [name for name in facilities["名称"] if cannot_write(name)],
    "書けない字": "ウ",
    "頭の0": "ア",
    "元のファイル": "イ",
}
