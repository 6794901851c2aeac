# 新しいことはみなDXと答えた
# loses: test-match
match = {f"場面{n}": "DX" for n in range(1, 7)}
