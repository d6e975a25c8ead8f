//! Dates with a day of the week, as expressions. The build uses this file, too.

/// A day of the week and a date: "Monday, 3 March 2025", "Monday, March 3".
pub const PATTERNS: [&str; 2] = [
    r"\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday),? (?:the )?\d{1,2}(?:st|nd|rd|th)? (?:of )?(?:january|february|march|april|may|june|july|august|september|october|november|december)\b(?:,? (?:19|20)\d\d\b)?",
    r"\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday),? (?:january|february|march|april|may|june|july|august|september|october|november|december) \d{1,2}(?:st|nd|rd|th)?\b(?:,? (?:19|20)\d\d\b)?",
];
