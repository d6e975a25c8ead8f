"""Workflows, the action, the Dockerfile and GitLab's job, read by schemas and linters."""

import re
import shutil
import unittest

import yaml

from support import PAGES, TOP, block, run

FLOWS = sorted((TOP / ".github/workflows").glob("*.yml"))


def schema(name, *files):
    run("check-jsonschema", "--builtin-schema", f"vendor.{name}", *files, cwd=TOP)


class Workflows(unittest.TestCase):
    def setUp(self):
        import pathlib, tempfile
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def shown(self, page, name):
        file = self.folder / name.rsplit("/", 1)[-1]
        file.write_text(block(page, name))
        return file

    def test_schemas(self):
        schema("github-actions", TOP / "action.yml")
        shown = self.shown("github.md", ".github/workflows/posts.yml"), self.shown("github.md", ".github/workflows/posts-sarif.yml")
        schema("github-workflows", *FLOWS, *shown)
        schema("gitlab-ci", self.shown("gitlab.md", ".gitlab-ci.yml"))
        schema("compose-spec", self.shown("docker.md", "compose.yaml"))

    def test_actions_have_exact_versions_and_jobs_few_rights(self):
        for file in FLOWS:
            flow = yaml.safe_load(file.read_text())
            self.assertIn("permissions", flow, file.name)
            for job in flow["jobs"].values():
                for step in job["steps"]:
                    if "uses" in step:
                        self.assertRegex(step["uses"], r"^[\w./-]+@v\d+\.\d+\.\d+$")
                    # nothing that others name is put into a script
                    self.assertNotRegex(step.get("run", ""), r"\$\{\{\s*(github\.(event|head_ref|ref_name)|inputs)")

    def test_all_scripts_are_bash(self):
        for file in FLOWS + [TOP / "action.yml"]:
            flow = yaml.safe_load(file.read_text())
            jobs = flow["jobs"].values() if "jobs" in flow else [flow["runs"]]
            for number, step in enumerate(step for job in jobs for step in job["steps"] if "run" in step):
                script = self.folder / f"{file.stem}-{number}.sh"
                script.write_text(re.sub(r"\$\{\{.*?\}\}", "x", step["run"]))
                run("bash", "-n", script, cwd=TOP)

    @unittest.skipUnless(shutil.which("hadolint"), "no hadolint here")
    def test_the_dockerfile(self):
        run("hadolint", TOP / "Dockerfile", cwd=TOP)

    def test_the_image_is_not_root_and_small(self):
        stages = (TOP / "Dockerfile").read_text().split("\nFROM ")
        self.assertEqual(len(stages), 3, "one stage builds, one is shipped")
        self.assertRegex(stages[-1], r"\nUSER [1-9]")

    @unittest.skipUnless(shutil.which("actionlint"), "no actionlint here")
    def test_actionlint(self):
        run("actionlint", "-shellcheck=", *FLOWS, cwd=TOP)


class ZEveryBlock(unittest.TestCase):
    """Runs last: modules and classes go by name."""

    def test_every_file_of_the_pages_is_taken_by_a_test(self):
        sources = "".join(f.read_text() for f in (TOP / ".ci/integrations").glob("test_*.py"))
        for page in PAGES.glob("*.md"):
            for block in re.findall(r"^```\w*\n(.*?)\n", page.read_text(), re.M | re.S):
                name = re.match(r"(?:#|//) ([\w./-]+)$", block)
                if name:
                    self.assertIn(f'"{page.name}", "{name[1]}"', sources)
