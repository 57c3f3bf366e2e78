"""What a submit costs, what a state costs, what a session costs, and what the import costs.

    python -m benchmarks submit | state | sessions | start | profile | image

Every measurement stands beside something to hold it against, in the same run and in turns with
it, so that a busy machine slows both. `--help` after a name says what can be changed.
"""
