"""The exercise: what learners get to solve. `terakoya.authoring` makes it, as every release."""
