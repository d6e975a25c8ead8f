//! The command line: its types, and one file a command.

#![allow(clippy::disallowed_methods, reason = "this is the edge that clippy.toml speaks of")]

mod background;
mod check;
mod explain;
mod lsp;
mod output;
mod packaging;
mod progress;
mod reports;
mod review;
mod rules;
mod schema;
mod test;

use std::path::PathBuf;
use std::process::ExitCode;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::config::FailOn;
use crate::diagnostic::Severity;
use crate::project::{ConfigChoice, Request};
use crate::report::{Format, GroupBy};
use output::Output;
use reports::OutputFile;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Exit {
    /// Nothing remains that fails.
    Clean = 0,
    /// Something does.
    Found = 1,
    /// Copydesk could not do its job.
    Trouble = 2,
}

/// A copy desk for static sites: reads whole posts (front matter, dates, pictures
/// and prose) and says where they are wrong and what to write instead.
#[derive(Parser)]
#[command(name = "copydesk", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// When to use colours.
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    color: Color,
}

#[derive(Subcommand)]
enum Command {
    /// Check posts.
    Check(Box<Check>),
    /// Go through findings one by one in the terminal: accept, edit, excuse or skip.
    Review(Review),
    /// List the rules.
    Rules(Rules),
    /// Show what a rule finds, and why.
    Explain {
        /// The rule: `headline/urgency-prefix`.
        rule: String,
        #[command(flatten)]
        config: ConfigArgs,
    },
    /// Prove rules by their examples: those of a folder, else those of the packs
    /// that the config names, else the built-in ones.
    Test {
        /// The folder of a pack.
        folder: Option<PathBuf>,
        #[command(flatten)]
        config: ConfigArgs,
    },
    /// Print the JSON Schema of a file that you write, for editors.
    Schema {
        /// Which file.
        #[arg(value_enum)]
        of: schema::Of,
        #[command(flatten)]
        config: ConfigArgs,
    },
    /// Serve an editor: the language server, over standard input and output.
    Lsp {
        /// As it is anyway; some editors say so.
        #[arg(long, hide = true)]
        stdio: bool,
        #[command(flatten)]
        config: ConfigArgs,
    },
    /// Print what completes arguments in a shell.
    #[command(hide = true)]
    Completions {
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Print the manual page, or that of a command.
    #[command(hide = true)]
    Man {
        /// The command: `check`.
        command: Option<String>,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Args)]
struct Check {
    /// Files and folders to check; `-` reads one post from standard input.
    #[arg(default_value = ".")]
    paths: Vec<PathBuf>,
    /// The form of the report [default: pretty; github in a GitHub job].
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Write a report to a file, in its own format or that of `--format`; may be
    /// repeated. `-` is standard output.
    #[arg(long, value_name = "[FORMAT=]FILE", conflicts_with = "diff")]
    output_file: Vec<OutputFile>,
    /// What holds findings together in `pretty` [default: post].
    #[arg(long, value_enum, value_name = "WHAT")]
    group_by: Option<GroupBy>,
    /// Show all findings in `pretty`, also where there are many of one rule.
    #[arg(long)]
    all: bool,
    /// Show how often each rule found something, instead of what it found.
    #[arg(long, conflicts_with_all = ["all", "group_by"])]
    statistics: bool,
    /// Make the safe fixes.
    #[arg(long)]
    fix: bool,
    /// Make the fixes that need judgement, too.
    #[arg(long)]
    unsafe_fixes: bool,
    /// Write comments that excuse what these rules or packs find.
    #[arg(long, value_name = "RULE|PACK", value_delimiter = ',', conflicts_with_all = ["fix", "unsafe_fixes"])]
    add_suppressions: Vec<String>,
    /// The reason that those comments give.
    #[arg(long, value_name = "TEXT", requires = "add_suppressions")]
    reason: Option<String>,
    /// Show what the fixes would change, and change nothing.
    #[arg(long)]
    diff: bool,
    /// Only what changed since the line of this commit was left, untracked files
    /// included.
    #[arg(long, value_name = "REF", conflicts_with = "staged", group = "change")]
    since: Option<String>,
    /// Only what the staged changes cause; staged content is what counts.
    #[arg(long, group = "change")]
    staged: bool,
    /// With `--since` or `--staged`: what the change caused, or all in changed posts.
    #[arg(long, value_enum, value_name = "SCOPE", requires = "change", default_value_t = SinceScope::Finding)]
    since_scope: SinceScope,
    /// Hide what this file records.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Record in the baseline what is found now, for the posts that are checked.
    #[arg(long, requires = "baseline", conflicts_with_all = ["fix", "unsafe_fixes", "diff", "since", "staged"])]
    write_baseline: bool,
    /// Take out of the baseline what matches no more.
    #[arg(long, requires = "baseline", conflicts_with = "write_baseline")]
    prune_baseline: bool,
    /// Run exactly these rules or packs, enabled or not.
    #[arg(long, value_name = "RULE|PACK", value_delimiter = ',')]
    select: Vec<String>,
    /// Leave out these rules or packs.
    #[arg(long, value_name = "RULE|PACK", value_delimiter = ',')]
    ignore: Vec<String>,
    /// Show nothing below this severity.
    #[arg(long, value_name = "SEVERITY")]
    min_severity: Option<SeverityArg>,
    /// Exit with 1 from this severity on [default: error].
    #[arg(long, value_name = "SEVERITY")]
    fail_on: Option<FailOnArg>,
    /// Exit with 0 whatever is found.
    #[arg(long)]
    exit_zero: bool,
    /// The path that standard input counts as.
    #[arg(long, value_name = "PATH", default_value = "stdin.md")]
    stdin_filename: PathBuf,
    /// Check named files beside all other posts of their sites, as folders are.
    #[arg(long)]
    site: bool,
    /// Leave out files that match.
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,
    /// Leave out excluded files even where they are named.
    #[arg(long)]
    force_exclude: bool,
    /// List the files that would be checked.
    #[arg(long)]
    show_files: bool,
    /// Show what decides how a file is checked.
    #[arg(long, value_name = "PATH")]
    show_settings: Option<PathBuf>,
    /// The day on which it runs [default: SOURCE_DATE_EPOCH, else the clock].
    #[arg(long, value_name = "DATE")]
    today: Option<NaiveDate>,
    /// Files to check at a time [default: one a processor].
    #[arg(short, long, value_name = "N")]
    jobs: Option<usize>,
    /// Print findings only.
    #[arg(short, long, conflicts_with = "verbose")]
    quiet: bool,
    /// Say which site and which config were found.
    #[arg(short, long)]
    verbose: bool,
    #[command(flatten)]
    config: ConfigArgs,
}

#[derive(Args)]
struct Review {
    /// Files and folders to go through.
    #[arg(default_value = ".")]
    paths: Vec<PathBuf>,
    /// Run exactly these rules or packs, enabled or not.
    #[arg(long, value_name = "RULE|PACK", value_delimiter = ',')]
    select: Vec<String>,
    /// Leave out these rules or packs.
    #[arg(long, value_name = "RULE|PACK", value_delimiter = ',')]
    ignore: Vec<String>,
    /// Only what changed since the line of this commit was left.
    #[arg(long, value_name = "REF")]
    since: Option<String>,
    #[command(flatten)]
    config: ConfigArgs,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SinceScope {
    /// What the change caused.
    Finding,
    /// Everything in the posts that it touched.
    File,
}

#[derive(Args, Clone)]
struct ConfigArgs {
    /// The config to use in the place of the nearest `copydesk.yml`.
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    config: Option<PathBuf>,
    /// Use no config.
    #[arg(long)]
    isolated: bool,
}

#[derive(Args)]
struct Rules {
    /// `json` for other programs.
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    format: ListFormat,
    #[command(flatten)]
    config: ConfigArgs,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ListFormat {
    Text,
    Json,
}

#[derive(Clone, Copy, ValueEnum)]
enum SeverityArg {
    Suggestion,
    Warning,
    Error,
}

#[derive(Clone, Copy, ValueEnum)]
enum FailOnArg {
    Suggestion,
    Warning,
    Error,
    Never,
}

impl From<SeverityArg> for Severity {
    fn from(arg: SeverityArg) -> Self {
        match arg {
            SeverityArg::Suggestion => Severity::Suggestion,
            SeverityArg::Warning => Severity::Warning,
            SeverityArg::Error => Severity::Error,
        }
    }
}

impl From<FailOnArg> for FailOn {
    fn from(arg: FailOnArg) -> Self {
        match arg {
            FailOnArg::Suggestion => FailOn::Suggestion,
            FailOnArg::Warning => FailOn::Warning,
            FailOnArg::Error => FailOn::Error,
            FailOnArg::Never => FailOn::Never,
        }
    }
}

impl ConfigArgs {
    fn choice(&self) -> ConfigChoice {
        match &self.config {
            _ if self.isolated => ConfigChoice::Isolated,
            Some(file) => ConfigChoice::File(file.clone()),
            None => ConfigChoice::Nearest,
        }
    }

    /// A request that only asks for the config.
    fn request(&self) -> Result<Request, String> {
        Ok(Request::new(cwd()?, self.choice(), NaiveDate::default()))
    }
}

fn cwd() -> Result<PathBuf, String> {
    std::env::current_dir().map_err(|error| format!("the working directory is gone: {error}"))
}

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let output = Output::new(cli.color);
    let exit = match cli.command {
        Command::Check(args) => check::run(&args, &output),
        Command::Review(args) => review::run(&args, cli.color),
        Command::Rules(args) => rules::run(&args, &output),
        Command::Explain { rule, config } => explain::run(&rule, &config, &output),
        Command::Test { folder, config } => test::run(folder.as_deref(), &config, &output),
        Command::Schema { of, config } => schema::run(of, &config, &output),
        Command::Lsp { stdio: _, config } => lsp::run(&config, &output),
        Command::Completions { shell } => packaging::completions(shell, &output),
        Command::Man { command } => packaging::man(command.as_deref(), &output),
    };
    ExitCode::from(output.end(exit) as u8)
}
