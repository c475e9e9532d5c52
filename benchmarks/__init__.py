"""Repeatable benchmarks: each prints one JSON object a line, a ratio measured in one run."""
