"""Random streams: where they begin, where they stand, and how far they have moved.

A *stream* is the endless row of numbers that a seed names; a generator stands somewhere in it. The
checks and the learner's code draw in two processes as if there were one: what the trusted one seeds
is set in the other, and what the other draws is only ever taken as a distance.
"""
