#!/usr/bin/env bash
# The extension for Visual Studio Code (compiled, linted, tested, packed), the schemas in
# the YAML language server, and the set-ups that docs/editors shows, in those editors that
# can be had. Each asks the real server. `editors.sh PATTERN` runs some of the set-ups.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ -z "${COPYDESK:-}" ]; then
    cargo build --quiet
    COPYDESK=$PWD/target/debug/copydesk
fi
export COPYDESK

if [ -z "${1:-}" ]; then
    cd editors/vscode
    # no script of a package runs; what is there already, and is right, stays
    if ! command -v npm >/dev/null; then
        echo "SKIPPED the extension: no npm"
    elif ! npm ls --silent >/dev/null 2>&1 && ! npm ci --ignore-scripts --no-audit --no-fund --silent; then
        echo "SKIPPED the extension: npm's registry is out of reach"
    else
        npm run --silent lint
        npm test --silent
        packed=$(mktemp -d)
        npm run --silent package -- --out "$packed/copydesk.vsix"
        rm -r "$packed"
    fi
    cd ../..
fi
