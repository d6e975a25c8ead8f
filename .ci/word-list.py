"""Writes src/dictionary/english.txt from Debian's packages of SCOWL: run it where
wamerican-large and wbritish-large are installed."""

from pathlib import Path

WORDS = Path("/usr/share/dict")
TARGET = Path(__file__).parent.parent / "src/dictionary/english.txt"


def words(name):
    lines = (WORDS / name).read_text(encoding="utf-8").split()
    return {word for word in lines if not word.endswith("'s")}


american = words("american-english-large")
british = words("british-english-large")
head = [line for line in TARGET.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
lines = []
for word in sorted(american | british, key=str.encode):
    mark = "" if word in american & british else "/a" if word in american else "/b"
    lines.append(word + mark)
TARGET.write_text("\n".join(head + lines) + "\n", encoding="utf-8")
