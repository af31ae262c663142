"""The contracts: what a sheet, a frame and a finding look like. Imports nothing of the project."""
