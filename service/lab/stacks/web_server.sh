# Furnishes a web server as Debian lays nginx out: one page that says who answers, and one for the balancers' checks.
set -e
rm -f /etc/nginx/sites-enabled/*
mkdir -p /var/www/portal
echo "portal $LAB_HOST" >/var/www/portal/index.html
cat >/etc/nginx/sites-available/portal <<END
server {
    listen $LAB_ADDRESS:80 default_server;
    root /var/www/portal;
    location = /health {
        access_log off;
        default_type text/plain;
        return 200 "well\n";
    }
}
END
ln -s ../sites-available/portal /etc/nginx/sites-enabled/portal
sed -i 's/^worker_processes .*/worker_processes 2;/' /etc/nginx/nginx.conf
: >/etc/lab-furnished
service nginx start
