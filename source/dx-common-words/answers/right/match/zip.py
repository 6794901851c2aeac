# 2つの並びを組にして作る書き方
chosen = ["KPI", "API", "AI-OCR", "生成AI", "EBPM", "クラウド"]
match = dict(zip(quiz["番号"], chosen))
