# 紙の文字を読むしくみをRPAと思った
# loses: test-match
match = {"場面1": "KPI", "場面2": "API", "場面3": "RPA", "場面4": "生成AI", "場面5": "EBPM", "場面6": "クラウド"}
