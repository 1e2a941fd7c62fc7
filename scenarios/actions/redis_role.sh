# Says what the Redis of this host is: master, replica in sync, replica without link, loading or silent.
role=$(fact role "$ACTION_ADDRESS" "$ACTION_PORT")
case $role in
master) echo master ;;
slave)
    if [ "$(fact master_link_status "$ACTION_ADDRESS" "$ACTION_PORT")" = up ]; then
        echo "replica in sync"
    else
        echo "replica without link"
    fi
    ;;
*LOADING*) echo loading ;;
*NOAUTH* | *WRONGPASS*)
    refuse "the Redis at $ACTION_ADDRESS:$ACTION_PORT refuses the password; give its secret as password"
    ;;
*) echo silent ;;
esac
