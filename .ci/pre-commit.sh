#!/usr/bin/env bash
# Runs our hooks with the real pre-commit in a scratch repository: a clean post
# passes, a bad one is blocked, the fixing hook mends and stops.
set -euo pipefail
project=$(pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

if ! python3 -m venv "$scratch/venv" >/dev/null 2>&1 ||
    ! "$scratch/venv/bin/pip" install --quiet pre-commit >/dev/null 2>&1; then
    echo "SKIPPED pre-commit: no Python with venv, or PyPI is out of reach"
    exit 0
fi
export PRE_COMMIT_HOME="$scratch/cache" PATH="$scratch/venv/bin:$PATH"
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE

fail() { printf 'FAILED pre-commit: %s\n' "$1"; cat "$scratch/log"; exit 1; }

git init --quiet "$scratch/site"
cd "$scratch/site"
git config user.email desk@example.org
git config user.name Desk
# the files as they are now, committed or not, so that the hook is this program
git clone --quiet "$project" "$scratch/hooks"
cat >.pre-commit-config.yaml <<YAML
repos:
  - repo: $scratch/hooks
    rev: $(git -C "$scratch/hooks" rev-parse HEAD)
    hooks:
      - id: copydesk
YAML
mkdir _posts
touch _config.yml
post() { printf -- '---\ntitle: "%s"\ndate: 2025-03-04\n---\n\n%s\n' "$2" "$3" >"_posts/$1.md"; }

post 2025-03-04-clean "Port reopens" "The first boat left at six."
git add -A
git commit --quiet -m clean --no-verify
pre-commit run --all-files >"$scratch/log" 2>&1 || fail "a clean post is blocked"

post 2025-03-05-bad "Port reopens" "![The port](/no.jpg)"
git add -A
if pre-commit run >"$scratch/log" 2>&1; then fail "a bad post passes"; fi
grep -q 'image/missing' "$scratch/log" || fail "the finding is not shown"
if grep -q 'clean' "$scratch/log"; then fail "a post that did not change is checked"; fi

git reset --quiet --hard
sed -i 's/id: copydesk$/id: copydesk-fix/' .pre-commit-config.yaml
post 2025-03-06-label "Update: Port reopens" "The first boat left at six."
git add -A
if pre-commit run copydesk-fix >"$scratch/log" 2>&1; then fail "a fix does not stop the commit"; fi
grep -q '^title: "Port reopens"' _posts/2025-03-06-label.md || fail "the fix was not made"
git add -A
pre-commit run copydesk-fix >"$scratch/log" 2>&1 || fail "the mended post is blocked"

git commit --quiet -m mended --no-verify
sed -i 's/id: copydesk-fix/id: copydesk-site/' .pre-commit-config.yaml
mkdir assets && echo picture >assets/port.jpg
post 2025-03-08-picture "Port" "![The port](/assets/port.jpg)"
git add -A
pre-commit run copydesk-site >"$scratch/log" 2>&1 || fail "a post with its picture is blocked"
git commit --quiet -m picture --no-verify
git rm --quiet assets/port.jpg
if pre-commit run copydesk-site >"$scratch/log" 2>&1; then fail "the deletion of a picture in use passes"; fi
git reset --quiet --hard
sed -i 's/id: copydesk-site/id: copydesk-fix/' .pre-commit-config.yaml

for number in $(seq 2000); do post "2025-03-07-many-$number" "Port $number" "At six."; done
git add -A
pre-commit run copydesk-fix >"$scratch/log" 2>&1 || fail "2,000 clean posts are blocked"
echo "$(pre-commit --version): a clean post passes, a bad one is blocked, a fix is made, a picture in use stays, 2,000 posts pass"
