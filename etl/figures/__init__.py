"""figures: what reads quantities out of text, and tells which of them count the same thing."""
