"""What the service does, measured and checked: `python -m benchmarks`."""
