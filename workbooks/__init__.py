"""Everything that knows Excel, and the only place where a file is opened."""
