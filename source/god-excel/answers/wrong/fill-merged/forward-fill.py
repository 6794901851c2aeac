# 空のセルを、すべて上の値でうめた（結合でない空欄までうまる）
# loses: test-fill-merged, test-ledger, test-repairs, test-plan
def fill_merged(grid, merges):
    filled = [list(row) for row in grid]
    for row in range(1, len(filled)):
        for column in range(len(filled[row])):
            if filled[row][column] is None:
                filled[row][column] = filled[row - 1][column]
    return filled
