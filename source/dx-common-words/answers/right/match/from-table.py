# 表の列に書き、番号を見出しにして辞書にする書き方
sheet = quiz.assign(用語=["KPI", "API", "AI-OCR", "生成AI", "EBPM", "クラウド"])
match = sheet.set_index("番号")["用語"].to_dict()
