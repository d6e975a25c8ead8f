//! The file that a picture leads to.

use super::{Lookup, Site, normal_parts};
use crate::document::{Document, Picture, Target};
use crate::image::Image;

impl Site {
    /// The path, from the site's root, of the file that a picture of `doc` leads to,
    /// as the disk spells it; `None` where it is missing, elsewhere or computed.
    pub fn file_of(&self, doc: &Document, picture: &Picture) -> Option<String> {
        let Target::Path(path) = &picture.target else { return None };
        let mut spelt = None;
        for place in self.places(doc, path, picture.mention) {
            match self.find(&place) {
                Lookup::Found => return Some(normal_parts(&place)?.join("/")),
                Lookup::Spelt(path) => spelt = Some(path),
                Lookup::Missing => {}
            }
        }
        spelt
    }

    /// The pictures of `doc` that lead to a file whose bytes can be read, with the
    /// path of that file from the site's root.
    pub fn images<'d>(
        &self,
        doc: &'d Document,
    ) -> impl Iterator<Item = (&'d Picture, String, Image)> {
        doc.pictures.iter().filter_map(|picture| {
            let path = self.file_of(doc, picture)?;
            let image = self.assets.image(&path)?;
            Some((picture, path, image))
        })
    }
}
