# processors, kilobytes of memory and the load of the last minute, one a line, each `unknown` where nobody tells.
LC_ALL=C
export LC_ALL
processors=$(getconf _NPROCESSORS_ONLN 2>/dev/null || nproc 2>/dev/null || grep -c '^processor' /proc/cpuinfo 2>/dev/null)
memory=$(awk '$1 == "MemTotal:" { print $2 }' /proc/meminfo 2>/dev/null)
if [ -z "$memory" ]; then
    pages=$(getconf _PHYS_PAGES 2>/dev/null) size=$(getconf PAGESIZE 2>/dev/null)
    [ -n "$pages" ] && [ -n "$size" ] && memory=$((pages * (size / 1024)))
fi
{ read -r load rest </proc/loadavg; } 2>/dev/null || load=$(uptime | sed -n 's/.*average[s]*: *\([0-9.]*\).*/\1/p')
printf 'processors %s\nmemory_kb %s\nload %s\n' "${processors:-unknown}" "${memory:-unknown}" "${load:-unknown}"
