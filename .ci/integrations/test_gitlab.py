"""The job of docs/integrations/gitlab.md, its script run as GitLab runs it."""

import json
import subprocess

import yaml

from support import BAD, CLEAN, Site, block, environment, run


class GitLab(Site):
    def job(self, **given):
        flow = yaml.safe_load(block("gitlab.md", ".gitlab-ci.yml"))
        job = flow["copydesk"]
        if not (self.scratch / "bin").exists():
            run("python3", "-m", "venv", self.scratch / "bin", cwd=self.scratch)
        lines = job["before_script"] + job["script"]
        env = environment(**{k: str(v) for k, v in job["variables"].items()}, **given)
        env["PATH"] = f"{self.scratch}/bin/bin:{env['PATH']}"
        self.ran = subprocess.run(["bash", "-eo", "pipefail", "-c", "\n".join(lines)], cwd=self.site, env=env, capture_output=True, text=True, timeout=300)
        self.report = self.site / job["artifacts"]["reports"]["codequality"]
        return self.ran.returncode

    def test_a_merge_request_answers_for_its_own(self):
        base = self.git("rev-parse", "main")
        name = "$(touch${IFS}x);`touch${IFS}x`"
        self.git("checkout", "--quiet", "-b", name)
        self.write("_posts/2025-03-06-fresh.md", CLEAN)
        self.commit("clean")
        given = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": base, "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": name}
        self.assertEqual(self.job(**given), 0, self.ran.stdout + self.ran.stderr)
        self.write("_posts/2025-03-07-$(touch x).md", BAD)
        self.commit("bad")
        self.assertEqual(self.job(**given), 1, self.ran.stdout + self.ran.stderr)
        self.assertIn("image/missing", self.ran.stdout)
        self.assertNotIn("old.md", self.ran.stdout)
        self.assertFalse((self.site / "x").exists())
        found = json.loads(self.report.read_text())
        self.assertTrue(found)
        for one in found:
            self.assertNotIn("old.md", one["location"]["path"])

    def test_a_branch_is_read_whole(self):
        self.assertEqual(self.job(), 1, self.ran.stdout + self.ran.stderr)
        self.assertIn("old.md", self.ran.stdout)
