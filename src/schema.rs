//! JSON Schemas of the files that people write for us, so that editors complete and
//! check them. They are made from the types that read those files, whose comments
//! they show, and from the rules that there are.

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use crate::check::{KINDS, Kind, Visitor, with_kind};
use crate::config::{ConfigFile, Level, RuleDetail};
use crate::diagnostic::RuleId;
use crate::pack::{RECOMMENDED, RuleSet};
use crate::rule::{Manual, Rule, RuleFile};

/// What an option file must be to be whole, which options laid over others need not.
const WHOLE: [&str; 2] = ["required", "anyOf"];

/// The schema of `copydesk.yml`, for a site that has `rules`.
pub fn config(rules: &RuleSet) -> Value {
    let mut generator = generator();
    let mut named = Map::new();
    let mut packs = vec![RECOMMENDED];
    for id in rules.ids() {
        packs.extend(Some(id.pack()).filter(|pack| !packs.contains(pack)));
        let Ok(rule) = rules.load(id) else { continue };
        let about = about(rules, id, &rule);
        for name in rule.formerly.iter().map(String::as_str).chain([id.as_str()]) {
            let options = json!({"$ref": reference(rule.kind())});
            named.insert(name.to_owned(), entry(&about, options, &mut generator));
        }
    }
    let any = json!({"type": "object", "description": "Options that all of them take."});
    for pack in &packs {
        let about = format!("All rules of the pack `{pack}`.");
        named.insert((*pack).to_owned(), entry(&about, any.clone(), &mut generator));
    }
    // a pack that is not here may come with the config that this one extends
    let others = format!("^(?!({})/)", packs.join("|"));
    let map = json!({
        "type": "object",
        "properties": named,
        "patternProperties": {others: entry("A rule or pack of your own.", any, &mut generator)},
        "additionalProperties": false,
    });
    define(&mut generator, "rules", map);
    define(&mut generator, "pack", json!({"anyOf": [{"enum": packs}, {"type": "string"}]}));
    let level = Level::json_schema(&mut generator).to_value();
    let levels = level["oneOf"].as_array().into_iter().flatten().map(|level| &level["const"]);
    // readers of YAML 1.1 take `off` for false
    let levels: Vec<Value> = levels.cloned().chain([Value::Bool(false)]).collect();
    define(&mut generator, "level", json!({"enum": levels}));
    define_kinds(&mut generator);
    let mut schema = finished::<ConfigFile>(generator);
    // a file of comments is an empty config
    schema["type"] = json!(["object", "null"]);
    schema
}

/// The schema of a rule file. Its kind says which options it takes.
pub fn rule() -> Value {
    let mut generator = generator();
    let kinds = define_kinds(&mut generator);
    let mut schema = finished::<RuleFile<Map<String, Value>>>(generator);
    schema["allOf"] = kinds.into_iter().map(of_kind).collect();
    schema
}

/// What a rule file of a kind must be besides.
fn of_kind(kind: KindSchema) -> Value {
    let KindSchema { name, fills, whole } = kind;
    let options = json!({"$ref": reference(name)});
    let example = json!({"items": {"properties": {"options": options}}});
    let gaps = fills.join("}`, `{");
    let text = json!({
        "pattern": format!(r"^([^{{]|\{{({})\}}|\{{(?![a-z-]+\}}))*$", fills.join("|")),
        "patternErrorMessage": format!("This kind fills in `{{{gaps}}}`."),
    });
    let must: &[&str] = if whole.is_empty() { &[] } else { &["options"] };
    let own = match whole.is_empty() {
        true => json!({"anyOf": [options, {"type": "null"}]}),
        false => {
            let mut own = whole;
            own.insert("allOf".to_owned(), json!([options]));
            own.into()
        }
    };
    json!({
        "if": {"properties": {"extends": {"const": name}}, "required": ["extends"]},
        "then": {
            "properties": {
                "options": own,
                "message": text,
                "help": text,
                "examples": {"properties": {"bad": example, "good": example}},
            },
            "required": must,
        },
    })
}

/// Drafts of JSON Schema behind 7 are strange to most editors. What only one place
/// needs is said there; options of kinds are needed in many.
fn generator() -> SchemaGenerator {
    let settings = SchemaSettings::draft07().with(|settings| settings.inline_subschemas = true);
    settings.with_transform(RecursiveTransform(tidy)).into_generator()
}

/// Takes out what only readers of Rust would understand.
fn tidy(schema: &mut Schema) {
    if schema.get("default").is_some_and(Value::is_null) {
        schema.remove("default");
    }
    if schema.get("format").is_some_and(|format| format != "date") {
        schema.remove("format");
    }
    // comments are as wide as a file of ours, and not as somebody else's window
    if let Some(Value::String(text)) = schema.get_mut("description") {
        let paragraphs = text.split("\n\n").map(|paragraph| paragraph.replace('\n', " "));
        *text = paragraphs.collect::<Vec<_>>().join("\n\n");
    }
}

fn finished<T: JsonSchema>(generator: SchemaGenerator) -> Value {
    generator.into_root_schema_for::<T>().to_value()
}

fn define(generator: &mut SchemaGenerator, name: &str, schema: Value) {
    generator.definitions_mut().insert(name.to_owned(), schema);
}

fn reference(name: &str) -> String {
    format!("#/definitions/{name}")
}

/// What there is to say of a rule.
fn about(rules: &RuleSet, id: &RuleId, rule: &Rule) -> String {
    let why = rules.source(id).and_then(|source| Manual::load(source).ok());
    let why = why.map(|manual| manual.why).unwrap_or_default();
    format!("{}\n\n{}", rule.message, why.trim())
}

/// What may be said of a rule or a pack in a config. Only the whole is described: of
/// several descriptions of a place, editors show the innermost.
fn entry(about: &str, options: Value, generator: &mut SchemaGenerator) -> Value {
    let level = json!({"$ref": reference("level")});
    let mut detail = RuleDetail::json_schema(generator).to_value();
    detail["properties"]["severity"] = level.clone();
    detail["properties"]["options"] = options;
    detail.as_object_mut().and_then(|detail| detail.remove("description"));
    json!({"description": about, "anyOf": [level, detail]})
}

/// A kind for which there is a definition of its options.
struct KindSchema {
    name: &'static str,
    fills: Vec<&'static str>,
    /// What the options of a whole rule must have besides.
    whole: Map<String, Value>,
}

/// Defines the options of all kinds, each under its name. None must be there, since a
/// config lays them over others.
fn define_kinds(generator: &mut SchemaGenerator) -> Vec<KindSchema> {
    struct OptionsOf<'g>(&'g mut SchemaGenerator);
    impl Visitor for OptionsOf<'_> {
        type Out = (Schema, Vec<&'static str>);

        fn visit<K: Kind>(self) -> Self::Out {
            let fills = std::iter::once("found").chain(K::FILLS.iter().copied()).collect();
            (K::Options::json_schema(self.0), fills)
        }
    }
    let mut kinds = Vec::new();
    for name in KINDS {
        let Some((mut schema, fills)) = with_kind(name, OptionsOf(generator)) else { continue };
        let taken = WHOLE.iter().filter_map(|key| Some(((*key).to_owned(), schema.remove(*key)?)));
        let whole = taken.collect();
        schema.insert("description".to_owned(), format!("Options of the kind `{name}`.").into());
        define(generator, name, schema.into());
        kinds.push(KindSchema { name, fills, whole });
    }
    kinds
}
