//! `front-matter-syntax`: a block that does not parse.

use super::{Candidate, Context, Hit, Kind, Needs, NoOptions, OptionError};
use crate::tree::Value;

pub struct FrontMatterSyntax;

impl Kind for FrontMatterSyntax {
    type Options = NoOptions;
    const FILLS: &'static [&'static str] = &["reason", "remedy"];

    fn compile(_: NoOptions) -> Result<(Self, Needs), OptionError> {
        Ok((Self, Needs::default()))
    }

    fn run(&self, cx: &Context<'_>, _: &[Candidate], out: &mut Vec<Hit>) {
        let Some(block) = cx.doc.front_matter.block() else { return };
        for error in &block.tree.errors {
            let remedy = error.help.clone().unwrap_or_default();
            out.push(Hit::new(error.span).fill("reason", error.message.as_str()).fill("remedy", remedy));
        }
        let root = block.tree.root.as_ref();
        if let Some(node) = root.filter(|node| !matches!(node.value, Value::Map(_)))
            && !node.is_blank() {
                let reason = "it is not made of keys and values";
                out.push(Hit::new(node.span).fill("reason", reason).fill("remedy", ""));
            }
    }
}
