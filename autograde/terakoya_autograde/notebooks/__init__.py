"""The instructor's and a learner's notebook, in nbgrader's words, and its score."""
