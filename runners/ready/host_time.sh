# This host's own time in UTC, by which its files are dated.
date -u +%Y-%m-%dT%H:%M:%SZ
