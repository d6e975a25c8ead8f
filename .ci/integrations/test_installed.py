"""What pip, pre-commit and npm install, in clean folders."""

import json
import resource
import shutil
import statistics
import tarfile
import time
import unittest

import yaml

from support import BAD, CLEAN, DIST, PAGES, VERSION, WHEELS, Site, block, blocks, run

# what our hook may add to an empty one, in milliseconds
HOOK = 20


class Pip(Site):
    def test_the_wheel_runs_from_a_clean_environment(self):
        self.write("requirements-dev.txt", block("pip.md", "requirements-dev.txt"))
        venv = self.scratch / "venv"
        run("python3", "-m", "venv", venv, cwd=self.site)
        run(venv / "bin/pip", "install", "--no-index", "--find-links", WHEELS, "-r", "requirements-dev.txt", cwd=self.site)
        self.assertEqual(run(venv / "bin/copydesk", "--version", cwd=self.site).stdout, f"copydesk {VERSION}\n")
        run(venv / "bin/copydesk", "check", cwd=self.site, code=1)
        left = {p.name.split("-")[0] for p in venv.glob("lib/*/site-packages/*")}
        self.assertLessEqual(left, {"copydesk", "pip", "setuptools", "pkg_resources", "_distutils_hack", "distutils"}, left)


class PreCommit(Site):
    def test_users_without_rust(self):
        config = block("pre-commit.md", ".pre-commit-config.yaml")
        self.write(".pre-commit-config.yaml", config)
        home = {"PRE_COMMIT_HOME": str(self.scratch / "cache"), "SKIP": ""}
        # no cargo: what is installed must not be built
        hook = lambda code, *words: run("pre-commit", "run", *words, cwd=self.site, code=code, CARGO="/nonexistent", **home)
        self.git("rm", "--quiet", "_posts/2025-03-05-old.md")
        self.write("_posts/2025-03-06-new.md", CLEAN)
        self.commit("clean")
        hook(0, "--all-files")
        self.write("_posts/2025-03-06-new.md", BAD)
        self.git("add", "-A")
        self.assertIn("image/missing", hook(1).stdout)
        self.assertNotIn("clean.md", hook(1).stdout)

        # figures: the same run with a hook of the same environment that does nothing.
        # pre-commit's own time varies by more than what is asked for, so the hooks'
        # commands are what is judged; of whole runs, their processor time is told
        self.write("_posts/2025-03-06-new.md", CLEAN + "\nMore.\n")
        self.git("add", "-A")
        ours = yaml.safe_load(config)
        ours["repos"][0]["hooks"] = ours["repos"][0]["hooks"][:1]
        empty = json.loads(json.dumps(ours))
        empty["repos"][0]["hooks"][0] |= {"id": "empty", "entry": "true"}
        for name, text in [("ours", ours), ("empty", empty)]:
            (self.scratch / name).write_text(yaml.safe_dump(text))
        whole = differences(16, processor, *(lambda name=name: hook(0, "--config", self.scratch / name) for name in ("ours", "empty")))
        [program] = (self.scratch / "cache").glob("*/*/bin/copydesk")
        post = "_posts/2025-03-06-new.md"
        alone = differences(
            40,
            time.perf_counter,
            lambda: run(program, "check", "--force-exclude", post, cwd=self.site),
            lambda: run("true", post, cwd=self.site),
        )
        print(f"\n    our hook adds {alone:.1f} ms to an empty one; whole runs differ by {whole:.1f} ms of processor time ", end="")
        self.assertLessEqual(alone, HOOK)


def differences(turns, clock, one, other):
    """The median of what one takes longer than the other by a clock, in milliseconds."""
    took = []
    for _ in range(turns):
        begun = clock()
        one()
        between = clock()
        other()
        took.append((between - begun) - (clock() - between))
    return statistics.median(took[1:]) * 1000


def processor():
    """What all processes that were waited for have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@unittest.skipUnless(shutil.which("npm"), "no npm here")
class Npm(Site):
    def test_the_tarballs_run_from_a_clean_folder(self):
        folder = DIST / "release/npm"
        package = json.loads(blocks("npm.md")["package.json"].split("\n", 1)[1])
        block("npm.md", "package.json")
        self.assertEqual(package["devDependencies"], {"copydesk": VERSION})
        package["devDependencies"] = {
            "copydesk": f"file:{folder}/copydesk-{VERSION}.tgz",
            "@copydesk/linux-x64": f"file:{folder}/copydesk-linux-x64-{VERSION}.tgz",
        }
        self.write("package.json", json.dumps(package))
        # out of reach of any registry: nothing is fetched when it is installed
        run("npm", "install", "--offline", "--no-audit", "--no-fund", cwd=self.site)
        self.assertEqual(run("npx", "--no-install", "copydesk", "--version", cwd=self.site).stdout, f"copydesk {VERSION}\n")
        ran = run("npm", "run", "lint:posts", cwd=self.site, code=1)
        self.assertIn("image/missing", ran.stdout)

    def test_the_packages_hold_no_scripts(self):
        for file in (DIST / "release/npm").glob("*.tgz"):
            with tarfile.open(file) as archive:
                package = json.load(archive.extractfile("package/package.json"))
                names = archive.getnames()
            self.assertNotIn("scripts", package)
            self.assertEqual(package["version"], VERSION)
            self.assertIn("package/LICENSE-MIT", names)
            for name, version in package.get("optionalDependencies", {}).items():
                self.assertEqual(version, VERSION, name)


class Archive(unittest.TestCase):
    def test_checksums(self):
        run("sha256sum", "--check", "SHA256SUMS", cwd=DIST / "release")

    def test_versions_in_the_pages(self):
        for page in PAGES.glob("*.md"):
            for match in __import__("re").finditer(r"copydesk(?:==|@v|:v?)(\d[\w.]*\d)", page.read_text()):
                self.assertEqual(match[1], VERSION, page.name)
