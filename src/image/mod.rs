//! What the bytes of a picture's file say: which format they are in, how large the
//! picture is, and whether the file breaks off. Only the beginning and the end of a
//! file are read, and its parts are walked where those leave a doubt.

mod form;
mod markup;
mod reader;
mod whole;

use std::io::{self, BufReader, Read, Seek, SeekFrom};

pub use form::Form;
use reader::Peeked;

/// What is kept of a picture's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Image {
    /// Its length in bytes.
    pub len: u64,
    /// What is in it.
    pub form: Form,
    /// Width and height in pixels, where it has them and they are found.
    pub size: Option<(u32, u32)>,
    /// Whether it certainly ends before the picture does.
    pub breaks_off: bool,
}

/// Bytes read of every file: a header, and for small pictures the whole.
const HEAD: u64 = 4096;

impl Image {
    /// Reads what is needed of a file of `len` bytes.
    pub fn read(mut file: impl Read + Seek, len: u64) -> io::Result<Self> {
        let mut head = vec![0; usize::try_from(len.min(HEAD)).unwrap_or_default()];
        file.read_exact(&mut head)?;
        let form = Form::of(&head);
        let mut peeked = Peeked::new(head, file, len);
        let size = match form {
            Form::Svg => markup::svg_size(peeked.head()),
            form if form.has_pixels() => {
                // a small buffer: the sizes stand in few bytes, far from one another
                let found = imagesize::reader_size(BufReader::with_capacity(64, &mut peeked));
                let found = found.ok().map(|size| (size.width, size.height));
                found.and_then(|(w, h)| Some((u32::try_from(w).ok()?, u32::try_from(h).ok()?)))
            }
            _ => None,
        };
        peeked.seek(SeekFrom::Start(0))?;
        // what cannot be read to its end is not judged
        let breaks_off = whole::breaks_off(form, &mut peeked).unwrap_or(false);
        Ok(Self { len, form, size, breaks_off })
    }

    /// The same for a file whose bytes are all at hand.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        Self::read(io::Cursor::new(bytes), bytes.len() as u64).ok()
    }
}
