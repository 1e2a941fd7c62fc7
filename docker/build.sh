#!/bin/sh
# Builds the images and lays the lists of their parts (SBOM) beside them, in docker/var/sbom.   docker/build.sh [--lab]
#   DOCKER     the engine's command (docker)        BASE      a Debian 12 of the firm's own (debian:bookworm-slim)
#   BUILD_OPTS more options of `build`, for example --network host
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/.."
docker=${DOCKER:-docker}
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' pyproject.toml)
image=${DRILLPROOF_IMAGE:-drillproof:$version}
revision=$(git rev-parse --short=12 HEAD 2>/dev/null || echo unknown)
# shellcheck disable=SC2086  # options, separated by spaces
$docker build ${BUILD_OPTS-} --build-arg BASE="${BASE:-debian:bookworm-slim}" --build-arg VERSION="$version" \
    --build-arg REVISION="$revision" --build-arg CREATED="$(date -u +%Y-%m-%dT%H:%M:%SZ)" \
    -f docker/Dockerfile -t "$image" .
sbom=${SBOM:-docker/var/sbom}
mkdir -p "$sbom"
for file in python.cdx.json debian.tsv; do
    $docker run --rm --network none --entrypoint cat "$image" "/opt/drillproof/share/sbom/$file" >"$sbom/$file"
done
echo "built $image; its parts: $sbom"
if [ "${1-}" = --lab ]; then
    # shellcheck disable=SC2086
    $docker build ${BUILD_OPTS-} --build-arg BASE="${BASE:-debian:bookworm-slim}" -f docker/lab/Dockerfile \
        -t "${DRILLPROOF_LAB_IMAGE:-drillproof-lab:$version}" .
fi
