# Furnishes a web server as Debian lays nginx out: a page that says who answers, one for the balancers' checks, and one
# behind links that expire. nginx takes its time from libfaketime, so that /etc/faketimerc can put its clock wrong.
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
    location = /statement {
        secure_link \$arg_md5,\$arg_expires;
        secure_link_md5 "\$secure_link_expires lab-link";
        default_type text/plain;
        if (\$secure_link = "") { return 403; }
        if (\$secure_link = "0") { return 410; }
        return 200 "statement $LAB_HOST\n";
    }
}
END
ln -s ../sites-available/portal /etc/nginx/sites-enabled/portal
echo +0 >/etc/faketimerc
library=$(ls /usr/lib/*/faketime/libfaketime.so.1)
faked="FAKETIME_TIMESTAMP_FILE=/etc/faketimerc FAKETIME_NO_CACHE=1 FAKETIME_DONT_FAKE_MONOTONIC=1 LD_PRELOAD=$library"
echo "export $faked" >/etc/default/nginx
for each in $faked; do sed -i "1i env ${each%%=*};" /etc/nginx/nginx.conf; done
sed -i 's/^worker_processes .*/worker_processes 2;/' /etc/nginx/nginx.conf
: >/etc/lab-furnished
service nginx start
