# cp932 に書いてみて、エラーになるものを選ぶ
def writable(name):
    try:
        name.encode("cp932")
        return True
    except UnicodeEncodeError:
        return False


handover = {
    "件数": note["件数"],
    "SHA-256": note["SHA-256"],
    "確かめる施設": sorted(name for name in facilities["名称"] if not writable(name)),
    "書けない字": "ウ",
    "頭の0": "ア",
    "元のファイル": "イ",
}
