"""Does the typing for who extends the project: `python -m scripts.new metric|dimension|channel`."""
