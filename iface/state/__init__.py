"""Sessions: what they remember, who may have it, and how they end."""
