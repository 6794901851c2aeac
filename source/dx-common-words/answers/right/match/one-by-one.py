# 1つずつ入れる書き方
match = {}
match["場面1"] = "KPI"
match["場面2"] = "API"
match["場面3"] = "AI-OCR"
match["場面4"] = "生成AI"
match["場面5"] = "EBPM "
match["場面6"] = "クラウド"
