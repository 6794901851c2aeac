# 文を作るAIを、操作をくり返すしくみと思った
# loses: test-match
match = {"場面1": "KPI", "場面2": "API", "場面3": "AI-OCR", "場面4": "RPA", "場面5": "EBPM", "場面6": "クラウド"}
