"""What is fuzzed, and with how many inputs in `make fuzz`: fewer where one is dear."""

from tests.fuzz import callback, page, question, update

# Each module has `fuzz(data)`, `mutate(data, random)`, `starts(many)` and LONGEST, as tests/fuzz/README.md tells.
TARGETS = {"callback": callback, "page": page, "question": question, "update": update}
RUNS = {"callback": 80_000, "page": 90_000, "question": 15_000, "update": 20_000}
