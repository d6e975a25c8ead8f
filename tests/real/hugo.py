#!/usr/bin/env python3
"""Builds each case (a JSON array on standard input) as a site of one page with
the real Hugo, two at a time, and prints what became of it."""
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import tempfile

HUGO = os.path.join(os.environ["COPYDESK_REAL"], "bin", "hugo")
# what a case's own config does not say; the file that comes first wins
BASE = """baseURL = "https://example.org/"
disableKinds = ["taxonomy", "term", "RSS", "sitemap", "robotsTXT", "404"%s]
"""
# the page says which file it was made from, so it is found wherever it lies
LAYOUT = """{{- $keys := dict -}}
{{- range $k, $v := .Params -}}
{{- $keys = merge $keys (dict $k (dict "type" (printf "%T" $v) "value" (printf "%v" $v))) -}}
{{- end -}}
{{- $form := "2006-01-02T15:04:05.999999999Z07:00" -}}
{{- $path := "" -}}{{- with .File -}}{{- $path = .Path -}}{{- end -}}
COPYDESK{{ dict "path" $path "title" .Title "date" (.Date.Format $form)
  "lastmod" (.Lastmod.Format $form) "publishdate" (.PublishDate.Format $form)
  "expirydate" (.ExpiryDate.Format $form) "url" .RelPermalink "draft" .Draft
  "slug" .Slug "type" .Type "keys" $keys "content" .Content | jsonify }}END
"""


def write(root, path, text, latin1=False):
    file = os.path.join(root, path)
    os.makedirs(os.path.dirname(file), exist_ok=True)
    with open(file, "wb") as out:
        out.write(text.encode("latin-1" if latin1 else "utf-8", "surrogatepass"))


def build(case):
    result = {"name": case["name"]}
    with tempfile.TemporaryDirectory() as root:
        files = dict(case.get("files") or {})
        configs = [f for f in files if re.fullmatch(r"(hugo|config)\.(toml|ya?ml|json)", f)]
        # a home page would now and then be written over a post at its address
        home = case["path"] in ("content/_index.md", "content/index.md")
        files["base.toml"] = BASE % ("" if home else ', "home"')
        for layout in ("single", "list", "home"):
            files.setdefault(f"layouts/{layout}.html", LAYOUT)
        for path, text in files.items():
            write(root, path, text)
        write(root, case["path"], case["text"], case.get("latin1"))
        done = subprocess.run(
            [HUGO, "--noBuildLock", "--clock", "2026-11-25T12:00:00Z",
             "--config", ",".join(configs + ["base.toml"]),
             "--source", root, "--destination", os.path.join(root, "out")],
            capture_output=True, text=True, timeout=120, errors="replace",
            env={"PATH": "/usr/bin:/bin", "HOME": root, "TZ": case.get("tz", "UTC"),
                 "HUGO_CACHEDIR": os.path.join(root, "cache")})
        said = (done.stdout + done.stderr).replace(root + "/", "").strip()
        # the rest is figures of the build
        said = [line for line in re.sub(r"\x1b\[[0-9;]*m", "", said).split("\n")
                if line.startswith(("WARN", "ERROR", "Error", "panic"))]
        if said:
            result["messages"] = said
        if done.returncode:
            result["outcome"] = "fails"
            return result
        inside = case["path"].split("content/", 1)[-1]
        found = []
        for folder, _, names in os.walk(os.path.join(root, "out")):
            for name in names:
                with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as page:
                    match = re.search(r"COPYDESK(.*)END", page.read(), re.S)
                if match:
                    page = json.loads(match[1])
                    if page.pop("path") == inside:
                        page["file"] = os.path.relpath(os.path.join(folder, name), os.path.join(root, "out"))
                        found.append(page)
        result["outcome"] = "published" if found else "absent"
        if found:
            result.update(found[0])
        return result


cases = json.load(sys.stdin.buffer)
with concurrent.futures.ThreadPoolExecutor(2) as pool:
    json.dump(list(pool.map(build, cases)), sys.stdout)
