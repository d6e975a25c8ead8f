//! Dictionaries of Hunspell, read by spellbook.

/// A dictionary: its affixes and its words.
pub struct Hunspell(spellbook::Dictionary);

impl Hunspell {
    /// Reads the texts of an `.aff` and a `.dic`; what is wrong with them as the error.
    pub fn new(affixes: &str, words: &str) -> Result<Self, String> {
        spellbook::Dictionary::new(affixes, words).map(Self).map_err(|error| error.to_string())
    }

    /// Whether it has `word`.
    pub fn has(&self, word: &str) -> bool {
        self.0.check(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_their_forms_are_known() {
        let affixes = "SET UTF-8\nSFX S Y 1\nSFX S 0 en .\n";
        let german = Hunspell::new(affixes, "2\nhafen\nboot/S\n").expect("reads");
        assert!(german.has("hafen") && german.has("booten") && german.has("Hafen"));
        assert!(!german.has("hafenen"));
        assert!(Hunspell::new("SFX S Y x\n", "1\na\n").is_err());
    }
}
