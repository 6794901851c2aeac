# 全部の発言に合う用語を書いてから、元のままのものを消す書き方
said = dict(zip(talks["番号"], ["BPR", "AI-OCR", "クラウド", "標準化", "KPI", "標準化"]))
fits = dict(zip(talks["番号"], ["BPR", "RPA", "クラウド", "標準化", "EBPM", "クラウド"]))
fixes = {number: word for number, word in fits.items() if said[number] != word}
