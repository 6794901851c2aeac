# cp932 にはある字（髙・﨑）まで「書けない」とした
# loses: test-handover
def no_shift_jis(name):
    return name.encode("shift_jis", errors="ignore").decode("shift_jis") != name


handover = {
    "件数": note["件数"],
    "SHA-256": note["SHA-256"],
    "確かめる施設": [name for name in facilities["名称"] if no_shift_jis(name)],
    "書けない字": "ウ",
    "頭の0": "ア",
    "元のファイル": "イ",
}
