//! Where the reports of `copydesk check` go: standard output, files, and what a CI
//! service reads.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::ValueEnum as _;

use super::{Check, Output};
use crate::diagnostic::{Problem, RuleId, nearest};
use crate::project::{Project, put};
use crate::report::{Format, Look, Options, RuleText, Run, job_summary, render};
use crate::rule::Manual;

/// The value of `--output-file`: `[FORMAT=]FILE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OutputFile {
    format: Option<Format>,
    /// `None` for `-`, standard output.
    file: Option<PathBuf>,
}

impl FromStr for OutputFile {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let named = text.split_once('=').filter(|(name, _)| is_word(name));
        let (format, file) = match named {
            Some((name, file)) => (Some(format_named(name)?), file),
            None => (None, text),
        };
        if file.is_empty() {
            return Err("the name of a file is missing".to_owned());
        }
        Ok(Self { format, file: (file != "-").then(|| PathBuf::from(file)) })
    }
}

fn is_word(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase())
}

fn format_named(name: &str) -> Result<Format, String> {
    let names = Format::value_variants().iter().filter_map(clap::ValueEnum::to_possible_value);
    let names: Vec<String> = names.map(|value| value.get_name().to_owned()).collect();
    Format::from_str(name, false).map_err(|_| {
        let near = nearest(name, names.iter().map(String::as_str));
        let help = near.map_or_else(
            || {
                format!(
                    "formats are {}; for a file of that name, put `./` before it",
                    names.join(", ")
                )
            },
            |near| format!("did you mean `{near}`?"),
        );
        format!("there is no format called `{name}`: {help}")
    })
}

/// The reports of a run and where each goes.
pub(super) struct Reports {
    /// That on standard output.
    pub shown: Option<Format>,
    files: Vec<(Format, PathBuf)>,
}

impl Reports {
    /// What the arguments ask for. In a GitHub job, annotations are what a run prints
    /// unless it is told otherwise.
    pub fn new(args: &Check, output: &Output) -> Result<Self, String> {
        let by_itself = if output.in_github { Format::Github } else { Format::Pretty };
        let main = args.format.unwrap_or(by_itself);
        let only_pretty =
            [("--statistics", args.statistics), ("--group-by", args.group_by.is_some())];
        if let Some((option, _)) = only_pretty
            .iter()
            .find(|(_, given)| *given && args.format.is_some() && main != Format::Pretty)
        {
            return Err(format!("`{option}` is for the format `pretty`"));
        }
        // in a job, too, these say which format is meant
        let wants_pretty = only_pretty.iter().any(|(_, given)| *given);
        let main = if wants_pretty { Format::Pretty } else { main };
        let mut files: Vec<(Format, PathBuf)> = Vec::new();
        let mut shown = Vec::new();
        let mut main_goes_elsewhere = false;
        for OutputFile { format, file } in &args.output_file {
            main_goes_elsewhere |= format.is_none();
            let format = format.unwrap_or(main);
            match file {
                None => shown.push(format),
                Some(file) if files.iter().any(|(_, other)| other == file) => {
                    return Err(format!("two reports cannot both be `{}`", file.display()));
                }
                Some(file) => files.push((format, file.clone())),
            }
        }
        if shown.len() > 1 {
            return Err("two reports cannot both go to standard output".to_owned());
        }
        let shown = shown.pop().or_else(|| (!main_goes_elsewhere).then_some(main));
        Ok(Self { shown, files })
    }

    /// Whether one of them is of that format.
    pub fn include(&self, format: Format) -> bool {
        self.shown == Some(format) || self.files.iter().any(|(other, _)| *other == format)
    }

    /// The report for standard output; empty where there is none.
    pub fn text(&self, args: &Check, project: &Project, run: &Run, output: &Output) -> String {
        let Some(format) = self.shown else { return String::new() };
        let mut options = options(args, output.look);
        options.closing = !args.quiet;
        if format.wants_rules() {
            options.rules = rule_texts(run, project);
        }
        let text = render(run, format, &options);
        if format.is_for_people() { output.tamed(&text).into_owned() } else { text }
    }

    /// Writes the files, and the summary of a GitHub job; tells what went wrong.
    pub fn write(
        &self,
        args: &Check,
        project: &Project,
        run: &Run,
        output: &Output,
    ) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut options = options(args, Look::PLAIN);
        if self.files.iter().any(|(format, _)| format.wants_rules()) {
            options.rules = rule_texts(run, project);
        }
        for (format, file) in &self.files {
            let written = put(file, &render(run, *format, &options));
            let path = file.to_string_lossy();
            problems.extend(written.err().map(|why| Problem::new(why).in_file(path.as_ref())));
        }
        let in_github = output.in_github && self.shown == Some(Format::Github);
        if let (true, Some(file)) = (in_github, std::env::var_os("GITHUB_STEP_SUMMARY")) {
            let written = append(Path::new(&file), &job_summary(run));
            problems.extend(
                written.err().map(|error| {
                    Problem::new(format!("the job's summary is not written: {error}"))
                }),
            );
        }
        problems
    }
}

fn append(file: &Path, text: &str) -> std::io::Result<()> {
    let mut file = std::fs::OpenOptions::new().append(true).create(true).open(file)?;
    file.write_all(text.as_bytes())
}

fn options(args: &Check, look: Look) -> Options {
    Options {
        all: args.all,
        group_by: args.group_by.unwrap_or_default(),
        statistics: args.statistics,
        folder: folder(),
        ..Options::new(look)
    }
}

/// The working directory from the top of the checkout, where a CI service says which
/// folder that is.
fn folder() -> String {
    let top = ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"].iter().find_map(std::env::var_os);
    let below = top.zip(super::cwd().ok()).and_then(|(top, cwd)| {
        let below = cwd.strip_prefix(&top).ok()?.to_string_lossy().replace('\\', "/");
        Some(below)
    });
    below.filter(|below| !below.is_empty()).map_or(String::new(), |below| below + "/")
}

/// The texts of the rules that found something. Those of a config further down are
/// not known here: their findings have their ids only.
fn rule_texts(run: &Run, project: &Project) -> BTreeMap<String, RuleText> {
    let Ok(loaded) = project.config_here() else { return BTreeMap::new() };
    let mut ids: Vec<&RuleId> = run.findings.iter().map(|finding| &finding.rule).collect();
    ids.sort_unstable();
    ids.dedup();
    let text = |id: &RuleId| {
        let rule = loaded.rules.load(id).ok()?;
        let manual = Manual::load(loaded.rules.source(id)?).ok()?;
        let text = RuleText {
            severity: rule.severity,
            message: rule.message.to_string(),
            why: manual.why.trim().to_owned(),
            help: rule.help.map(|help| help.to_string().trim().to_owned()),
            url: rule.url,
        };
        Some((id.as_str().to_owned(), text))
    };
    ids.into_iter().filter_map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_output_file_may_name_its_format() {
        let parsed = |text: &str| text.parse::<OutputFile>();
        let file = |format, file: &str| Ok(OutputFile { format, file: Some(PathBuf::from(file)) });
        assert_eq!(parsed("sarif=a=b.sarif"), file(Some(Format::Sarif), "a=b.sarif"));
        assert_eq!(parsed("report.txt"), file(None, "report.txt"));
        assert_eq!(parsed("./x=y"), file(None, "./x=y"));
        assert_eq!(parsed("junit=-"), Ok(OutputFile { format: Some(Format::Junit), file: None }));
        assert!(parsed("sarf=x").is_err_and(|why| why.contains("did you mean `sarif`?")));
        assert!(parsed("sarif=").is_err());
    }
}
