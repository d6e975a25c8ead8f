//! What git knows: what a change touched, and the index. Asked through the `git`
//! that is installed, which knows every form of repository.

use std::collections::HashMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::changes::Changes;
use crate::diagnostic::Problem;

/// Which change a run is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeOf {
    /// The working tree, untracked files too, since it left this commit's line.
    Since(String),
    /// What is staged.
    Staged,
}

/// A repository, by its top.
pub(super) struct Repository {
    top: PathBuf,
}

impl Repository {
    /// The repository around a folder, as its names say.
    pub fn around(folder: &Path) -> Option<Self> {
        let top = folder.ancestors().find(|above| above.join(".git").exists())?;
        Some(Self { top: top.to_owned() })
    }

    /// Its top.
    pub fn top(&self) -> &Path {
        &self.top
    }

    /// What the change touched.
    pub fn changes(&self, change: &ChangeOf) -> Result<Changes, Problem> {
        let base = match change {
            ChangeOf::Since(name) => vec![self.base(name)?],
            ChangeOf::Staged => vec!["--cached".to_owned()],
        };
        let diff = |form: &[&str]| {
            let fixed = ["diff", "--no-color", "--no-ext-diff", "--no-textconv", "-M"];
            let base = base.iter().map(String::as_str);
            let all: Vec<&str> =
                fixed.into_iter().chain(form.iter().copied()).chain(base).chain(["--"]).collect();
            self.ask(&all)
        };
        let status = diff(&["--name-status", "-z"])?;
        let patch = diff(&["-U0", "--src-prefix=a/", "--dst-prefix=b/"])?;
        let mut changes = Changes::parse(&status, &patch);
        if let ChangeOf::Since(_) = change {
            let new = self.ask(&["ls-files", "--others", "--exclude-standard", "-z"])?;
            new.split('\0').filter(|path| !path.is_empty()).for_each(|path| changes.add_new(path));
        }
        Ok(changes)
    }

    /// Where the line of the commit called `name` and ours part.
    fn base(&self, name: &str) -> Result<String, Problem> {
        if self.ask(&["rev-parse", "--verify", "--quiet", "HEAD"]).is_err() {
            let problem = Problem::new("this repository has no commits yet");
            return Err(
                problem.help("Check it without `--since`, or what is staged with `--staged`.")
            );
        }
        let cut_short = self.ask(&["rev-parse", "--is-shallow-repository"])?.trim() == "true";
        let fetch = "This clone has only part of the history. Fetch the rest with \
            `git fetch --unshallow` (in GitHub's checkout action: `fetch-depth: 0`).";
        let commit = format!("{name}^{{commit}}");
        if name.starts_with('-')
            || self.ask(&["rev-parse", "--verify", "--quiet", &commit]).is_err()
        {
            let problem = Problem::new(format!("git knows no commit called `{name}`"));
            return Err(if cut_short { problem.help(fetch) } else { problem });
        }
        self.ask(&["merge-base", &commit, "HEAD"]).map(|base| base.trim().to_owned()).map_err(
            |_| {
                let problem = Problem::new(format!("`{name}` and HEAD have no commit in common"));
                if cut_short { problem.help(fetch) } else { problem }
            },
        )
    }

    /// The files in the index, from the top.
    pub fn index(&self) -> Result<Vec<String>, Problem> {
        let list = self.ask(&["ls-files", "--cached", "-z"])?;
        Ok(list.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect())
    }

    /// The files whose disk differs from the index, from the top.
    pub fn unstaged(&self) -> Result<Vec<String>, Problem> {
        let list = self.ask(&["diff", "--name-only", "-z", "--no-ext-diff", "--"])?;
        Ok(list.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect())
    }

    /// The staged content of files, from the top. One that is not staged is left
    /// out.
    pub fn staged(&self, paths: &[String]) -> Result<HashMap<String, Vec<u8>>, Problem> {
        let mut found = HashMap::new();
        // a name with a line end cannot be asked for in a batch
        for path in paths.iter().filter(|path| path.contains('\n')) {
            let output = self.git(&["cat-file", "blob", &format!(":{path}")]).output();
            if let Ok(output) = output.map_err(|e| missing(&e))
                && output.status.success()
            {
                found.insert(path.clone(), output.stdout);
            }
        }
        let asked: Vec<&String> = paths.iter().filter(|path| !path.contains('\n')).collect();
        if asked.is_empty() {
            return Ok(found);
        }
        let mut child = self
            .git(&["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| missing(&error))?;
        let names: String = asked.iter().map(|path| format!(":{path}\n")).collect();
        let stdin = child.stdin.take();
        // both pipes have an end: one is filled while the other is emptied
        let writer =
            std::thread::spawn(move || stdin.map(|mut pipe| pipe.write_all(names.as_bytes())));
        let output = child.wait_with_output().map_err(|error| missing(&error))?;
        let _ = writer.join();
        let mut rest = output.stdout.as_slice();
        for path in asked {
            let Some(end) = rest.iter().position(|&b| b == b'\n') else { break };
            let head = String::from_utf8_lossy(&rest[..end]).into_owned();
            rest = &rest[end + 1..];
            let size = head.rsplit(' ').next().and_then(|size| size.parse::<usize>().ok());
            let Some(size) = size.filter(|_| head.contains(" blob ")) else { continue };
            found.insert(path.clone(), rest.get(..size).unwrap_or_default().to_vec());
            rest = rest.get(size + 1..).unwrap_or_default();
        }
        Ok(found)
    }

    fn git(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.arg("-C").arg(&self.top).args([
            "-c",
            "core.quotepath=off",
            "-c",
            "core.fsmonitor=false",
        ]);
        command.args(arguments).env("GIT_OPTIONAL_LOCKS", "0").env("LC_ALL", "C");
        command
    }

    fn ask(&self, arguments: &[&str]) -> Result<String, Problem> {
        let output = self.git(arguments).stdin(Stdio::null()).output().map_err(|e| missing(&e))?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let why = String::from_utf8_lossy(&output.stderr);
        let why = why.lines().next().unwrap_or("it says nothing").to_owned();
        Err(Problem::new(format!("git {}: {why}", arguments.first().unwrap_or(&""))))
    }
}

fn missing(error: &std::io::Error) -> Problem {
    Problem::new(format!("git cannot be run: {error}"))
}
