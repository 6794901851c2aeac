"""The site of an office: real records, real runs of the grader, and people with their roles."""
