"""Checks that the learner's code cannot touch: hidden tests run on values, in another process."""
