# 縦と横を取りちがえた
# loses: test-fill-merged, test-ledger, test-repairs, test-plan
def fill_merged(grid, merges):
    filled = [list(row) for row in grid]
    for top, left, bottom, right in merges:
        for row in range(left, right + 1):
            for column in range(top, bottom + 1):
                if row < len(filled) and column < len(filled[row]):
                    filled[row][column] = grid[top][left]
    return filled
