# What a host of the redis stack starts at every power-on: its bad cable, then Redis and Sentinel once furnished.
mkdir -p /run/cable
[ -e /run/cable/eth0 ] || echo 0 >/run/cable/eth0
if [ ! -e /run/cable/laid ]; then
    mkfifo /run/cable/laid
    unshare --net sh -c "read -r _ </run/cable/laid; ip link set plug0 up; ip link set wire0 up
        exec $LAB_CABLE /run/cable/eth0 plug0 wire0 $LAB_NET.1" </dev/null >/var/log/cable.log 2>&1 &
    between=$!
    until [ "$(readlink /proc/$between/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.01; done
    mac=$(cat /sys/class/net/eth0/address)
    ip link set eth0 down
    ip link set eth0 name wire0
    # A cable is slow by the frame, so nothing may be sent that is put together of many.
    ip link add eth0 address "$mac" gso_max_segs 1 type veth peer name plug0
    ip link set wire0 netns $between
    ip link set plug0 netns $between
    ip address add "$LAB_ADDRESS/24" dev eth0
    ip link set eth0 up
    echo go >/run/cable/laid
    : >/run/cable/up
fi
if [ -e /etc/lab-furnished ]; then
    service redis-server start
    service redis-sentinel start
fi
