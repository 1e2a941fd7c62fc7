#!/bin/sh
# Installs Drillproof from this folder, without any network: into /opt/drillproof, or the folder that is named.
#   sh install.sh [/opt/drillproof]
# Every file is compared with SHA256SUMS first, every package with its hash again; a folder that has something else is refused.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=${1:-/opt/drillproof}
python=${PYTHON:-python3}
fail() {
    echo "install: $1" >&2
    exit 1
}
cd "$here"
sha256sum --quiet --strict -c SHA256SUMS || fail "files of this bundle were changed or are missing; fetch it again and compare its sum"
extra=$(find . -type f ! -name SHA256SUMS | LC_ALL=C sort | while read -r file; do grep -Fq "  $file" SHA256SUMS || echo "$file"; done)
[ -z "$extra" ] || fail "files that no sum knows: $extra"
made=$(cat made-for) is=$("$python" -c 'import platform, sys; print("python", *sys.version_info[:2], platform.machine())') ||
    fail "$python does not run; name another by PYTHON=/usr/bin/python3.11"
[ "$made" = "$is" ] || fail "the bundle was made for $made, here is $is; name another by PYTHON=…, or make one for this machine"
[ ! -e "$target" ] || [ -e "$target/pyvenv.cfg" ] || [ -z "$(ls -A "$target")" ] || fail "$target holds something else; name another folder"
"$python" -m venv "$target" || fail "no virtual environment can be made (Debian: package python3-venv)"
# No index, no cache, no settings of pip's: nothing comes from anywhere but this folder.
PIP_CONFIG_FILE=/dev/null "$target/bin/python" -m pip --isolated --disable-pip-version-check --quiet install --no-index --no-cache-dir \
    --find-links wheels --require-hashes --no-deps -r requirements.lock -r ours.lock || fail "a package does not have its hash, or none fits"
"$target/bin/python" -m pip --isolated --disable-pip-version-check --quiet check || fail "packages do not fit together"
mkdir -p "$target/share/doc"
cp docs/*.md "$target/share/doc/"
"$target/bin/drillproof" config check
echo "installed: $target/bin/drillproof. Units for systemd: $here/systemd; next: $target/share/doc/deploying.md"
