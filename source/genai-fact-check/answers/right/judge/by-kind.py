# 判断ごとに番号を並べてから、辞書にする書き方
kinds = {"個人情報": [3, 5], "公開前": [1], "守りの設定": [6], "聞いてよい": [2, 4]}
judged = {f"案{n}": kind for kind, numbers in kinds.items() for n in numbers}
