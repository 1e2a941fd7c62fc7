# Says what the MariaDB of this host is: primary, replica (and how well it follows), read-only, fenced, stopped or silent.
if [ -e "$(fence_file)" ]; then
    echo fenced
elif [ -z "$(servers)" ]; then
    echo stopped
else
    case $(ask 'SELECT @@read_only') in
        0) writable=yes ;;
        1) writable= ;;
        *"ERROR 1045"* | *"ERROR 1698"*) refuse "MariaDB refuses this account; say become: true, or give root a way in by $ACTION_SOCKET" ;;
        *) writable=unknown ;;
    esac
    if [ "$writable" = unknown ]; then
        echo silent
    elif replicates && [ -n "$writable" ]; then
        echo "writable, and yet it follows $(channel Master_Host)"
    elif replicates && [ "$(channel Slave_IO_Running)$(channel Slave_SQL_Running)" = YesYes ]; then
        echo "replica streaming from $(channel Master_Host)"
    elif replicates; then
        echo "replica without link to $(channel Master_Host): $(channel Last_IO_Error) $(channel Last_SQL_Error)"
    elif [ -n "$writable" ]; then
        echo primary
    else
        echo read-only
    fi
fi
