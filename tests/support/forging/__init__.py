"""Forgeries of evidence: honest bundles, and every way in which somebody without the key may change them."""
