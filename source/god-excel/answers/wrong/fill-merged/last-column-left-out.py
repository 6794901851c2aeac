# 右の番号をふくめるのを忘れた
# loses: test-fill-merged, test-ledger, test-repairs, test-plan
def fill_merged(grid, merges):
    filled = [list(row) for row in grid]
    for top, left, bottom, right in merges:
        for row in range(top, bottom + 1):
            for column in range(left, right):
                filled[row][column] = grid[top][left]
    return filled
