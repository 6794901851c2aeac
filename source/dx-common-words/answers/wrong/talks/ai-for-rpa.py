# くり返しの操作を生成AIに直した
# loses: test-talks
fixes = {"発言2": "生成AI", "発言5": "EBPM", "発言6": "クラウド"}
