"""Editors that can be had, with the files of their pages: a post is opened, has what
`check` finds in it, and is saved as `--fix` writes it."""

import json
import os
import pathlib
import shutil
import unittest

from support import POST, Setup

HERE = pathlib.Path(__file__).parent


class Real(Setup):
    def edit(self, *words):
        """Opens and saves the post in an editor that notes what it has found."""
        expected, fixed = self.checked(), self.fixed()
        self.assertGreater(len(expected), 2)
        noted = self.home / "noted.json"
        ran = self.run_here(*words, NOTED=str(noted), COUNT=str(len(expected)))
        self.assertTrue(noted.exists(), ran.stdout + ran.stderr)
        self.assertEqual(sorted(json.loads(noted.read_text())), expected)
        self.assertEqual((self.site / POST).read_text(), fixed, ran.stdout + ran.stderr)


class Neovim(Real):
    def with_neovim(self, program, older):
        self.put("neovim.md")
        # somebody has the files for one version
        config = self.home / ".config/nvim"
        for file in config.rglob("*.lua"):
            if file.name == ("copydesk.lua" if older else "copydesk-old.lua"):
                file.unlink()
        self.edit(program, "--headless", "-n", POST, "-c", f"luafile {HERE / 'note.lua'}")

    @unittest.skipUnless(shutil.which("nvim"), "no Neovim here")
    def test_of_debian(self):
        version = self.run_here("nvim", "--version").stdout.split()[1]
        minor = int(version.split(".")[1])
        self.with_neovim("nvim", older=minor < 11)

    @unittest.skipUnless(os.environ.get("NEW_NEOVIM"), "no newer Neovim here")
    def test_newer(self):
        self.with_neovim(os.environ["NEW_NEOVIM"], older=False)


class Emacs(Real):
    @unittest.skipUnless(shutil.which("emacs"), "no Emacs here")
    def test_eglot(self):
        self.put("emacs.md")
        if self.run_here("emacs", "--batch", "--eval", "(progn (package-initialize) (require 'eglot) (require 'markdown-mode))").returncode:
            self.skipTest("no eglot and markdown-mode here")
        self.edit("emacs", "--batch", "--funcall", "package-initialize", "--load", self.home / ".emacs.d/init.el", "--load", HERE / "note.el", POST)


if __name__ == "__main__":
    unittest.main()
