"""Makes what a release consists of from wheels: `assemble.py WHEELS OUT`.

Each wheel holds the program for one platform. It becomes an archive with the
completions and the manual, and an npm package; beside them the npm package that
users install, and the checksums of all. The program is built once a platform.
"""

import hashlib
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile

TOP = pathlib.Path(__file__).resolve().parent.parent
# the platforms of a release, by what npm calls them: os, cpu, libc
PLATFORMS = {
    "linux-x64": ("linux", "x64", "glibc"),
    "linux-x64-musl": ("linux", "x64", "musl"),
    "linux-arm64": ("linux", "arm64", "glibc"),
    "linux-arm64-musl": ("linux", "arm64", "musl"),
    "darwin-x64": ("darwin", "x64", None),
    "darwin-arm64": ("darwin", "arm64", None),
    "win32-x64": ("win32", "x64", None),
}
TAGS = [
    (r"(many)?linux\w*_x86_64", "linux-x64"),
    (r"musllinux\w*_x86_64", "linux-x64-musl"),
    (r"(many)?linux\w*_aarch64", "linux-arm64"),
    (r"musllinux\w*_aarch64", "linux-arm64-musl"),
    (r"macosx\w*_x86_64", "darwin-x64"),
    (r"macosx\w*_arm64", "darwin-arm64"),
    (r"win_amd64", "win32-x64"),
]
SHELLS = {"bash": "copydesk.bash", "zsh": "_copydesk", "fish": "copydesk.fish", "powershell": "_copydesk.ps1"}


def version():
    return re.search(r'^version = "(.+)"', (TOP / "Cargo.toml").read_text(), re.M)[1]


def platform_of(wheel):
    tag = wheel.stem.split("-")[-1].split(".")[0]
    for pattern, name in TAGS:
        if re.fullmatch(pattern, tag):
            return name
    sys.exit(f"no platform is known for {wheel.name}")


def program_of(wheel, folder):
    """Writes the program of a wheel into a folder."""
    with zipfile.ZipFile(wheel) as archive:
        [name] = [n for n in archive.namelist() if re.search(r"\.data/scripts/copydesk(\.exe)?$", n)]
        file = folder / pathlib.PurePosixPath(name).name
        file.write_bytes(archive.read(name))
    file.chmod(0o755)
    return file


def papers(program, folder):
    """Completions and manual, which are the same for all platforms."""
    say = lambda *words: subprocess.run([program, *words], check=True, capture_output=True).stdout
    for shell, name in SHELLS.items():
        path = folder / "completions" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(say("completions", shell))
    (folder / "man").mkdir()
    (folder / "man/copydesk.1").write_bytes(say("man"))
    for command in ["check", "review", "rules", "explain", "test", "schema"]:
        (folder / f"man/copydesk-{command}.1").write_bytes(say("man", command))
    for name in ["README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE", "LICENSE-SCOWL"]:
        shutil.copy(TOP / name, folder)


def archive(platform, program, papers, out):
    name = f"copydesk-{version()}-{platform}"
    files = [(program, program.name)]
    files += [(f, str(f.relative_to(papers))) for f in sorted(papers.rglob("*")) if f.is_file()]
    if platform.startswith("win32"):
        with zipfile.ZipFile(out / f"{name}.zip", "w", zipfile.ZIP_DEFLATED) as made:
            for file, inside in files:
                made.write(file, f"{name}/{inside}")
    else:
        with tarfile.open(out / f"{name}.tar.gz", "w:gz") as made:
            for file, inside in files:
                made.add(file, f"{name}/{inside}", filter=owned_by_nobody)


def owned_by_nobody(info):
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    return info


def npm_pack(folder, package, out):
    (folder / "package.json").write_text(json.dumps(package, indent=2) + "\n")
    for name in ["LICENSE-MIT", "LICENSE-APACHE", "LICENSE-SCOWL"]:
        shutil.copy(TOP / name, folder)
    npm = shutil.which("npm")
    subprocess.run([npm, "pack", "--silent", "--pack-destination", out], cwd=folder, check=True, stdout=subprocess.DEVNULL)


def npm_platform(platform, program, out):
    system, cpu, libc = PLATFORMS[platform]
    main = json.loads((TOP / "npm/package.json").read_text())
    package = {
        "name": f"@copydesk/{platform}",
        "version": version(),
        "description": f"The program of copydesk for {platform}.",
        "license": main["license"],
        "repository": main["repository"],
        "files": ["bin", "LICENSE-*"],
        "preferUnplugged": True,
        "os": [system],
        "cpu": [cpu],
    }
    if libc:
        package["libc"] = [libc]
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "bin").mkdir()
        shutil.copy(program, folder / "bin")
        npm_pack(folder, package, out)


def npm_main(out):
    package = json.loads((TOP / "npm/package.json").read_text())
    package["version"] = version()
    package["optionalDependencies"] = {f"@copydesk/{name}": version() for name in PLATFORMS}
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for name in ["copydesk.js", "README.md"]:
            shutil.copy(TOP / "npm" / name, folder)
        (folder / "copydesk.js").chmod(0o755)
        npm_pack(folder, package, out)


def main(wheels, out):
    out.mkdir(parents=True, exist_ok=True)
    (out / "npm").mkdir(exist_ok=True)
    wheels = sorted(wheels.glob("*.whl"))
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        programs = {}
        for wheel in wheels:
            platform = platform_of(wheel)
            (work / platform).mkdir()
            programs[platform] = program_of(wheel, work / platform)
        if "linux-x64" not in programs:
            sys.exit("without the wheel for Linux on x86_64 nobody can be asked for the manual")
        (work / "papers").mkdir()
        papers(programs["linux-x64"], work / "papers")
        for platform, program in programs.items():
            archive(platform, program, work / "papers", out)
            if shutil.which("npm"):
                npm_platform(platform, program, out / "npm")
    if shutil.which("npm"):
        npm_main(out / "npm")
    sums = [f"{hashlib.sha256(f.read_bytes()).hexdigest()}  {f.name}\n" for f in sorted(out.glob("copydesk-*"))]
    (out / "SHA256SUMS").write_text("".join(sums))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
