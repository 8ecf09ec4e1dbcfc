"""What we measure, runnable by anyone with ``make bench``. No test: speed is compared, never asserted."""
