//! `copydesk review`: findings one by one in the terminal. It speaks in lines, asks
//! in words and reads a line at a time: a screen reader can follow it, nothing is
//! left behind in the terminal, and the width may change at any time.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;
use std::process::Command;

use super::{Color, Exit, Output, Review, cwd};
use crate::diagnostic::Finding;
use crate::project::{ChangeOf, Gathered, Opened, Project, Request};
use crate::report::{one_line, render_finding};
use crate::review::{Decision, Session};
use crate::text::LineIndex;

const HELP: &str = "\
  y  accept the fix                a  accept all fixes of this rule
  n  skip                          e  write something else instead
  x  excuse here, with a reason    o  open the post in your editor
  b  back                          q  quit; what was accepted is kept";

pub(super) fn run(args: &Review, color: Color) -> Exit {
    let output = Output::new(color);
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return output.failed(
            "a review asks questions, and this is no terminal: `copydesk check` lists the findings",
        );
    }
    let request = match cwd() {
        Ok(cwd) => Request {
            select: args.select.clone(),
            ignore: args.ignore.clone(),
            change: args.since.clone().map(ChangeOf::Since),
            ..Request::new(cwd, args.config.choice(), super::check::now())
        },
        Err(why) => return output.failed(why),
    };
    let project = Project::new(request);
    let gathered = project.gather(&args.paths);
    let (opened, problems) = project.open(&gathered);
    problems.iter().for_each(|problem| output.problem(problem));
    let mut desk = Desk { project: &project, gathered: &gathered, color, opened: Vec::new() };
    let mut session = desk.session(opened);
    let quit = desk.converse(&mut session);
    let (written, failed) = desk.write(&session, None);
    let (at, all) = session.position();
    if all == 0 && problems.is_empty() {
        output.print("Nothing was found.\n");
    } else if all == 0 {
    } else if quit {
        output.print(&format!("{} of {all} looked at, {written} posts changed.\n", at - 1));
    } else {
        output.print(&format!("All {all} looked at, {written} posts changed.\n"));
    }
    if problems.is_empty() && failed == 0 { Exit::Clean } else { Exit::Trouble }
}

/// What a review works on.
struct Desk<'d> {
    project: &'d Project,
    gathered: &'d Gathered,
    color: Color,
    /// For each post of the session, its number among those gathered.
    opened: Vec<usize>,
}

impl Desk<'_> {
    fn session(&mut self, opened: Vec<Opened>) -> Session {
        self.opened = opened.iter().map(|opened| opened.post).collect();
        Session::new(opened.into_iter().map(|opened| opened.reviewed).collect())
    }

    /// Asks until all is decided; whether somebody quit before.
    fn converse(&mut self, session: &mut Session) -> bool {
        while let Some(item) = session.current() {
            let output = Output::new(self.color);
            self.show(session, &output);
            let has_fix = !session.finding(item).1.fixes.is_empty();
            let choices = if has_fix { "y,n,a,x,e,o,b,q,?" } else { "n,x,e,o,b,q,?" };
            match ask(&format!("What now [{choices}]? ")).as_deref().map(str::trim) {
                None | Some("q") => return true,
                Some("y") if has_fix => session.decide(Decision::Accept),
                Some("n" | "") => session.decide(Decision::Skip),
                Some("a") if has_fix => {
                    let accepted = session.accept_rule();
                    output.print(&format!("{accepted} accepted.\n"));
                }
                Some("x") => match ask("Why? ") {
                    None => return true,
                    Some(why) => {
                        let why = Some(why.trim().to_owned()).filter(|why| !why.is_empty());
                        session.decide(Decision::Excuse(why));
                    }
                },
                Some("e") => match ask("Write instead: ") {
                    None => return true,
                    Some(text) if text.trim().is_empty() => {
                        output.print("Nothing written, nothing changed.\n");
                    }
                    Some(text) => session.decide(Decision::Write(text)),
                },
                Some("o") => self.edit(session, item.post, &output),
                Some("b") => session.back(),
                _ => output.print(&format!("{HELP}\n")),
            }
        }
        false
    }

    fn show(&self, session: &Session, output: &Output) {
        let Some(item) = session.current() else { return };
        let (reviewed, found) = session.finding(item);
        let post = &self.gathered.posts[self.opened[item.post]];
        let mut text = String::from("\n");
        if let Some(count) = session.group().filter(|count| *count > 1) {
            let words = one_line(found.span.of(&reviewed.text));
            let words = words.chars().take(60).collect::<String>();
            text.push_str(&format!("== {count} times {}: {words}\n\n", found.rule));
        }
        let (at, all) = session.position();
        text.push_str(&format!("[{at} of {all}] {}\n\n", one_line(&post.shown)));
        let lines = LineIndex::new(&reviewed.text);
        let finding = Finding::new(post.shown.clone(), &reviewed.text, &lines, found.clone());
        text.push_str(&render_finding(&finding, output.look));
        if let Some((before, after)) =
            found.fixes.first().and_then(|fix| proposal(&reviewed.text, fix))
        {
            text.push_str(&format!("\n- {}\n+ {}\n", one_line(&before), one_line(&after)));
        }
        output.print(&text);
    }

    /// Writes what was decided: on all posts, or on one. How many posts were
    /// changed, and how many decisions could not be carried out.
    fn write(&self, session: &Session, only: Option<usize>) -> (usize, usize) {
        let output = Output::new(self.color);
        let (mut written, mut undone) = (0, 0);
        for number in session.changed() {
            if only.is_some_and(|only| only != number) {
                continue;
            }
            let post = &self.gathered.posts[self.opened[number]];
            match self.project.write_reviewed(post, session, number) {
                Ok((changed, failed)) => {
                    written += usize::from(changed);
                    undone += failed;
                    if failed > 0 {
                        output.say(&format!(
                            "{}: {failed} of your decisions could not be carried out: they touch \
                             another one, or the front matter would say something else",
                            post.shown
                        ));
                    }
                }
                Err(problem) => {
                    undone += 1;
                    output.problem(&problem);
                }
            }
        }
        (written, undone)
    }

    /// Opens a post in the user's editor, after what was decided on it so far is
    /// written, and reads it again.
    fn edit(&mut self, session: &mut Session, number: usize, output: &Output) {
        let Some(item) = session.current() else { return };
        let (reviewed, found) = session.finding(item);
        let line = 1 + LineIndex::new(&reviewed.text).line_of(found.span.start);
        self.write(session, Some(number));
        let post = &self.gathered.posts[self.opened[number]];
        let editor = ["VISUAL", "EDITOR"].iter().find_map(|name| std::env::var(name).ok());
        let editor = editor.unwrap_or_else(|| "vi".to_owned());
        if let Err(why) = start(&editor, line, &post.file) {
            output.say(&format!("{editor}: {why}"));
        }
        match self.project.reread(post) {
            Ok(reviewed) => session.reload(number, reviewed),
            Err(problem) => output.problem(&problem),
        }
    }
}

/// Starts an editor on a line of a file and waits for it.
fn start(editor: &str, line: usize, file: &Path) -> Result<(), String> {
    let mut words = editor.split_whitespace();
    let program = words.next().ok_or("no editor")?;
    let status = Command::new(program).args(words).arg(format!("+{line}")).arg(file).status();
    status.map(|_| ()).map_err(|error| error.to_string())
}

/// The lines that a fix touches, as they are and as they would be.
fn proposal(text: &str, fix: &crate::diagnostic::Fix) -> Option<(String, String)> {
    let start = fix.edits.iter().map(|edit| edit.span.start).min()? as usize;
    let end = fix.edits.iter().map(|edit| edit.span.end).max()? as usize;
    let from = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let to = text[end..].find('\n').map_or(text.len(), |newline| end + newline);
    let edits: Vec<_> = fix
        .edits
        .iter()
        .map(|edit| {
            let span = crate::text::Span::new(
                edit.span.start as usize - from,
                edit.span.end as usize - from,
            );
            crate::text::Edit::replace(span, edit.text.as_str())
        })
        .collect();
    let before = text.get(from..to)?;
    let after = crate::text::apply(before, &edits)?;
    let shorten = |line: &str| match line.char_indices().nth(160) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    };
    Some((shorten(before), shorten(&after)))
}

/// Asks, and reads a line; `None` when there is no more input.
fn ask(question: &str) -> Option<String> {
    let mut out = io::stdout().lock();
    let _ = write!(out, "\n{question}").and_then(|()| out.flush());
    let mut line = String::new();
    match io::stdin().read_line(&mut line) {
        Ok(0) | Err(_) => None,
        Ok(_) => Some(line.trim_end_matches(['\n', '\r']).to_owned()),
    }
}
