"""What a city's own list tells of a plan: `init --from`. Pure: cells in, `schemas.beginning.Beginning` out."""
