//! Runs the examples of a rule and says where they do not hold.

use chrono::NaiveDate;

use crate::check::{Beside, Context, Hit};
use crate::config::{Setting, Settings};
use crate::diagnostic::{Problem, RuleId, Safety};
use crate::document::Document;
use crate::facts::{Facts, PostFacts};
use crate::fix::{Everything, Make, fix};
use crate::generator::{Generator, SiteConfig};
use crate::lint::Linter;
use crate::pack::{RECOMMENDED, RuleSet};
use crate::rule::{Example, Manual, Rule};
use crate::site::{NamedAssets, Site};
use crate::text::Span;

/// Where an example's post lies unless it says otherwise.
const POST: &str = "_posts/2025-03-04-example.md";
/// The day of an example unless it says otherwise.
const TODAY: NaiveDate = match NaiveDate::from_ymd_opt(2025, 3, 4) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// One example of a rule and whether it holds.
#[derive(Debug)]
pub struct Proof {
    /// The example: "bad 1", "good 2".
    pub name: String,
    /// The file of the rule, as it is shown.
    pub path: String,
    /// The line of that file, from 1, on which the text of the example begins.
    pub line: u32,
    /// Where it does not hold; none where it does.
    pub failures: Vec<Failure>,
}

/// Something that an example says and the rule does not do.
#[derive(Debug, PartialEq, Eq)]
pub enum Failure {
    /// The example cannot be used, and why.
    Unusable(String),
    /// What is marked and what is found differ.
    Places {
        /// The text without its marks.
        text: String,
        /// Marked, but not found.
        missed: Vec<Span>,
        /// Found, but not marked, with what is said of each.
        unmarked: Vec<(Span, String)>,
    },
    /// Fixes leave another text than they should.
    Fixed {
        /// Which fixes.
        safety: Safety,
        /// What is wrong with what they leave.
        wrong: Left,
        /// What they should leave; what they leave at first, where they should be done.
        expected: String,
        /// What they leave.
        left: String,
    },
}

/// What is wrong with a text that fixes leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// The example says another.
    Otherwise,
    /// The example does not say that they leave anything.
    Unsaid,
    /// There is something to fix in it again, without end.
    Unsettled,
    /// Fixed once more, it becomes another.
    Unstable,
}

/// Proves the rule `id` by its examples.
pub fn prove(set: &RuleSet, id: &RuleId) -> Result<Vec<Proof>, Vec<Problem>> {
    let Some(source) = set.source(id) else { return Err(vec![set.unknown(id.as_str())]) };
    let manual = Manual::load(source).map_err(|problem| vec![problem])?;
    let mut settings =
        Settings { rules: [(id.clone(), Setting::default())].into(), ..Settings::default() };
    // what copydesk says of its own comments depends on the rules they name
    if manual.extends == "engine" {
        let others = set.pack(RECOMMENDED).into_iter().map(|id| (id, Setting::default()));
        settings.rules.extend(others);
    }
    let linter = Linter::new(set, &settings)?;
    let rule = set.load(id).map_err(|problem| vec![problem])?;
    let groups = [("bad", &manual.examples.bad), ("good", &manual.examples.good)];
    let mut proofs = Vec::new();
    for (group, examples) in groups {
        for (number, example) in examples.iter().enumerate() {
            let name = format!("{group} {}", number + 1);
            let own = with_options(set, &rule, &settings, example);
            let linter = own.as_ref().map(|own| own.as_ref().unwrap_or(&linter));
            let outcome = linter.map_err(String::clone);
            let outcome = outcome.and_then(|linter| check(linter, id, example, group == "bad"));
            let failures = outcome.unwrap_or_else(|why| vec![Failure::Unusable(why)]);
            let path = source.path().to_owned();
            proofs.push(Proof { name, path, line: example.line, failures });
        }
    }
    Ok(proofs)
}

/// The linter for an example with options of its own; `None` where it has none.
fn with_options(
    set: &RuleSet,
    rule: &Rule,
    settings: &Settings,
    example: &Example,
) -> Result<Option<Linter>, String> {
    if example.options.is_empty() {
        return Ok(None);
    }
    if let Some(error) = rule.refused(&example.options) {
        return Err(format!("the options of the example: {}", error.message));
    }
    let mut settings = settings.clone();
    let setting = Setting { options: example.options.clone(), ..Setting::default() };
    settings.rules.insert(rule.id.clone(), setting);
    let told = |problems: Vec<Problem>| problems.into_iter().map(|p| p.message).collect();
    Linter::new(set, &settings).map(Some).map_err(told)
}

fn check(
    linter: &Linter,
    id: &RuleId,
    example: &Example,
    is_bad: bool,
) -> Result<Vec<Failure>, String> {
    let unmarked = example.unmarked()?;
    if is_bad == unmarked.spans.is_empty() {
        return Err(if is_bad {
            "a bad example marks nothing"
        } else {
            "a good example has marks"
        }
        .to_owned());
    }
    let generator = example.site.as_deref().unwrap_or("jekyll");
    let generator = Generator::named(generator).ok_or(format!("no generator `{generator}`"))?;
    let config = example.files.iter().find_map(|(path, text)| {
        let is_config =
            path == "_config.yml" || path.ends_with("config.toml") || path == "hugo.toml";
        is_config.then(|| SiteConfig::parse(path, text))
    });
    let site = Site::new(
        generator,
        config.unwrap_or_default(),
        Box::new(NamedAssets::with_texts(&example.files)),
    );
    let world = World { linter, id, example, site };
    let differs = world.compare(&unmarked.text, &unmarked.spans);
    let mut failures: Vec<Failure> = differs.into_iter().collect();
    // what is found in a good example is not there to be fixed
    if is_bad || failures.is_empty() {
        for (safety, expected) in
            [(Safety::Safe, &example.fixed), (Safety::Unsafe, &example.fixed_unsafe)]
        {
            failures.extend(world.check_fix(&unmarked.text, safety, expected.as_deref()));
        }
    }
    Ok(failures)
}

struct World<'w> {
    linter: &'w Linter,
    id: &'w RuleId,
    example: &'w Example,
    site: Site,
}

impl World<'_> {
    fn with<T>(&self, text: &str, run: impl FnOnce(&Context<'_>) -> T) -> T {
        let path = self.example.path.as_deref().unwrap_or(POST);
        let doc = Document::parse(path, text, &self.site.generator, &self.site.config);
        let today = self.example.today.unwrap_or(TODAY);
        let alone = Context::new(&doc, &self.site, today);
        if !self.linter.looks_across() {
            return run(&alone);
        }
        let found = self.across(&doc, today);
        run(&Context { beside: Beside::Found(&found), ..alone })
    }

    /// What is found in `doc` beside the other posts of the example.
    fn across(&self, doc: &Document, today: NaiveDate) -> Vec<(usize, Hit)> {
        let Site { generator, .. } = &self.site;
        let mut posts = vec![PostFacts::of(doc, &self.site, today)];
        let others = self.example.files.iter().filter(|(path, _)| generator.is_post(path));
        posts.extend(others.map(|(path, text)| {
            let other = Document::parse_head(path.as_str(), text.as_str(), generator);
            PostFacts::of(&other, &self.site, today)
        }));
        let facts = Facts { site: &self.site, today, posts: &posts };
        let found = self.linter.across(&facts).into_iter();
        found.filter(|(post, ..)| *post == 0).map(|(_, rule, hit)| (rule, hit)).collect()
    }

    /// The difference between what is marked and what is found.
    fn compare(&self, text: &str, marked: &[Span]) -> Option<Failure> {
        let mut found = self.with(text, |cx| self.linter.lint(cx));
        found.retain(|diagnostic| diagnostic.rule == *self.id);
        let is_found = |span: &Span| found.iter().any(|diagnostic| diagnostic.span == *span);
        let missed: Vec<Span> = marked.iter().copied().filter(|span| !is_found(span)).collect();
        let unmarked = found.iter().filter(|diagnostic| !marked.contains(&diagnostic.span));
        let unmarked: Vec<(Span, String)> =
            unmarked.map(|diagnostic| (diagnostic.span, diagnostic.message.clone())).collect();
        let differ = !missed.is_empty() || !unmarked.is_empty();
        differ.then(|| Failure::Places { text: text.to_owned(), missed, unmarked })
    }

    /// Differences between what a fix should leave and what it leaves; and a fix
    /// that leaves something to fix, or changes its own result.
    fn check_fix(&self, text: &str, safety: Safety, expected: Option<&str>) -> Vec<Failure> {
        let fix = |text: &str| {
            self.with(text, |cx| fix(self.linter, cx, Make::all(safety), &mut Everything))
        };
        let fixed = fix(text);
        let wrong = |wrong, expected: &str, left: &str| Failure::Fixed {
            safety,
            wrong,
            expected: expected.to_owned(),
            left: left.to_owned(),
        };
        let mut failures = Vec::new();
        match expected {
            Some(expected) if expected != fixed.text => {
                failures.push(wrong(Left::Otherwise, expected, &fixed.text));
            }
            None if fixed.made > 0 && safety == Safety::Safe => {
                failures.push(wrong(Left::Unsaid, text, &fixed.text));
            }
            _ => {}
        }
        if !fixed.unsettled.is_empty() {
            failures.push(wrong(Left::Unsettled, text, &fixed.text));
        }
        let again = fix(&fixed.text);
        if again.text != fixed.text {
            failures.push(wrong(Left::Unstable, &fixed.text, &again.text));
        }
        failures
    }
}
