# 借りる「場所」を、つなぐ「道」の名前で答えた
# loses: test-match
match = {"場面1": "KPI", "場面2": "API", "場面3": "AI-OCR", "場面4": "生成AI", "場面5": "EBPM", "場面6": "LGWAN"}
