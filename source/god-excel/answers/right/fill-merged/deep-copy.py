# 写しを copy の道具で作る
import copy


def fill_merged(grid, merges):
    filled = copy.deepcopy(grid)
    for top, left, bottom, right in merges:
        for row in filled[top : bottom + 1]:
            row[left : right + 1] = [grid[top][left]] * (right - left + 1)
    return filled
