//! The program as its users start it: arguments, mistakes, exit codes, streams.

#![allow(clippy::disallowed_methods, reason = "a test makes files")]
#![allow(clippy::expect_used, reason = "what a test needs is there, or it fails")]

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A folder of files that is gone when the test is over.
struct Folder(TempDir);

/// What the program printed, and how it ended.
struct Ran {
    code: i32,
    out: String,
    err: String,
}

const CLEAN: &str =
    "---\ntitle: Port reopens\ndate: 2025-03-04\n---\n\nThe first boat left at six.\n";
const BAD: &str =
    "---\ntitle: \"Breaking: Port reopens\"\ndate: 2025-03-04\nimage: no.jpg\n---\n\nAt six.\n";
const POST: &str = "_posts/2025-03-04-port.md";

impl Folder {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = Self(TempDir::new().expect("a folder"));
        files.iter().for_each(|(path, text)| folder.write(path, text.as_bytes()));
        folder
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).expect("a file")
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, "")
    }

    fn run_with(&self, arguments: &[&str], input: &str) -> Ran {
        let mut child = Command::new(env!("CARGO_BIN_EXE_copydesk"))
            .env_remove("GITHUB_ACTIONS")
            .args(arguments)
            .current_dir(self.path())
            .env_remove("CLICOLOR_FORCE")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut stdin = child.stdin.take().expect("a pipe");
        // a program that does not read its input is no mistake
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        let output = child.wait_with_output().expect("the program ends");
        Ran {
            code: output.status.code().expect("a code"),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }
}

impl Ran {
    #[track_caller]
    fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, code, "\n{}\n{}", self.out, self.err);
        self
    }

    #[track_caller]
    fn says(self, words: &str) -> Self {
        assert!(self.out.contains(words), "{words:?} is not in\n{}\n{}", self.out, self.err);
        self
    }

    #[track_caller]
    fn complains(self, words: &str) -> Self {
        assert!(self.err.contains(words), "{words:?} is not in\n{}\n{}", self.err, self.out);
        self
    }
}

#[test]
fn exit_codes_tell_clean_found_and_trouble() {
    Folder::new(&[(POST, CLEAN)]).run(&["check"]).ends(0).says("1 post and 0 images checked");
    let bad = Folder::new(&[(POST, BAD)]);
    bad.run(&["check"]).ends(1).says("1 error, 1 warning");
    bad.run(&["check", "--exit-zero"]).ends(0);
    bad.run(&["check", "--fail-on", "never"]).ends(0);
    bad.run(&["check", "--ignore", "image"]).ends(0);
    bad.run(&["check", "--ignore", "image", "--fail-on", "warning"]).ends(1);
    bad.run(&["check", "nowhere.md"]).ends(2).complains("there is no such file or folder");
}

#[test]
fn what_cannot_be_read_is_said_and_stops_nothing() {
    let folder = Folder::new(&[(POST, BAD)]);
    folder.write("_posts/2025-03-05-latin.md", b"---\ntitle: x\n---\nCaf\xe9 au lait\n");
    folder.write("_posts/2025-03-06-binary.md", b"\x89PNG\0\0\x01\xff");
    let ran = folder.run(&["check", "_posts", "gone.md", "--format", "concise"]).ends(2);
    let ran = ran.says("image/missing").complains("gone.md: there is no such file or folder");
    let ran = ran.complains("not UTF-8: byte 20, in line 4").complains("this is no text file");
    ran.complains("1 post and 1 image checked");
}

#[test]
fn a_folder_without_posts_is_a_mistake_but_an_excluded_one_is_not() {
    let folder = Folder::new(&[("images/x.txt", "no post")]);
    folder.run(&["check"]).ends(2).complains("no posts in this folder");
    let folder = Folder::new(&[(POST, BAD)]);
    let ran = folder.run(&["check", "--exclude", "_posts"]).ends(0);
    ran.complains("nothing was checked");
}

#[test]
fn names_of_rules_and_formats_are_checked() {
    let folder = Folder::new(&[(POST, BAD)]);
    let ran = folder.run(&["check", "--select", "headlin"]).ends(2);
    ran.complains("no rule or pack called `headlin`").complains("Did you mean `headline`?");
    folder.run(&["check", "--format", "prety"]).ends(2).complains("pretty");
    folder.run(&["explain", "zone"]).ends(2).complains("Did you mean `date/zone`?");
    folder.run(&["explain", "date/zone"]).ends(0).says("## Left alone");
    folder.run(&["rules"]).ends(0).says("● image/missing").says("○ front-matter/empty-list");
}

#[test]
fn select_and_ignore_choose_rules() {
    let folder = Folder::new(&[(POST, BAD)]);
    let ran = folder.run(&["check", "--select", "headline", "--format", "concise"]).ends(0);
    assert_eq!(ran.out.lines().count(), 1, "{}", ran.out);
    let ran = folder.run(&["check", "--min-severity", "error", "--format", "concise"]).ends(1);
    assert_eq!(ran.out.lines().count(), 1, "{}", ran.out);
}

#[test]
fn standard_input_counts_as_the_file_it_will_be() {
    let folder = Folder::new(&[("_config.yml", ""), ("a.jpg", "\0")]);
    let post = "---\ntitle: \"Latest: x\"\nimage: a.jpg\n---\nText.\n";
    let name = ["check", "-", "--stdin-filename", POST, "--format", "concise"];
    folder.run_with(&name, post).ends(0).says("_posts/2025-03-04-port.md:2:9: warning[headline");
    let fixed = folder.run_with(&["check", "-", "--stdin-filename", POST, "--fix"], post).ends(0);
    assert_eq!(fixed.out, "---\ntitle: \"X\"\nimage: a.jpg\n---\nText.\n");
    folder.run(&["check", "-", POST]).ends(2).complains("read alone");
}

#[test]
fn json_is_one_object_even_when_the_config_is_broken() {
    let folder = Folder::new(&[(POST, BAD), ("copydesk.yml", "pakcs: [headline]\n")]);
    let ran = folder.run(&["check", "--format", "json"]).ends(2);
    let report: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(report["version"], 1);
    assert_eq!(report["problems"][0]["path"], "copydesk.yml");
    assert_eq!(report["problems"][0]["start"]["line"], 1);
    let folder = Folder::new(&[(POST, BAD)]);
    let ran = folder.run(&["check", "--format", "json"]).ends(1);
    let report: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    let first = &report["diagnostics"][0];
    assert_eq!(first["rule"], "headline/urgency-prefix");
    assert_eq!(first["start"], serde_json::json!({"line": 2, "column": 9, "offset": 12}));
    assert_eq!(first["fixes"][0]["safety"], "safe");
    assert_eq!(report["summary"]["images"], 1);
}

#[test]
fn a_config_decides() {
    let rules = "rules:\n  image/missing: off\n  headline/urgency-prefix: error\n";
    let folder = Folder::new(&[(POST, BAD), ("copydesk.yml", rules)]);
    folder.run(&["check"]).ends(1).says("1 error; 1 fixable").says("headline/urgency-prefix");
    folder.run(&["check", "--isolated"]).ends(1).says("image/missing");
    let drafts =
        "overrides:\n  - files: [\"_posts/**\"]\n    rules: { headline: off, image: off }\n";
    let folder = Folder::new(&[(POST, BAD), ("copydesk.yml", drafts)]);
    folder.run(&["check"]).ends(0).says("nothing found");
    folder.run(&["check", "--show-settings", POST]).ends(0).says("generator: jekyll");
    let folder = Folder::new(&[(POST, BAD), ("copydesk.yml", "exclude: [_posts]\n")]);
    folder.run(&["check"]).ends(0).complains("nothing was checked");
    folder.run(&["check", POST]).ends(1);
    folder.run(&["check", POST, "--force-exclude"]).ends(0);
}

#[test]
fn a_config_stands_at_the_top_of_a_site_without_a_generator() {
    let post = "---\ntitle: a\n---\n\n![a](../img/a.png) ![b](/img/a.png)\n";
    let folder =
        Folder::new(&[("posts/a.md", post), ("img/a.png", "\0"), ("copydesk.yml", "rules: {}\n")]);
    folder.run(&["check"]).ends(0).says("nothing found");
}

#[cfg(unix)]
#[test]
fn what_is_no_file_and_what_cannot_be_written_is_trouble() {
    let folder = Folder::new(&[(POST, CLEAN)]);
    folder.run(&["check", "/dev/zero"]).ends(2).complains("no regular file");
    fs::create_dir(folder.path().join("copydesk.yml")).expect("a folder");
    let ran = folder.run(&["check"]).ends(2).complains("copydesk.yml");
    assert!(!ran.out.contains("nothing found"), "{}", ran.out);
    if Path::new("/dev/full").exists() {
        let full = fs::File::create("/dev/full").expect("the device");
        let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
        let status = command.arg("rules").arg("--isolated").stdout(full).status();
        assert_eq!(status.expect("the program starts").code(), Some(2));
    }
}

#[test]
fn a_config_builds_on_another() {
    let folder = Folder::new(&[
        (POST, BAD),
        ("shared/base.yml", "rules: { image/missing: off }\nfail-on: warning\n"),
        ("copydesk.yml", "extends: shared/base.yml\n"),
    ]);
    folder.run(&["check"]).ends(1).says("1 warning; 1 fixable");
    folder.write("shared/base.yml", b"extends: ../copydesk.yml\n");
    folder.run(&["check"]).ends(2).complains("builds on itself");
    folder.write("copydesk.yml", b"extends: gone.yml\n");
    folder.run(&["check"]).ends(2).complains("gone.yml: there is no such file");
}

#[test]
fn mistakes_in_a_config_are_shown_with_a_place_and_the_nearest_name() {
    for (config, message, help) in [
        ("pakcs: []\n", "unknown key `pakcs`", "Did you mean `packs`?"),
        ("packs: [headlin]\n", "no rule or pack called `headlin`", "Did you mean `headline`?"),
        (
            "rules:\n  date/zon: off\n",
            "no rule or pack called `date/zon`",
            "Did you mean `date/zone`?",
        ),
        ("rules:\n  date/zone: eror\n", "unknown value `eror`", "Did you mean `error`?"),
        ("site: jekyl\n", "no generator called `jekyl`", "Did you mean `jekyll`?"),
        (
            "rules:\n  date/file-name:\n    options: { day: 3 }\n",
            "unknown key `day`",
            "Did you mean `days`?",
        ),
        ("rules:\n  date/file-name:\n    options: { days: many }\n", "invalid type", "many"),
        ("exclude: [\"a[\"]\n", "not a pattern", "a["),
        ("required-version: \">=99\"\n", "this is copydesk", ">=99"),
        ("packs: [./gone]\n", "there is no such file or folder", "./gone"),
        ("packs: [../elsewhere]\n", "outside the tree", "../elsewhere"),
        ("a: b: c\n", "not YAML", "b: c"),
    ] {
        let folder = Folder::new(&[(POST, BAD), ("copydesk.yml", config)]);
        let ran = folder.run(&["check"]).ends(2).complains(message).complains(help);
        ran.complains("[copydesk.yml:");
    }
}

const RULE: &str = "extends: existence\nseverity: warning\nmessage: \"'{found}' is banned.\"\n\
    why: It is.\noptions:\n  phrases: [boat]\nexamples:\n  bad:\n    - text: A ‹boat›.\n  good:\n    \
    - text: A ship.\n";

#[test]
fn a_users_pack_is_a_folder_of_rules() {
    let folder = Folder::new(&[
        (POST, CLEAN),
        ("style/house/boat.yml", RULE),
        ("copydesk.yml", "packs: [recommended, ./style/house]\n"),
    ]);
    folder.run(&["check"]).ends(0).says("house/boat").says("'boat' is banned.");
    folder.run(&["test"]).ends(0).says("1 rule, 2 examples: all hold.");
    folder.run(&["explain", "house/boat"]).ends(0).says("It is.");
    folder.write("style/house/boat.yml", RULE.replace("‹boat›", "‹boats›").as_bytes());
    let ran = folder.run(&["test", "style/house"]).ends(1);
    ran.says("marked, but not found").says("boat.yml (bad 1)").says("1 does not hold");
}

#[test]
fn mistakes_in_a_rule_are_shown_with_a_caret() {
    for (from, to, message, help) in [
        ("phrases", "phases", "unknown key `phases`", "Did you mean `phrases`?"),
        ("severity", "sevrity", "unknown key `sevrity`", "Did you mean `severity`?"),
        ("existence", "existance", "no kind of check called `existance`", "`existence`"),
        ("phrases: [boat]", "patterns: ['a(b']", "not a regular expression", "a(b"),
        ("{found}", "{fund}", "`{fund}` is nothing that this kind fills", "`{found}`"),
        ("  good:\n    - text: A ship.\n", "", "at least one bad and one good", "examples"),
        ("why: It is.", "why: ''", "`why` is missing", "extends"),
        ("phrases: [boat]", "phrases: []", "nothing to look for", "options"),
        ("severity: warning", "severity: {", "not YAML", "boat.yml"),
        (
            "severity: warning",
            "severity: warning\nscope: titel",
            "no scope called `titel`",
            "titel",
        ),
    ] {
        let folder = Folder::new(&[
            (POST, CLEAN),
            ("house/boat.yml", &RULE.replace(from, to)),
            ("copydesk.yml", "packs: [./house]\n"),
        ]);
        let ran = folder.run(&["check"]).ends(2).complains(message).complains(help);
        ran.complains("[house/boat.yml:").complains("─");
    }
}

#[test]
fn git_and_links_decide_what_is_walked() {
    let folder = Folder::new(&[
        (POST, CLEAN),
        ("_posts/2025-03-05-kept.md", CLEAN),
        ("_posts/2025-03-06-left.md", BAD),
        (".gitignore", "/drafts\n*-left.md\n"),
        ("drafts/x.md", BAD),
        ("README.md", "Breaking: no post."),
        (".github/issue.md", BAD),
        ("page.html", "<p>No front matter, no post.</p>"),
    ]);
    fs::create_dir(folder.path().join(".git")).expect("a folder");
    let ran = folder.run(&["check", "--show-files"]).ends(0);
    assert_eq!(ran.out, "_posts/2025-03-04-port.md\n_posts/2025-03-05-kept.md\n");
    folder.run(&["check"]).ends(0).says("2 posts");
    folder.run(&["check", "drafts/x.md"]).ends(1);
}

#[cfg(unix)]
#[test]
fn links_out_of_the_tree_are_not_followed() {
    let outside = Folder::new(&[("x.md", BAD), ("pic.jpg", "\0")]);
    let folder = Folder::new(&[(POST, "---\ntitle: x\nimage: out/pic.jpg\n---\nText.\n")]);
    let link = |from: &str, to: &str| {
        std::os::unix::fs::symlink(outside.path().join(to), folder.path().join(from))
            .expect("a link");
    };
    link("_posts/2025-03-05-link.md", "x.md");
    link("out", "");
    let ran = folder.run(&["check", "--format", "concise"]).ends(1);
    ran.says("The site has no picture `out/pic.jpg`.").complains("1 post and 1 image");
}

#[test]
fn fixes_are_written_once_and_nothing_else_changes() {
    let crlf = "\u{feff}---\r\ntitle: 'Update: it''s open' # a note\r\ntags:   [ a ]\r\n---\r\n\r\n\
        Let’s dive into the details: the pier is open.";
    let folder = Folder::new(&[(POST, crlf)]);
    folder.run(&["check", "--fix"]).ends(0).says("2 fixes made");
    let fixed = "\u{feff}---\r\ntitle: 'It''s open' # a note\r\ntags:   [ a ]\r\n---\r\n\r\nThe pier is open.";
    assert_eq!(folder.read(POST), fixed);
    let ran = folder.run(&["check", "--fix"]).ends(0);
    assert!(!ran.out.contains("made"), "{}", ran.out);
}

#[test]
fn excuses_are_written_where_they_are_needed() {
    let folder = Folder::new(&[(POST, BAD), ("_config.yml", "")]);
    let ran = folder.run(&["check", "--add-suppressions", "headline,image/missing", "--diff"]);
    assert!(ran.out.contains("+# copydesk-disable-next-line headline"), "{}", ran.out);
    assert_eq!(folder.read(POST), BAD);
    let reason = "the wire's own label";
    let ran = folder.run(&["check", "--add-suppressions", "headline,image", "--reason", reason]);
    ran.ends(0).complains("2 findings excused");
    folder.run(&["check"]).ends(0).says("nothing found");
    let expected = BAD
        .replace(
            "title",
            "# copydesk-disable-next-line headline/urgency-prefix -- the wire's own label\ntitle",
        )
        .replace(
            "image",
            "# copydesk-disable-next-line image/missing -- the wire's own label\nimage",
        );
    assert_eq!(folder.read(POST), expected);
}

#[test]
fn a_draft_may_be_unfinished() {
    let draft = BAD.replace("---\ntitle", "---\npublished: false\ntitle");
    let folder = Folder::new(&[(POST, &draft), ("_config.yml", ""), ("_drafts/x.md", BAD)]);
    folder.run(&["check"]).ends(0).says("4 warnings");
    folder.write("copydesk.yml", b"drafts: check\n");
    folder.run(&["check"]).ends(1).says("2 errors");
    folder.write("copydesk.yml", b"drafts: skip\n");
    folder.run(&["check"]).ends(0).says("nothing found");
}

#[test]
fn reasons_can_be_required() {
    let excused = BAD.replace("image", "# copydesk-disable-next-line image/missing\nimage");
    let folder = Folder::new(&[(POST, &excused)]);
    folder.run(&["check", "--ignore", "headline"]).ends(0).says("nothing found");
    folder.write("copydesk.yml", b"require-reasons: true\n");
    folder.run(&["check", "--ignore", "headline"]).ends(0).says("copydesk/missing-reason");
}

#[cfg(unix)]
#[test]
fn a_fixed_file_keeps_its_permissions() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new(&[(POST, BAD)]);
    let file = folder.path().join(POST);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).expect("permissions");
    folder.run(&["check", "--fix"]).ends(1);
    let mode = fs::metadata(&file).expect("the file").permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
}

#[test]
fn colour_is_for_those_who_can_see_it() {
    let folder = Folder::new(&[(POST, BAD)]);
    assert!(!folder.run(&["check"]).out.contains('\u{1b}'));
    assert!(folder.run(&["check", "--color", "always"]).out.contains('\u{1b}'));
}

#[test]
fn nothing_in_a_post_reaches_the_terminal_as_a_command() {
    let post = "---\ntitle: \"Breaking: \u{1b}]0;owned\u{7} news\"\n---\nText.\n";
    let folder = Folder::new(&[(POST, post)]);
    for format in ["pretty", "concise"] {
        let ran = folder.run(&["check", "--format", format]);
        assert!(!ran.out.contains(['\u{1b}', '\u{7}']), "{}", ran.out);
    }
}

#[test]
fn the_day_of_a_run_can_be_set() {
    let folder = Folder::new(&[(POST, CLEAN)]);
    folder.run(&["check", "--today", "2025-02-30"]).ends(2);
    folder.run(&["check", "--today", "2025-02-28"]).ends(0);
}

#[test]
fn a_site_has_words_of_its_own() {
    let post = CLEAN.replace("boat", "quaysider");
    let folder = Folder::new(&[
        (POST, &post),
        ("copydesk.yml", "packs: [spelling]\nvocab: words\n"),
        ("words/reject.txt", "first\n"),
    ]);
    let check = || folder.run(&["check", "--fail-on", "suggestion", "--format", "concise", "."]);
    check().ends(1).says("'quaysider' is in no dictionary").says("'first'");
    folder.write("words/accept.txt", b"# ours\nquaysider\nfirst\n");
    fs::remove_file(folder.path().join("words/reject.txt")).expect("removed");
    check().ends(0);
    folder.write("words/accept.txt", b"quay(\n");
    check().ends(2).complains("words/accept.txt, line 1: `quay(` is no expression");
    fs::remove_dir_all(folder.path().join("words")).expect("removed");
    check().ends(2).complains("neither `words/accept.txt` nor `words/reject.txt` can be read");
}

#[test]
fn an_expression_without_end_is_told_and_stops() {
    let rule = "extends: existence\nseverity: warning\nmessage: x\nwhy: x\n\
        options:\n  patterns: ['(?=x?)((a+)+)+\\1$']\n\
        examples:\n  bad: [{text: \"‹aa›\"}]\n  good: [{text: b}]\n";
    let folder = Folder::new(&[
        (POST, &CLEAN.replace("The first", &("a".repeat(60) + "!"))),
        ("copydesk.yml", "packs: [./house]\n"),
        ("house/slow.yml", rule),
    ]);
    let ran = folder.run(&["check", "."]).ends(2);
    ran.complains("house/slow: an expression has too many ways");
}
