"""Paper: what the handout and the slides share."""
