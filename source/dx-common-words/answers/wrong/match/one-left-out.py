# 最後の場面を選び忘れた
# loses: test-match
match = {"場面1": "KPI", "場面2": "API", "場面3": "AI-OCR", "場面4": "生成AI", "場面5": "EBPM"}
