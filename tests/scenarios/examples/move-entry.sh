#!/bin/sh
# Points the entry at this host.
echo "entry -> $(hostname)" >"${ENTRY_FILE:-/tmp/entry}"
