"""What of a check runs where: in the learner's process or in the clean room."""
