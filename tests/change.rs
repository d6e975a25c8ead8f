//! What a change caused, what a baseline hides, and what fixes would change: with
//! the real git.

#![allow(clippy::disallowed_methods, reason = "a test makes files and runs git")]
#![allow(clippy::expect_used, reason = "what a test needs is there, or it fails")]

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// A git repository that is gone when the test is over.
struct Site(TempDir);

const POST: &str = "_posts/2025-03-04-port.md";
/// Bytes of no format that is known, of which nothing is said.
const PICTURE: &str = "\0";
const OLD: &str = "---\ntitle: \"Update: Port reopens\"\ndate: 2025-03-04\nimage: assets/a.jpg\n---\n\n\
    It has been reported that the firm says so.\n\nThe last line.\n";

impl Site {
    fn new() -> Self {
        let site = Self(TempDir::new().expect("a folder"));
        site.git(&["init", "--quiet", "-b", "main"]);
        site.git(&["config", "user.email", "desk@example.org"]);
        site.git(&["config", "user.name", "Desk"]);
        site.write("_config.yml", "");
        site.write("assets/a.jpg", PICTURE);
        site.write(POST, OLD);
        site.commit();
        site
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).expect("a file")
    }

    fn git(&self, arguments: &[&str]) {
        let done = Command::new("git").args(arguments).current_dir(self.path()).output();
        let done = done.expect("git");
        assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    }

    fn commit(&self) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "--quiet", "-m", "x"]);
    }

    /// Exit code, findings in a line each without paths' beginnings, and the rest.
    fn check(&self, arguments: &[&str]) -> (i32, Vec<String>, String) {
        self.check_in("", arguments)
    }

    fn check_in(&self, folder: &str, arguments: &[&str]) -> (i32, Vec<String>, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_copydesk"))
            .env_remove("GITHUB_ACTIONS")
            .args(["check", "--format", "concise"])
            .args(arguments)
            .current_dir(self.path().join(folder))
            .output()
            .expect("the program starts");
        let out = String::from_utf8(output.stdout).expect("UTF-8");
        let err = String::from_utf8(output.stderr).expect("UTF-8");
        let rules = out.lines().map(|line| {
            let place = line.split(": ").next().unwrap_or_default();
            let rule = line.split(['[', ']']).nth(1).unwrap_or_default();
            format!("{} {rule}", place.rsplit('/').next().unwrap_or_default())
        });
        (output.status.code().expect("a code"), rules.collect(), err)
    }

    fn found(&self, arguments: &[&str]) -> Vec<String> {
        self.check(arguments).1
    }
}

const NONE: [&str; 0] = [];

#[test]
fn only_what_a_change_caused_is_told() {
    let site = Site::new();
    assert_eq!(site.found(&["--since", "HEAD"]), NONE);
    assert!(site.check(&["--since", "HEAD"]).2.contains("No post was touched"));
    site.write(POST, &OLD.replace("The last line.", "![x](/assets/no.png)"));
    assert_eq!(site.found(&["--since", "HEAD"]), ["2025-03-04-port.md:9:6 image/missing"]);
    assert_eq!(site.found(&["--since", "HEAD", "--since-scope", "file"]).len(), 4);
    site.commit();
    assert_eq!(site.found(&["--since", "HEAD"]), NONE);
    assert_eq!(site.found(&["--since", "HEAD~1"]).len(), 1);
}

#[test]
fn a_line_taken_out_of_front_matter_counts() {
    let site = Site::new();
    site.write(POST, &OLD.replace("title: \"Update: Port reopens\"\n", ""));
    assert_eq!(site.found(&["--since", "HEAD"]), ["2025-03-04-port.md:1:1 front-matter/required"]);
}

#[test]
fn a_picture_that_goes_away_is_told_for_posts_that_did_not_change() {
    let site = Site::new();
    fs::remove_file(site.path().join("assets/a.jpg")).expect("the picture");
    let missing = ["2025-03-04-port.md:4:8 image/missing"];
    assert_eq!(site.found(&["--since", "HEAD"]), missing);
    assert_eq!(site.found(&["--staged"]), NONE);
    site.git(&["add", "-A"]);
    assert_eq!(site.found(&["--staged"]), missing);
}

#[test]
fn new_and_renamed_posts_count_by_what_is_new_in_them() {
    let site = Site::new();
    site.write("_posts/2025-03-05-new é.md", "---\ntitle: \"Latest: x\"\n---\nText.\n");
    assert_eq!(
        site.found(&["--since", "HEAD"]),
        ["2025-03-05-new é.md:2:9 headline/urgency-prefix"]
    );
    fs::remove_file(site.path().join("_posts/2025-03-05-new é.md")).expect("the post");
    site.git(&["mv", POST, "_posts/2025-03-04-harbour.md"]);
    assert_eq!(site.found(&["--since", "HEAD"]), NONE);
}

#[test]
fn staged_content_is_read_from_the_index() {
    let site = Site::new();
    site.write(POST, &OLD.replace("The last line.", "![x](/assets/staged.png)"));
    site.git(&["add", "-A"]);
    site.write(POST, OLD);
    assert_eq!(site.found(&["--staged"]), ["2025-03-04-port.md:9:6 image/missing"]);
    // a picture that is only on disk is not in the commit
    site.write("assets/staged.png", PICTURE);
    assert_eq!(site.found(&["--staged"]).len(), 1);
    site.git(&["add", "assets"]);
    assert_eq!(site.found(&["--staged"]), NONE);
}

#[test]
fn a_staged_fix_is_refused_where_the_disk_has_something_else() {
    let site = Site::new();
    site.write(POST, &OLD.replace("Update: Port", "Latest: Port"));
    site.git(&["add", "-A"]);
    let text = OLD.replace("Update: Port", "Latest: Port") + "More.\n";
    site.write(POST, &text);
    let (code, found, err) = site.check(&["--staged", "--fix"]);
    assert_eq!((code, found.len()), (2, 1), "{err}");
    assert!(err.contains("not fixed"), "{err}");
    assert_eq!(site.read(POST), text);
    site.git(&["add", "-A"]);
    site.check(&["--staged", "--fix"]);
    // the label was in the change, the opening was not
    assert_eq!(site.read(POST), text.replace("Latest: ", ""));
}

#[test]
fn repositories_of_every_kind_are_asked() {
    let site = Site::new();
    let (code, _, err) = site.check(&["--since", "no-such-branch"]);
    assert_eq!(code, 2);
    assert!(err.contains("no commit called `no-such-branch`"), "{err}");

    let empty = Site(TempDir::new().expect("a folder"));
    empty.git(&["init", "--quiet"]);
    empty.write(POST, OLD);
    let (code, _, err) = empty.check(&["--since", "HEAD"]);
    assert_eq!(code, 2);
    assert!(err.contains("no commits yet"), "{err}");
    empty.git(&["add", "-A"]);
    assert_eq!(empty.check(&["--staged"]).0, 1);

    site.write(POST, &OLD.replace("last", "very last"));
    site.commit();
    let source = format!("file://{}", site.path().display());
    let clone = TempDir::new().expect("a folder");
    let target = clone.path().join("site").to_string_lossy().into_owned();
    site.git(&["clone", "--quiet", "--depth", "1", &source, &target]);
    let shallow = Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .env_remove("GITHUB_ACTIONS")
        .args(["check", "--since", "HEAD~1"])
        .current_dir(&target)
        .output()
        .expect("the program starts");
    let err = String::from_utf8_lossy(&shallow.stderr).into_owned();
    assert!(err.contains("--unshallow"), "{err}");

    let tree = clone.path().join("tree").to_string_lossy().into_owned();
    site.git(&["worktree", "add", "--quiet", &tree]);
    let worktree = Site(clone);
    worktree.write(&format!("tree/{POST}"), &OLD.replace("The last line.", "![](/no.png)"));
    let (_, found, err) = worktree.check_in("tree", &["--since", "HEAD"]);
    assert_eq!(found, ["2025-03-04-port.md:9:5 image/missing"], "{err}");

    let bare = TempDir::new().expect("a folder");
    let outside = Site(bare);
    outside.write(POST, OLD);
    assert!(outside.check(&["--since", "HEAD"]).2.contains("in no git repository"));
}

#[test]
fn a_submodule_is_a_repository_of_its_own() {
    let site = Site::new();
    let module = Site::new();
    let source = module.path().to_string_lossy().into_owned();
    site.git(&["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", &source, "blog"]);
    site.commit();
    site.write(&format!("blog/{POST}"), &OLD.replace("The last line.", "![](/no.png)"));
    assert_eq!(site.found(&["--since", "HEAD"]), ["2025-03-04-port.md:9:5 image/missing"]);
}

#[test]
fn a_baseline_hides_what_it_records_and_nothing_more() {
    let site = Site::new();
    let baseline = ["--baseline", "base.txt"];
    assert_eq!(site.check(&baseline).0, 2);
    assert_eq!(site.check(&["--baseline", "base.txt", "--write-baseline"]).0, 0);
    let (code, found, err) = site.check(&baseline);
    assert_eq!((code, found.len()), (0, 0));
    assert!(err.contains("3 hidden by the baseline"), "{err}");

    // edits elsewhere, a rename: hidden still; a copy is not
    let moved = format!("{OLD}\nMore.\n").replace("---\n\n", "---\n\n\n");
    site.write(POST, &moved);
    assert_eq!(site.found(&baseline), NONE);
    let renamed = "_posts/2025-03-04-harbour.md";
    fs::rename(site.path().join(POST), site.path().join(renamed)).expect("renamed");
    assert_eq!(site.found(&baseline), NONE);
    site.write(POST, &moved);
    assert_eq!(site.found(&baseline).len(), 3);

    // what is mended is stale, and can be taken out
    fs::remove_file(site.path().join(renamed)).expect("removed");
    site.write(POST, &moved.replace("Update: ", ""));
    let (_, _, err) = site.check(&baseline);
    assert!(err.contains("1 entries of the baseline match no more"), "{err}");
    site.check(&["--baseline", "base.txt", "--prune-baseline"]);
    assert!(!site.read("base.txt").contains("headline/"));
    assert!(!site.check(&baseline).2.contains("no more"));
}

#[test]
fn entries_of_rules_that_did_not_run_stay() {
    let site = Site::new();
    site.check(&["--baseline", "base.txt", "--write-baseline"]);
    let all = site.read("base.txt");
    for action in ["--prune-baseline", "--write-baseline"] {
        site.check(&["--baseline", "base.txt", action, "--select", "openings"]);
        assert_eq!(site.read("base.txt"), all, "{action}");
    }
    let (code, _, err) = site.check(&["--baseline", "no/such/file", "--write-baseline"]);
    assert!(code == 2 && !err.contains("entries"), "{err}");
}

#[test]
fn hidden_findings_are_not_fixed() {
    let site = Site::new();
    site.check(&["--baseline", "base.txt", "--write-baseline"]);
    site.write("_posts/2025-03-05-new.md", &OLD.replace("2025-03-04", "2025-03-05"));
    site.check(&["--baseline", "base.txt", "--fix"]);
    assert_eq!(site.read(POST), OLD);
    assert!(!site.read("_posts/2025-03-05-new.md").contains("Update:"));
}

#[test]
fn a_difference_can_be_applied_by_git() {
    let site = Site::new();
    let no_end = "---\r\ntitle: 'Latest: x'\r\n---\r\n\r\nLet's dive into the details: a.";
    site.write("_posts/2025-03-05-crlf.md", no_end);
    let output = Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .env_remove("GITHUB_ACTIONS")
        .args(["check", "--diff"])
        .current_dir(site.path())
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(site.read(POST), OLD, "a difference changes nothing");
    fs::write(site.path().join("fix.patch"), &output.stdout).expect("a file");
    site.git(&["apply", "fix.patch"]);
    let applied = (site.read(POST), site.read("_posts/2025-03-05-crlf.md"));
    site.write(POST, OLD);
    site.write("_posts/2025-03-05-crlf.md", no_end);
    site.check(&["--fix"]);
    assert_eq!(applied, (site.read(POST), site.read("_posts/2025-03-05-crlf.md")));
    assert_eq!(applied.1, "---\r\ntitle: 'X'\r\n---\r\n\r\nA.");
}

#[test]
fn an_entry_of_a_post_that_is_gone_hides_no_more_than_it_counts() {
    let site = Site::new();
    let empty = |name: &str| format!("---\ntitle: {name}\nauthor:\n---\n\nAt six, {name}.\n");
    fs::remove_file(site.path().join(POST)).expect("gone");
    site.write("_posts/2025-01-01-x.md", &empty("x"));
    site.check(&["--baseline", ".bl", "--write-baseline"]);
    fs::remove_file(site.path().join("_posts/2025-01-01-x.md")).expect("gone");
    for name in ["a", "b", "c"] {
        site.write(&format!("_posts/2025-01-05-{name}.md"), &empty(name));
    }
    let (_, found, _) = site.check(&["--baseline", ".bl"]);
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn a_comment_that_is_needed_beside_other_posts_is_never_called_unused() {
    let site = Site::new();
    site.write("_config.yml", "permalink: /:title/\n");
    let excused =
        "---\ntitle: a\n---\n\nAt six.\n\n<!-- copydesk-disable-file output/collision -->\n";
    site.write("_posts/2025-01-01-a.md", excused);
    site.write("news/2025/_posts/2025-01-02-a.md", excused);
    site.git(&["add", "-A"]);
    let one = "_posts/2025-01-01-a.md";
    for arguments in [&["--staged", one][..], &[one], &["--site", one], &["_posts"], &["--staged"]]
    {
        let (_, found, said) = site.check(arguments);
        let unused: Vec<_> = found.iter().filter(|line| line.contains("unused")).collect();
        assert!(unused.is_empty(), "{arguments:?}: {found:?} {said}");
    }
}
