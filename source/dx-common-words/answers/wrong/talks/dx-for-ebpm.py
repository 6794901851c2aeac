# 根拠で決めることをDXに直した
# loses: test-talks
fixes = {"発言2": "RPA", "発言5": "DX", "発言6": "クラウド"}
