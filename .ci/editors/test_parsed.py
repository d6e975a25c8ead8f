"""Editors that cannot be had: their files are read as they read them, and the command in
each is one that answers as a language server."""

import json
import re
import subprocess
import tomllib
import unittest

from support import PAGES, TOP, Setup, blocks, with_comments


class Parsed(Setup):
    def assert_serves(self, command, arguments):
        self.assertEqual(command, "copydesk")
        hello = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"processId": None, "rootUri": None, "capabilities": {}}}
        messages = [hello, {"jsonrpc": "2.0", "id": 2, "method": "shutdown"}, {"jsonrpc": "2.0", "method": "exit"}]
        said = b"".join(b"Content-Length: %d\r\n\r\n%s" % (len(m), m) for m in (json.dumps(m).encode() for m in messages))
        ran = subprocess.run([command, *arguments], input=said, cwd=self.site, env=self.environment, capture_output=True, timeout=60)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertIn(b'"capabilities"', ran.stdout)

    def test_helix(self):
        [text] = blocks("helix.md").values()
        settings = tomllib.loads(text)
        self.assertEqual(set(settings), {"language-server", "language"})
        server = settings["language-server"].pop("copydesk")
        self.assertEqual((settings["language-server"], set(server)), ({}, {"command", "args"}))
        for language in settings["language"]:
            self.assertEqual(set(language), {"name", "language-servers"})
            self.assertEqual(language["language-servers"][0], "copydesk")
        self.assert_serves(server["command"], server["args"])

    def test_sublime(self):
        [text] = blocks("sublime.md").values()
        settings = with_comments(text)
        client = settings["clients"].pop("copydesk")
        self.assertEqual(set(client), {"enabled", "command", "selector"})
        self.assertEqual(settings["lsp_code_actions_on_save"], {"source.fixAll.copydesk": True})
        self.assert_serves(client["command"][0], client["command"][1:])

    def test_jetbrains(self):
        [text] = re.findall(r"^```json\n(.*?)^```$", (PAGES / "jetbrains.md").read_text(), re.M | re.S)
        template = json.loads(text)
        self.assertEqual(set(template), {"id", "name", "programArgs", "fileTypeMappings"})
        for mapping in template["fileTypeMappings"]:
            self.assertEqual((set(mapping), set(mapping["fileType"])), ({"fileType", "languageId"}, {"patterns"}))
        command, *arguments = template["programArgs"]["default"].split()
        self.assertEqual(template["programArgs"]["windows"].split(), ["copydesk.exe", *arguments])
        self.assert_serves(command, arguments)

    def test_zed(self):
        [text] = blocks("zed.md").values()
        self.assertEqual(set(with_comments(text)["lsp"]), {"copydesk"})
        extension = tomllib.loads((TOP / "editors/zed/extension.toml").read_text())
        self.assertEqual(set(extension["language_servers"]), {"copydesk"})
        versions = [tomllib.loads((TOP / file).read_text())["package"]["version"] for file in ("Cargo.toml", "editors/zed/Cargo.toml")]
        self.assertEqual({extension["version"]}, set(versions))
        code = (TOP / "editors/zed/src/lib.rs").read_text()
        [arguments] = re.findall(r"args: vec!\[(.*?)\]", code)
        self.assert_serves(*re.findall(r'which\("(.*?)"\)', code), re.findall(r'"(.*?)"', arguments))

    def test_vscode(self):
        [text] = blocks("vscode.md").values()
        self.assertIn("source.fixAll.copydesk", text)
        with_comments(text)


class Pages(unittest.TestCase):
    def test_each_says_what_was_run(self):
        for page in PAGES.glob("*.md"):
            if page.name != "yaml.md":
                self.assertRegex(page.read_text(), r"\n(Tested for real|Only (compiled|parsed))", page.name)

    def test_the_readme_names_each(self):
        readme = (TOP / "README.md").read_text()
        for page in PAGES.glob("*.md"):
            self.assertIn(f"docs/editors/{page.name}", readme)


if __name__ == "__main__":
    unittest.main()
