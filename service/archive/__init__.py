"""Where bundles are kept for years: written once, looked after, and given back."""
