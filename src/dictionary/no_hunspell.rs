//! What stands for `hunspell.rs` in a build without it.

/// Cannot be made.
pub enum Hunspell {}

impl Hunspell {
    /// Says that there is none.
    pub fn new(_: &str, _: &str) -> Result<Self, String> {
        Err("this build of copydesk lacks the feature `hunspell`".to_owned())
    }

    /// Never asked.
    pub fn has(&self, _: &str) -> bool {
        match *self {}
    }
}
