"""What the tests of editors share: the files that docs/editors shows, a scratch site, and
what the program itself says of it."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

TOP = pathlib.Path(__file__).resolve().parents[2]
PAGES = TOP / "docs/editors"
PROGRAM = pathlib.Path(os.environ["COPYDESK"]).resolve()
POST = "_posts/2025-10-17-latest-harbour-dredging-to-begin-early.md"


def blocks(page):
    """The files that a page shows, by name: a fenced block's first line is a comment
    with the name."""
    found = re.findall(r"^```\w+\n(?:#|//|--|;;) (\S+)\n(.*?)^```$", (PAGES / page).read_text(), re.M | re.S)
    return dict(found)


def with_comments(text):
    """JSON as editors read their settings: comments on lines of their own."""
    return json.loads(re.sub(r"^\s*//.*$", "", text, flags=re.M))


class Setup(unittest.TestCase):
    """A test with a home, a site in a repository, and the program on PATH."""

    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="copydesk-é ")
        self.addCleanup(scratch.cleanup)
        scratch = pathlib.Path(scratch.name).resolve()
        self.home, self.site, tools = scratch / "home", scratch / "site", scratch / "bin"
        self.home.mkdir()
        tools.mkdir()
        (tools / "copydesk").symlink_to(PROGRAM)
        shutil.copytree(TOP / "fixtures/news", self.site)
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "GIT_"))}
        self.environment = {
            **kept,
            "HOME": str(self.home),
            "PATH": f"{tools}:{os.environ['PATH']}",
            # what is found in a post of that day, whenever the test runs
            "SOURCE_DATE_EPOCH": "1767139200",
        }
        self.run_here("git", "init", "--quiet")

    def run_here(self, *words, **more):
        return subprocess.run([str(w) for w in words], cwd=self.site, env={**self.environment, **more}, capture_output=True, text=True, timeout=120)

    def put(self, page):
        """Puts the files of a page where they belong."""
        for name, text in blocks(page).items():
            file = pathlib.Path(name.replace("~", str(self.home)))
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)

    def checked(self):
        """What `check` finds in the post: rule, line and column from 0."""
        report = json.loads(self.run_here("copydesk", "check", "--site", "--format", "json", "--exit-zero", POST).stdout)
        at = lambda place: [place["line"] - 1, place["column"] - 1]
        return sorted([found["rule"], *at(found["start"]), *at(found["end"])] for found in report["diagnostics"])

    def fixed(self):
        """The post as `--fix` writes it."""
        before = (self.site / POST).read_text()
        self.run_here("copydesk", "check", "--site", "--fix", "--exit-zero", POST)
        after = (self.site / POST).read_text()
        (self.site / POST).write_text(before)
        self.assertNotEqual(before, after)
        return after
