"""Proof that the tests bite: the project, broken on purpose, one rule at a time.

<channel>.yml list the mutants; workshop.py breaks, builds and judges them; test_mutants.py runs the
quick ones with the tests, `python -m tests.mutants --all` all of them.
"""
