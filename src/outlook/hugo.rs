//! What Hugo makes of a post (0.155, measured).

use chrono::NaiveDate;

use super::Outlook;
use crate::document::Document;
use crate::site::Site;

pub fn outlook(_doc: &Document, _site: &Site, _today: NaiveDate) -> Outlook {
    Outlook::Unknown
}
