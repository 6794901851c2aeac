"""An instructor's pages of one cohort: dates, items, grading again, people, messages."""
