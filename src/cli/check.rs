//! `copydesk check`.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Local, NaiveDate};

use super::reports::Reports;
use super::{Check, Exit, Output, SinceScope, background, cwd, progress};
use crate::config::FailOn;
use crate::diagnostic::{Problem, Safety, Severity, Summary};
use crate::project::{BaselineAction, BaselineUse, ChangeOf, Gathered, Project, Request};
use crate::report::{Format, Run, closing_line, colored_diff};

/// Threads beyond which there is nothing to win.
const MAX_JOBS: usize = 256;

pub(super) fn run(args: &Check, output: &Output) -> Exit {
    let (request, reports) = match (request(args), Reports::new(args, output)) {
        (Ok(request), Ok(reports)) => (request, reports),
        (Err(why), _) | (_, Err(why)) => return output.failed(why),
    };
    if let Some(jobs) = args.jobs.filter(|&jobs| jobs > 0).map(|jobs| jobs.min(MAX_JOBS)) {
        // a pool that is there already keeps its size
        let _ = rayon::ThreadPoolBuilder::new().num_threads(jobs).build_global();
    }
    let mut project = Project::new(request);
    if let Some(least) = project.config_here().ok().and_then(|loaded| loaded.config.min_severity) {
        project.least_by_default(least);
    }
    if let Some(path) = &args.show_settings {
        return show_settings(&project, path, output);
    }
    if args.paths.iter().any(|path| path == Path::new("-")) {
        if args.paths.len() > 1 {
            return output.failed("`-` is standard input, which is read alone");
        }
        return check_stdin(args, &project, &reports, output);
    }
    let gathered = project.gather(&args.paths);
    if args.show_files {
        let posts = project.posts(&gathered);
        let files: String = posts.iter().map(|post| format!("{}\n", post.shown)).collect();
        output.print(&files);
        return end(&gathered.problems, output, Exit::Clean);
    }
    if args.verbose {
        say_sites(&gathered, output);
    }
    if gathered.posts.is_empty() && gathered.problems.is_empty() && !args.quiet {
        output.say("Every file was left out: nothing was checked.");
    }
    let mut run = progress::check(&project, &gathered, args.quiet);
    if reports.include(Format::Html) {
        run.background = background::of(&run, &gathered.posts, day_of(args));
    }
    if args.verbose && run.computed > 0 {
        let computed = run.computed;
        output.say(&format!("{computed} pictures are computed when the site is built: left alone"));
    }
    let none_changed = run.summary.posts == 0 && run.problems.is_empty();
    if none_changed && !gathered.posts.is_empty() && !args.quiet {
        let by_change = args.since.is_some() || args.staged;
        output.say(match by_change {
            true => "No post was touched by the change: nothing was checked.",
            false => "None of these files is a post: nothing was checked.",
        });
    }
    let exit = finish(args, &project, &mut run, &reports, output);
    // of a large site this is millions of pieces, which the system takes back at once
    std::mem::forget((project, gathered, run));
    exit
}

fn request(args: &Check) -> Result<Request, String> {
    let excuses = !args.add_suppressions.is_empty();
    let fix = match (args.unsafe_fixes, args.fix || (args.diff && !excuses)) {
        (true, _) => Some(Safety::Unsafe),
        (false, true) => Some(Safety::Safe),
        (false, false) => None,
    };
    let change = match &args.since {
        Some(since) => Some(ChangeOf::Since(since.clone())),
        None => args.staged.then_some(ChangeOf::Staged),
    };
    let action = match (args.write_baseline, args.prune_baseline) {
        (true, _) => BaselineAction::Write,
        (_, true) => BaselineAction::Prune,
        _ => BaselineAction::Hide,
    };
    let day = args.today.map_or_else(today, Ok)?;
    Ok(Request {
        select: args.select.clone(),
        ignore: args.ignore.clone(),
        exclude: args.exclude.clone(),
        force_exclude: args.force_exclude,
        fix,
        diff: args.diff,
        least: args.min_severity.map_or(Severity::Suggestion, Severity::from),
        change,
        whole_site: args.site,
        whole_files: args.since_scope == SinceScope::File,
        excuse: excuses.then(|| (args.add_suppressions.clone(), args.reason.clone())),
        baseline: args.baseline.clone().map(|file| BaselineUse { file, action }),
        ..Request::new(cwd()?, args.config.choice(), day)
    })
}

/// The day: that of `SOURCE_DATE_EPOCH` where builds are to be the same, else the
/// clock's.
fn today() -> Result<NaiveDate, String> {
    let Ok(epoch) = std::env::var("SOURCE_DATE_EPOCH") else {
        return Ok(Local::now().date_naive());
    };
    let seconds = epoch.trim().parse().ok();
    let time = seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    time.map(|time| time.date_naive())
        .ok_or_else(|| format!("SOURCE_DATE_EPOCH is no number of seconds: `{epoch}`"))
}

/// The day to write on a report.
fn day_of(args: &Check) -> NaiveDate {
    args.today.unwrap_or_else(now)
}

/// The day of a run that nothing depends on so much that it must be right.
pub(super) fn now() -> NaiveDate {
    today().unwrap_or_else(|_| Local::now().date_naive())
}

fn check_stdin(args: &Check, project: &Project, reports: &Reports, output: &Output) -> Exit {
    let mut bytes = Vec::new();
    if let Err(error) = std::io::stdin().lock().read_to_end(&mut bytes) {
        return output.failed(format!("standard input cannot be read: {error}"));
    }
    let Ok(text) = String::from_utf8(bytes) else {
        return output.failed("standard input is not UTF-8");
    };
    let (mut run, fixed) = project.check_given(&args.stdin_filename, text);
    if reports.include(Format::Html) {
        let post = project.explain(&args.stdin_filename).ok().flatten();
        run.background = background::of(&run, post.as_slice(), day_of(args));
    }
    if (args.fix || args.unsafe_fixes) && !args.diff {
        output.print(&fixed);
        let text = reports.text(args, project, &run, output);
        if !text.is_empty() {
            output.say(text.trim_end());
        }
        let exit = exit(args, project, &run);
        let not_written = reports.write(args, project, &run, output);
        run.problems.extend(not_written);
        return end(&run.problems, output, exit);
    }
    finish(args, project, &mut run, reports, output)
}

/// Prints the report and says how the run ends.
fn finish(
    args: &Check,
    project: &Project,
    run: &mut Run,
    reports: &Reports,
    output: &Output,
) -> Exit {
    let exit = exit(args, project, run);
    let config = project.config_here().ok();
    let least = args.min_severity.map(Severity::from);
    if let Some(least) = least.or(config.and_then(|loaded| loaded.config.min_severity)) {
        run.findings.retain(|finding| finding.severity >= least);
        let Summary { posts, images, fixed, .. } = run.summary;
        run.summary = Summary { posts, images, fixed, ..Summary::default() };
        run.findings.iter().for_each(|finding| run.summary.count(finding));
    }
    if run.stale > 0 && !args.quiet && !args.prune_baseline {
        let stale = run.stale;
        output.say(&format!(
            "{stale} entries of the baseline match no more: `--prune-baseline` takes them out."
        ));
    }
    if run.excused > 0 {
        output.say(&format!("{} findings excused.", run.excused));
    }
    if let Some(recorded) = run.recorded {
        output.say(&format!("The baseline has {recorded} entries."));
    }
    if args.diff {
        run.diffs.iter().for_each(|diff| output.print(&colored_diff(diff, output.look)));
        if !args.quiet {
            output.say(&closing_line(&run.summary));
        }
        let exit = if run.diffs.is_empty() { Exit::Clean } else { Exit::Found };
        return end(&run.problems, output, exit);
    }
    output.print(&reports.text(args, project, run, output));
    if !args.quiet && reports.shown != Some(Format::Pretty) && !run.did_nothing() {
        output.say(&closing_line(&run.summary));
    }
    let not_written = reports.write(args, project, run, output);
    run.problems.extend(not_written);
    end(&run.problems, output, exit)
}

fn exit(args: &Check, project: &Project, run: &Run) -> Exit {
    let config = project.config_here().ok();
    let from = args.fail_on.map(FailOn::from).or(config.and_then(|loaded| loaded.config.fail_on));
    let fails = match (from.unwrap_or(FailOn::Error), run.worst()) {
        (FailOn::Never, _) | (_, None) => false,
        (FailOn::Suggestion, Some(_)) => true,
        (FailOn::Warning, Some(worst)) => worst >= Severity::Warning,
        (FailOn::Error, Some(worst)) => worst >= Severity::Error,
    };
    if fails && !args.exit_zero && !args.write_baseline { Exit::Found } else { Exit::Clean }
}

/// What could not be done outweighs what was found.
fn end(problems: &[Problem], output: &Output, exit: Exit) -> Exit {
    if problems.is_empty() { exit } else { output.trouble(problems) }
}

fn say_sites(gathered: &Gathered, output: &Output) {
    let mut said: Vec<&PathBuf> = Vec::new();
    for post in &gathered.posts {
        let place = &post.place;
        if !said.contains(&&place.root) {
            said.push(&place.root);
            let title = &place.site.generator.name;
            output.say(&format!("{}: {title}, since {}", place.root.display(), place.because));
        }
    }
    if gathered.excluded > 0 {
        output.say(&format!("{} files left out", gathered.excluded));
    }
}

fn show_settings(project: &Project, path: &Path, output: &Output) -> Exit {
    let post = match project.explain(path) {
        Ok(Some(post)) => post,
        Ok(None) => {
            output.print("left out by a pattern\n");
            return Exit::Clean;
        }
        Err(problems) => return output.trouble(&problems),
    };
    let config = post.config.file.as_ref().map_or("none".to_owned(), |f| f.display().to_string());
    let place = &post.place;
    let mut text = format!(
        "config: {config}\nsite: {}\ngenerator: {} ({})\nrules:\n",
        place.root.display(),
        place.site.generator.name,
        place.because
    );
    let settings = post.config.config.for_path(&post.config.relative(&post.file));
    match project.settings(&post.config, settings) {
        Err(problems) => return output.trouble(&problems),
        Ok(settings) => {
            for (id, setting) in &settings.rules {
                let severity = setting.severity.map_or("as it says", Severity::name);
                text.push_str(&format!("  {id}: {severity}"));
                if !setting.options.is_empty() {
                    let options = serde_json::to_string(&setting.options).unwrap_or_default();
                    text.push_str(&format!(" {options}"));
                }
                text.push('\n');
            }
        }
    }
    output.print(&text);
    Exit::Clean
}
