"""What making leaflets costs, side by side with other ways: `python -m benchmarks`."""
