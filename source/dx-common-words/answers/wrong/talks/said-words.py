# 直した用語ではなく、発言の中の用語を書いた
# loses: test-talks
fixes = {"発言2": "AI-OCR", "発言5": "KPI", "発言6": "標準化"}
