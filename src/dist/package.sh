#!/bin/sh
# Builds the Debian packages of the checked-out tree: package.sh OUTPUT_DIRECTORY. Nothing in the tree is changed. Needs npm.
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/fleetdig"
git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$work/fleetdig" 2>/dev/null || true
[ -f "$work/fleetdig/meson.build" ] || {
	echo "package.sh: this is no checkout of the project"
	exit 1
}
cp -r src/dist/debian "$work/fleetdig/debian"
# Package builds have no network, and no home where npm's settings are: what comes from npm is brought along.
mkdir "$work/npm"
cp src/report/package.json src/report/package-lock.json "$work/npm"
(cd "$work/npm" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
export FLEETDIG_UPLOT="$work/npm/node_modules/uplot"
cd "$work/fleetdig"
dpkg-buildpackage -b -us -uc
rm -f "$out"/*.deb
mv "$work"/*.deb "$out"
