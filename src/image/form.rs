//! Which format bytes are in.

use super::markup;

/// What is in a file that is named as a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Form {
    /// JPEG.
    Jpeg,
    /// PNG, still or moving.
    Png,
    /// GIF.
    Gif,
    /// WebP.
    WebP,
    /// AVIF.
    Avif,
    /// HEIC and its kin, as telephones write it.
    Heif,
    /// JPEG XL.
    JpegXl,
    /// A bitmap of Windows.
    Bmp,
    /// An icon or cursor of Windows.
    Ico,
    /// TIFF.
    Tiff,
    /// SVG.
    Svg,
    /// Something packed by gzip: an SVG, in a file named `.svgz`.
    Gzip,
    /// A web page.
    Html,
    /// Markup of another kind, such as the error message of a store.
    Xml,
    /// JSON.
    Json,
    /// Plain text.
    Text,
    /// What Git LFS leaves in place of a file that was not fetched.
    Pointer,
    /// Nothing.
    Empty,
    /// Anything else.
    Other,
}

impl Form {
    /// The format of a file that begins with `head`.
    pub fn of(head: &[u8]) -> Self {
        match head {
            [] => Form::Empty,
            [0xff, 0xd8, 0xff, ..] => Form::Jpeg,
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Form::Png,
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Form::Gif,
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Form::WebP,
            [_, _, _, _, b'f', b't', b'y', b'p', ..] => brand(head),
            [0xff, 0x0a, ..] | [0, 0, 0, 12, b'J', b'X', b'L', b' ', ..] => Form::JpegXl,
            [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => Form::Tiff,
            // four bytes in reserve, and the size of one of the headers that there are
            [
                b'B',
                b'M',
                _,
                _,
                _,
                _,
                0,
                0,
                0,
                0,
                _,
                _,
                _,
                _,
                12 | 40 | 52 | 56 | 64 | 108 | 124,
                ..,
            ] => Form::Bmp,
            // how many pictures are in it: one at least
            [0, 0, 1 | 2, 0, 1..=255, 0, ..] => Form::Ico,
            [0x1f, 0x8b, 8, ..] => Form::Gzip,
            _ => markup::form(head),
        }
    }

    /// The formats that a file with that ending may have, where it is the ending of
    /// a picture. Browsers look at the bytes, so an icon may be any of several.
    pub fn expected(ending: &str) -> Option<&'static [Form]> {
        Some(match ending.to_ascii_lowercase().as_str() {
            "jpg" | "jpeg" | "jpe" | "jfif" => &[Form::Jpeg],
            "png" | "apng" => &[Form::Png],
            "gif" => &[Form::Gif],
            "webp" => &[Form::WebP],
            "avif" => &[Form::Avif],
            "heic" | "heif" => &[Form::Heif, Form::Avif],
            "jxl" => &[Form::JpegXl],
            "bmp" => &[Form::Bmp],
            "ico" | "cur" => &[Form::Ico, Form::Png, Form::Bmp],
            "tif" | "tiff" => &[Form::Tiff],
            "svg" => &[Form::Svg],
            "svgz" => &[Form::Gzip, Form::Svg],
            _ => return None,
        })
    }

    /// Whether it is a picture of pixels.
    pub fn has_pixels(self) -> bool {
        self <= Form::Tiff
    }

    /// What it is, in a sentence: "an HTML page".
    pub fn name(self) -> &'static str {
        match self {
            Form::Jpeg => "a JPEG",
            Form::Png => "a PNG",
            Form::Gif => "a GIF",
            Form::WebP => "a WebP",
            Form::Avif => "an AVIF",
            Form::Heif => "a HEIC",
            Form::JpegXl => "a JPEG XL",
            Form::Bmp => "a BMP",
            Form::Ico => "an icon",
            Form::Tiff => "a TIFF",
            Form::Svg => "an SVG",
            Form::Gzip => "packed by gzip",
            Form::Html => "an HTML page",
            Form::Xml => "an XML file",
            Form::Json => "JSON",
            Form::Text => "plain text",
            Form::Pointer => "a pointer of Git LFS",
            Form::Empty => "empty",
            Form::Other => "something else",
        }
    }

    /// The ending of a file in that format, where there is one that browsers show.
    pub fn ending(self) -> Option<&'static str> {
        Some(match self {
            Form::Jpeg => "jpg",
            Form::Png => "png",
            Form::Gif => "gif",
            Form::WebP => "webp",
            Form::Avif => "avif",
            Form::Svg => "svg",
            Form::Ico => "ico",
            Form::Bmp => "bmp",
            _ => return None,
        })
    }
}

/// A file of boxes (ISO 14496-12) says in its first which standards it is written
/// to; `mif1` alone can be either.
fn brand(head: &[u8]) -> Form {
    let len = head.first_chunk::<4>().map_or(0, |len| u32::from_be_bytes(*len) as usize);
    let named = head.get(8..len.min(head.len())).unwrap_or_default();
    let has =
        |brands: &[&[u8; 4]]| named.chunks_exact(4).any(|name| brands.iter().any(|b| *b == name));
    if has(&[b"avif", b"avis"]) {
        Form::Avif
    } else if has(&[b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis"]) {
        Form::Heif
    } else {
        Form::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_known_by_their_first_bytes() {
        for (head, form) in [
            (&b""[..], Form::Empty),
            (b"\xff\xd8\xff\xe0\x00\x10JFIF", Form::Jpeg),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Form::Png),
            (b"GIF89a", Form::Gif),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Form::WebP),
            (b"RIFF\x10\0\0\0WAVEfmt ", Form::Other),
            (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf", Form::Avif),
            (b"\0\0\0\x18ftypmif1\0\0\0\0avifmif1", Form::Avif),
            (b"\0\0\0\x18ftypmif1\0\0\0\0heicmif1", Form::Heif),
            (b"\0\0\0\x18ftypmp42\0\0\0\0isommp42", Form::Other),
            (b"\0\0\0\x0cJXL \r\n\x87\n", Form::JpegXl),
            (b"II*\0\x08\0\0\0", Form::Tiff),
            (b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0", Form::Bmp),
            (b"BMW is a car", Form::Text),
            (b"\0\0\x01\0\x01\0\x10\x10", Form::Ico),
            (b"\x1f\x8b\x08\0", Form::Gzip),
            (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", Form::Other),
            (b"\0\0\0\0\0\0\0\0\0\0", Form::Other),
        ] {
            assert_eq!(Form::of(head), form, "{}", String::from_utf8_lossy(head));
        }
    }
}
