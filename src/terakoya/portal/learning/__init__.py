"""A learner's own pages: what comes next, each assignment with its marks, everything handed in."""
