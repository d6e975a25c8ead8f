"""action.yml, its steps run as GitHub runs them."""

import re
import shutil
import subprocess
import unittest

import yaml

from support import BAD, CLEAN, PROGRAM, TOP, Site, block, environment, run

ACTION = yaml.safe_load((TOP / "action.yml").read_text())
HOSTILE = ["$(touch x)", "; touch x", "`touch x`", "a\n::error::b", "::error::c", "--fix", "%0A::error::d"]


class Job:
    """One use of the action: what it printed, its exit code and its outputs. It takes
    seconds to install, so most tests have the program there."""

    def __init__(self, test, inputs, github, temp="temp", install=False):
        self.temp = test.scratch / temp
        self.temp.mkdir(exist_ok=True)
        known = {name: str(given.get("default", "")) for name, given in ACTION["inputs"].items()}
        assert set(inputs) <= set(known), inputs
        self.contexts = {f"inputs.{k}": v for k, v in {**known, **inputs}.items()}
        self.contexts |= {f"github.{k}": v for k, v in github.items()}
        self.contexts["github.workspace"] = str(test.site)
        self.outputs, self.log, self.code = {}, "", 0
        self.contexts["steps.install.outputs.program"] = str(PROGRAM)
        for step in ACTION["runs"]["steps"][0 if install else 1:]:
            self.step(step, test, github)
            if self.code:
                break

    def value(self, text):
        """Expressions as this action has them: names, and `||` between names."""
        def one(match):
            names = [name.strip() for name in match[1].split("||")]
            return next((self.contexts[name] for name in names if self.contexts.get(name)), "")
        return re.sub(r"\$\{\{(.*?)\}\}", one, str(text))

    def step(self, step, test, github):
        assert step["shell"] == "bash" and "uses" not in step
        script = self.temp / f"{step['id']}.sh"
        script.write_text(step["run"])
        output = self.temp / f"{step['id']}.out"
        output.touch()
        env = {
            "GITHUB_OUTPUT": str(output),
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(TOP),
            "GITHUB_WORKSPACE": str(test.site),
            "RUNNER_TEMP": str(self.temp),
            "GITHUB_REF": github.get("ref", "refs/heads/main"),
            "GITHUB_SHA": github.get("sha", ""),
            "GITHUB_HEAD_REF": github.get("head_ref", ""),
            **{name: self.value(text) for name, text in step.get("env", {}).items()},
        }
        ran = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", script],
            cwd=test.site, env=environment(**env), capture_output=True, text=True, timeout=300,
        )
        self.log += ran.stdout + ran.stderr
        self.code = ran.returncode
        many = r"^([\w-]+)(?:=(.*)|<<(\w+)\n(.*)\n\3)$"
        for name, single, _, more in re.findall(many, output.read_text(), re.M):
            self.outputs[name] = single or more
            self.contexts[f"steps.{step['id']}.outputs.{name}"] = single or more


class Action(Site):
    def pull(self, branch="change", depth=None):
        """The branch as a pull request's job finds it: GitHub's merge, checked out."""
        base = self.git("rev-parse", "main")
        self.git("checkout", "--quiet", "--detach", "main")
        self.git("merge", "--quiet", "--no-ff", "--no-edit", branch)
        sha = self.git("rev-parse", "HEAD")
        if depth:
            self.git("branch", "--force", "merge")
            shallow = self.scratch / "shallow"
            run("git", "clone", "--quiet", "--depth", depth, "--branch", "merge", f"file://{self.site}", shallow, cwd=self.scratch)
            self.site = shallow
        return {"ref": "refs/pull/7/merge", "sha": sha, "event.pull_request.base.sha": base, "head_ref": branch}

    def branch(self, files, name="change"):
        self.git("checkout", "--quiet", "-b", name, "main")
        for path, text in files.items():
            self.write(path, text)
        self.commit("change")

    def assertFound(self, job, path):
        self.assertEqual(job.code, 1, job.log)
        self.assertRegex(job.log, f"::error .*file={path}")

    def test_no_expression_is_put_into_a_script(self):
        for step in ACTION["runs"]["steps"]:
            self.assertNotIn("${{", step["run"])
            self.assertNotRegex(step["run"], r"\beval\b")

    def test_a_new_bad_post_is_told_and_an_old_one_is_not(self):
        self.branch({"_posts/2025-03-06-new.md": BAD})
        job = Job(self, {}, self.pull())
        self.assertFound(job, "_posts/2025-03-06-new.md")
        self.assertNotIn("old.md", job.log)

    def test_a_clean_change_passes_beside_an_old_bad_post(self):
        self.branch({"_posts/2025-03-06-new.md": CLEAN})
        self.assertEqual(Job(self, {}, self.pull()).code, 0)

    def test_what_the_base_did_meanwhile_is_not_the_pull_requests(self):
        self.branch({"_posts/2025-03-06-new.md": CLEAN})
        event = self.git("rev-parse", "main")
        self.git("checkout", "--quiet", "main")
        self.write("_posts/2025-03-07-theirs.md", BAD)
        self.commit("theirs")
        github = self.pull() | {"event.pull_request.base.sha": event}
        job = Job(self, {}, github)
        self.assertEqual(job.code, 0, job.log)

    def test_a_push_is_read_whole(self):
        self.assertFound(Job(self, {}, {}), "_posts/2025-03-05-old.md")
        self.branch({"_posts/2025-03-06-new.md": CLEAN})
        self.assertFound(Job(self, {"since": "none"}, self.pull()), "_posts/2025-03-05-old.md")

    def test_the_depth_of_the_checkout(self):
        self.branch({"_posts/2025-03-06-new.md": BAD})
        github = self.pull(depth="2")
        self.assertFound(Job(self, {}, github), "_posts/2025-03-06-new.md")
        run("git", "clone", "--quiet", "--depth", "1", f"file://{self.scratch}/site", self.scratch / "one", cwd=self.scratch)
        self.site = self.scratch / "one"
        job = Job(self, {}, github, "again")
        self.assertEqual(job.code, 2, job.log)
        self.assertIn("fetch-depth: 2", job.log)

    def test_hostile_names_are_names(self):
        for number, name in enumerate(HOSTILE):
            self.write(f"_posts/2025-04-{number + 10}-{name}.md", BAD)
        self.git("checkout", "--quiet", "-b", "$(touch${IFS}x);`touch${IFS}x`")
        self.commit("hostile")
        job = Job(self, {}, self.pull("$(touch${IFS}x);`touch${IFS}x`"))
        self.assertEqual(job.code, 1, job.log)
        self.assertEqual(sorted(p.name for p in self.site.glob("x*")), [])
        for line in job.log.splitlines():
            self.assertNotRegex(line, r"^::error::[bcd]")

    def test_hostile_inputs_are_values(self):
        for number, text in enumerate(HOSTILE):
            for name in ["paths", "version", "since", "config", "args"]:
                job = Job(self, {name: text}, {}, f"temp-{name}", name == "version")
                self.assertFalse(list(self.site.glob("**/x")), f"{name}: {text}")
                if name == "version":
                    self.assertEqual((job.code, "no version" in job.log), (2, True), job.log)
                elif name != "args" or text != "--fix":
                    self.assertEqual(job.code, 2, f"{name}: {text}\n{job.log}")
                shutil.rmtree(job.temp)

    def test_the_checked_repository_decides_nothing_of_the_installation(self):
        for name in ["venv.py", "venv/__init__.py", "venv/__main__.py", "pip.py", "pip/__main__.py", "sitecustomize.py"]:
            self.write(name, f"open({str(self.scratch / 'ran')!r}, 'w')\n")
        self.write("setup.cfg", "[install]\nprefix=/nonexistent\n")
        self.write("pip.conf", "[global]\nindex-url=http://127.0.0.1:9/\n")
        self.write(".cargo/config.toml", "[build]\nrustc-wrapper = '/nonexistent'\n")
        self.write("rust-toolchain.toml", "[toolchain]\nchannel = 'nonexistent'\n")
        job = Job(self, {}, {}, install=True)
        self.assertFound(job, "_posts/2025-03-05-old.md")
        self.assertFalse((self.scratch / "ran").exists())

    def test_inputs_do_what_they_say(self):
        self.write("house.yml", "rules: { image/missing: off }\n")
        self.assertEqual(Job(self, {"config": "house.yml"}, {}).code, 0)
        self.assertEqual(Job(self, {"paths": "_posts/2025-03-04-clean.md\n"}, {}, "b").code, 0)
        self.assertEqual(Job(self, {"args": "--ignore image  --fail-on\nnever"}, {}, "c").code, 0)

    def test_sarif_is_written_and_named(self):
        job = Job(self, {"sarif-file": "copy desk.sarif"}, {})
        self.assertEqual(job.code, 1, job.log)
        self.assertEqual(job.outputs["sarif-file"], "copy desk.sarif")
        self.assertIn('"2.1.0"', (self.site / "copy desk.sarif").read_text())


class Workflow(unittest.TestCase):
    def test_the_workflow_of_the_page_asks_for_what_there_is(self):
        flow = yaml.safe_load(block("github.md", ".github/workflows/posts.yml"))
        [job] = flow["jobs"].values()
        uses = {step["uses"].split("@")[0]: step.get("with", {}) for step in job["steps"]}
        self.assertLessEqual(set(uses["copydesk-lint/copydesk"]), set(ACTION["inputs"]))
        self.assertEqual(uses["actions/checkout"]["fetch-depth"], 2)
        self.assertNotIn("pull_request_target", flow[True])
        self.assertEqual(flow["permissions"], {"contents": "read"})
