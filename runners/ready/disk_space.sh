# One line of POSIX df about READY_PATH: filesystem, 1024-byte blocks, used, available, capacity, mount point.
LC_ALL=C
export LC_ALL
df -P -k -- "$READY_PATH" 2>&1 || exit 2
