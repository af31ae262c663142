"""checks: what compares the settled answers with their figures, the indicators, each other and earlier years."""
