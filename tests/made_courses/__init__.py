"""Small courses made at random, their submissions, and what each grader gives them."""
