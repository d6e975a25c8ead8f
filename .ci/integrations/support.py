"""What the tests of the integrations share: the program, scratch sites, files taken
out of the documentation, and steps run as GitHub and GitLab run them."""

import os
import pathlib
import re
import subprocess
import tempfile
import unittest

TOP = pathlib.Path(__file__).resolve().parents[2]
# the folder that packages.sh made
DIST = pathlib.Path(os.environ["COPYDESK_DIST"])
PROGRAM = DIST / "program/copydesk"
WHEELS = DIST / "wheels"
VERSION = re.search(r'^version = "(.+)"', (TOP / "Cargo.toml").read_text(), re.M)[1]
PAGES = TOP / "docs/integrations"

CLEAN = '---\ntitle: Port reopens\ndate: 2025-03-04\n---\n\nThe first boat left at six.\n'
BAD = CLEAN.replace("The first", "![The port](/no.jpg)\n\nThe first")


def environment(**more):
    """That of this process, less what would lead git and pip elsewhere."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "GITHUB_", "CI_", "COPYDESK"))}
    links = [str(WHEELS), os.environ.get("PIP_FIND_LINKS", "")]
    identity = {f"GIT_{who}_{what}": f"desk{at}" for who in ("AUTHOR", "COMMITTER") for what, at in (("NAME", ""), ("EMAIL", "@example.org"))}
    return {**kept, **identity, "PIP_FIND_LINKS": " ".join(links).strip(), **more}


def run(*words, cwd, code=0, **more):
    ran = subprocess.run([str(w) for w in words], cwd=cwd, env=environment(**more), capture_output=True, text=True, timeout=600)
    if code is not None and ran.returncode != code:
        raise AssertionError(f"{words} ended with {ran.returncode}, not {code}:\n{ran.stdout}\n{ran.stderr}")
    return ran


def blocks(page):
    """The files that a page shows, by name: a fenced block's first line is a comment
    with the name."""
    found = {}
    for block in re.findall(r"^```\w*\n(.*?)^```$", (PAGES / page).read_text(), re.M | re.S):
        if name := re.match(r"(?:#|//) ([\w./-]+)\n", block):
            found[name[1]] = block
    return found


def block(page, name):
    return blocks(page)[name]


class Site(unittest.TestCase):
    """A test with a scratch repository of a site, of which `main` has a clean post and
    an old bad one."""

    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="copydesk ")
        self.addCleanup(scratch.cleanup)
        self.scratch = pathlib.Path(scratch.name)
        self.site = self.scratch / "site"
        self.site.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")
        self.write("_config.yml", "")
        self.write("_posts/2025-03-04-clean.md", CLEAN)
        self.write("_posts/2025-03-05-old.md", BAD)
        self.commit("main")

    def git(self, *words):
        return run("git", *words, cwd=self.site).stdout.strip()

    def write(self, path, text):
        path = self.site / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def commit(self, message):
        self.git("add", "-A")
        self.git("commit", "--quiet", "--no-verify", "--message", message)
        return self.git("rev-parse", "HEAD")
