# Furnishes a balancer as Debian lays HAProxy and keepalived out; WEB_ADDRESS is the virtual address, WEB_SERVERS the
# addresses behind it as name=address, VRRP_PRIORITY and VRRP_PEER what keepalived needs to know.
set -e
cat >/etc/haproxy/haproxy.cfg <<END
global
    chroot /var/lib/haproxy
    stats socket /run/haproxy/admin.sock mode 660 level admin
    stats timeout 30s
    user haproxy
    group haproxy
    daemon
    maxconn 1000

defaults
    mode http
    option dontlognull
    option redispatch
    retries 3
    timeout connect 1s
    timeout client 10s
    timeout server 10s

frontend entry
    bind :80
    default_backend portal

backend portal
    balance roundrobin
    option httpchk GET /health
    default-server inter 500ms fall 2 rise 2
END
for server in $WEB_SERVERS; do echo "    server ${server%=*} ${server#*=}:80 check" >>/etc/haproxy/haproxy.cfg; done
cat >/etc/keepalived/keepalived.conf <<END
global_defs {
    router_id $LAB_HOST
    vrrp_version 3
    script_user root
    enable_script_security
}
vrrp_script balances {
    script "/usr/bin/pgrep -x haproxy"
    interval 1
    fall 1
    rise 1
}
vrrp_instance entry {
    interface eth0
    state BACKUP
    virtual_router_id 50
    priority $VRRP_PRIORITY
    advert_int 0.5
    unicast_src_ip $LAB_ADDRESS
    unicast_peer {
        $VRRP_PEER
    }
    virtual_ipaddress {
        $WEB_ADDRESS/24 dev eth0
    }
    track_script {
        balances
    }
}
END
: >/etc/lab-furnished
service haproxy start
service keepalived start
