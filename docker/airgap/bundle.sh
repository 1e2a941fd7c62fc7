#!/bin/sh
# Packs everything that a machine without internet needs, into dist/drillproof-VERSION-airgap.tar.gz: our wheel and sdist, the
# wheels of requirements.lock (their hashes checked when fetched, and again when installed), install.sh, units, checksums.
# Run it on a machine with internet, with the Python version and processor that the other one has.   make airgap
set -eu
umask 022
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
python=${PYTHON:-python3}
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' pyproject.toml)
name=drillproof-$version-airgap
out=${OUT:-dist}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
place=$work/$name
mkdir -p "$place/wheels" "$out"

# What builds, and the embedded lab, stay out as they do of the image.
# shellcheck disable=SC2046  # names, one a word
"$python" docker/pick.py requirements.lock --without $(grep -v '^#' docker/aside.txt) >"$place/requirements.lock"
# shellcheck disable=SC2046
"$python" docker/pick.py requirements-dev.lock --only $(grep -v '^#' docker/extras.txt) >>"$place/requirements.lock"
"$python" -m pip --disable-pip-version-check --quiet download --no-deps --require-hashes \
    --dest "$place/wheels" -r "$place/requirements.lock"

# Built by the pinned hatchling, in an environment of its own.
"$python" docker/pick.py requirements.lock --only hatchling packaging pathspec pluggy tomlkit trove-classifiers editables >"$work/build.lock"
"$python" -m venv "$work/build"
"$work/build/bin/pip" --disable-pip-version-check --quiet install --no-deps --require-hashes -r "$work/build.lock"
"$work/build/bin/hatchling" build --directory "$place/wheels" >/dev/null
mv "$place/wheels/drillproof-$version.tar.gz" "$place/"
wheel=drillproof-$version-py3-none-any.whl
printf './wheels/%s --hash=sha256:%s\n' "$wheel" "$(sha256sum "$place/wheels/$wheel" | cut -d ' ' -f 1)" >"$place/ours.lock"

cp LICENSE docker/airgap/install.sh "$place/"
cp -r docker/systemd docker/nginx "$place/"
mkdir "$place/docs"
cp docs/deploying.md docs/upgrading.md docs/operating.md docs/settings.md "$place/docs/"
"$python" -c 'import platform, sys; print("python", *sys.version_info[:2], platform.machine())' >"$place/made-for"
(cd "$place" && find . -type f ! -name SHA256SUMS | LC_ALL=C sort | xargs -d '\n' sha256sum >SHA256SUMS)
tar -C "$work" --sort=name --owner=0 --group=0 --numeric-owner -czf "$out/$name.tar.gz" "$name"
(cd "$out" && sha256sum "$name.tar.gz" >"$name.tar.gz.sha256")
echo "$out/$name.tar.gz ($(du -h "$out/$name.tar.gz" | cut -f 1)); note its sum apart from it: $(cut -c 1-64 "$out/$name.tar.gz.sha256")"
