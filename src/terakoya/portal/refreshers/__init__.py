"""The pages on which learners practise again: lists, one question, and the calendar."""
