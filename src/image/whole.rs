//! Whether a picture's file ends before the picture does. Cameras and editors put
//! all sorts of things behind a picture, and decoders forgive much: only what
//! certainly lacks a part is told.

use std::io::{self, BufRead, BufReader, ErrorKind, Read, Seek, SeekFrom};

use super::Form;
use super::reader::Peeked;

/// Bytes at the end that are looked at first.
const TAIL: u64 = 64;
/// Bytes that are read of a file whose end leaves a doubt; a larger one is not told.
const MOST: u64 = 32 << 20;
/// Parts of a file that are stepped through.
const STEPS: usize = 10_000;

/// Whether a file breaks off. An error means that nobody knows.
pub fn breaks_off<F: Read + Seek>(form: Form, file: &mut Peeked<F>) -> io::Result<bool> {
    let walk = match form {
        Form::Jpeg => jpeg,
        Form::Png => png,
        Form::Gif => gif,
        Form::WebP => return webp(file),
        Form::Avif | Form::Heif => return boxes(file),
        Form::Svg => return svg(file),
        _ => return Ok(false),
    };
    // nearly every file has its end where it should be
    let tail = file.tail(TAIL)?;
    let filled = tail.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    let end: &[u8] = match form {
        Form::Jpeg => &[0xff, 0xd9],
        Form::Png => b"IEND\xae\x42\x60\x82",
        _ => b";",
    };
    if tail[..filled].ends_with(end) {
        return Ok(false);
    }
    match walk(file) {
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(true),
        found => found.map(|()| false),
    }
}

fn unknown<T>() -> io::Result<T> {
    Err(ErrorKind::InvalidData.into())
}

/// Steps over the segments of a JPEG to where its picture begins, and looks for its
/// end from there on: within the picture, its mark cannot stand for anything else.
fn jpeg<F: Read + Seek>(file: &mut Peeked<F>) -> io::Result<()> {
    let mut at = 2;
    for _ in 0..STEPS {
        let [0xff, mark, high, low] = file.at(at, 4)?[..] else { return unknown() };
        match mark {
            // padding
            0xff => at += 1,
            // without a length: no part of a header
            0 | 0x01 | 0xd0..=0xd9 => return unknown(),
            0xda => {
                if file.len() - at > MOST {
                    return unknown();
                }
                file.seek(SeekFrom::Start(at))?;
                return find(BufReader::new(file), [0xff, 0xd9]);
            }
            _ => at += 2 + u64::from(u16::from_be_bytes([high, low])),
        }
    }
    unknown()
}

/// Reads on until two bytes stand together; an unexpected end where they do not.
fn find(reader: impl BufRead, wanted: [u8; 2]) -> io::Result<()> {
    let mut before = 0;
    for byte in reader.bytes() {
        let byte = byte?;
        if [before, byte] == wanted {
            return Ok(());
        }
        before = byte;
    }
    Err(ErrorKind::UnexpectedEof.into())
}

/// Steps over the chunks of a PNG to the one that ends it.
fn png<F: Read + Seek>(file: &mut Peeked<F>) -> io::Result<()> {
    let mut at = 8;
    for _ in 0..STEPS {
        let [a, b, c, d, name @ ..] = &file.at(at, 8)?[..] else { return unknown() };
        if name == b"IEND" {
            return Ok(());
        }
        if !name.iter().all(u8::is_ascii_alphabetic) {
            return unknown();
        }
        at += 12 + u64::from(u32::from_be_bytes([*a, *b, *c, *d]));
    }
    unknown()
}

/// Steps over the blocks of a GIF. One that ends behind a whole picture lacks only
/// the mark of its end, which nobody sees.
fn gif<F: Read + Seek>(file: &mut Peeked<F>) -> io::Result<()> {
    if file.len() > MOST {
        return unknown();
    }
    let len = file.len();
    let mut at = 13 + table(file.at(10, 1)?[0]);
    let mut has_picture = false;
    while at != len || !has_picture {
        match file.at(at, 1)?[0] {
            b';' => return Ok(()),
            b'!' => at += 2,
            b',' => {
                at += 11 + table(file.at(at + 9, 1)?[0]);
                has_picture = true;
            }
            _ => return unknown(),
        }
        at = sub_blocks(file, at)?;
    }
    Ok(())
}

/// The length of the table of colours that flags announce.
fn table(flags: u8) -> u64 {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

/// The place behind the sub-blocks at `at`, the last of which is empty.
fn sub_blocks<F: Read + Seek>(file: &mut Peeked<F>, at: u64) -> io::Result<u64> {
    file.seek(SeekFrom::Start(at))?;
    let mut reader = BufReader::new(file);
    let (mut at, mut len) = (at, [0]);
    loop {
        reader.read_exact(&mut len)?;
        at += 1 + u64::from(len[0]);
        if len[0] == 0 {
            return Ok(at);
        }
        io::copy(&mut (&mut reader).take(len[0].into()), &mut io::sink())?;
    }
}

/// A WebP says how long it is; the byte that makes its length even may be missing.
fn webp<F: Read + Seek>(file: &mut Peeked<F>) -> io::Result<bool> {
    let [a, b, c, d] = file.at(4, 4)?[..] else { return unknown() };
    Ok(8 + u64::from(u32::from_le_bytes([a, b, c, d])) > file.len() + 1)
}

/// Steps over the outermost boxes of a file of such.
fn boxes<F: Read + Seek>(file: &mut Peeked<F>) -> io::Result<bool> {
    let mut at: u64 = 0;
    for _ in 0..STEPS {
        if at >= file.len() {
            return Ok(at > file.len());
        }
        let [a, b, c, d] = file.at(at, 4)?[..] else { return unknown() };
        let len = match u32::from_be_bytes([a, b, c, d]) {
            // it goes on to the end of the file, however long that is
            0 => return Ok(false),
            1 => {
                let long = file.at(at + 8, 8)?;
                u64::from_be_bytes(long.try_into().unwrap_or_default())
            }
            len => len.into(),
        };
        if len < 8 {
            return unknown();
        }
        at = at.saturating_add(len);
    }
    unknown()
}

/// Well-formed XML ends with a tag or a comment.
fn svg<F: Read + Seek>(file: &mut Peeked<F>) -> io::Result<bool> {
    let tail = file.tail(TAIL)?;
    let Some(last) = tail.iter().rfind(|byte| !byte.is_ascii_whitespace()) else {
        return unknown();
    };
    // a template may end with a tag of its own
    Ok(!matches!(last, b'>' | b'}' | 0))
}

#[cfg(test)]
mod tests {
    use crate::image::Image;

    fn image(bytes: &[u8]) -> Image {
        Image::of(bytes).expect("reads")
    }

    /// Asserts that `bytes` are whole, also with things behind them, and that they
    /// break off wherever they are cut after `from`, to within `spare` of their end.
    fn assert_whole(bytes: &[u8], from: usize, spare: usize) {
        assert!(!image(bytes).breaks_off);
        assert!(!image(&[bytes, &[0; 40]].concat()).breaks_off, "zeros");
        assert!(!image(&[bytes, &[7; 5000][..]].concat()).breaks_off, "a trailer");
        for end in from..bytes.len() - spare {
            assert!(image(&bytes[..end]).breaks_off, "cut at {end} of {}", bytes.len());
        }
    }

    fn segment(mark: u8, inner: &[u8]) -> Vec<u8> {
        let len = u16::try_from(inner.len() + 2).expect("short").to_be_bytes();
        [&[0xff, mark], &len[..], inner].concat()
    }

    fn jpeg() -> Vec<u8> {
        let thumbnail = [&[0xff, 0xd8][..], &[3; 5000], &[0xff, 0xd9]].concat();
        let size = [8, 0, 20, 0, 30, 1, 1, 0x11, 0];
        let scan = [&[0x12; 3000][..], &[0xff, 0, 0xff, 0xd0, 0x34]].concat();
        [
            vec![0xff, 0xd8],
            segment(0xe1, &thumbnail),
            segment(0xc0, &size),
            segment(0xda, &[1, 1, 0, 0, 63, 0]),
            scan,
            vec![0xff, 0xd9],
        ]
        .concat()
    }

    #[test]
    fn a_jpeg_ends_behind_its_picture_and_not_behind_its_thumbnail() {
        let jpeg = jpeg();
        // a file that ends just behind its thumbnail passes for whole
        assert_whole(&jpeg, 5011, 0);
        assert!(image(&jpeg[..4000]).breaks_off);
        assert_eq!(image(&jpeg).size, Some((30, 20)));
        let header_only = [&[0xff, 0xd8, 0xff, 0xd9][..], &[1; 100]].concat();
        assert!(!image(&header_only).breaks_off, "not understood, not judged");
    }

    fn png() -> Vec<u8> {
        let chunk = |name: &[u8; 4], inner: &[u8]| {
            let len = u32::try_from(inner.len()).expect("short").to_be_bytes();
            [&len[..], name, inner, &[1, 2, 3, 4]].concat()
        };
        let head = [0, 0, 0, 30, 0, 0, 0, 20, 8, 2, 0, 0, 0];
        let data = [chunk(b"IDAT", &[9; 4000]), chunk(b"IDAT", &[9; 4000])].concat();
        let end = [&[0; 4][..], b"IEND\xae\x42\x60\x82"].concat();
        [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", &head), data, end].concat()
    }

    #[test]
    fn a_png_ends_with_its_last_chunk() {
        // where its name is written, the picture is there
        assert_whole(&png(), 8, 4);
        assert_eq!(image(&png()).size, Some((30, 20)));
    }

    #[test]
    fn a_gif_ends_with_its_blocks() {
        let frame = [&b",\0\0\0\0\x02\0\x01\0\x80\x01\x02\x03\x04\x05\x06\x02"[..], b"\x03abc\0"];
        let start = b"GIF89a\x02\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\0\0\0\0\0";
        let gif = [&start[..], frame[0], frame[1], b";"].concat();
        assert_whole(&gif, 13, 1);
        assert!(!image(&gif[..gif.len() - 1]).breaks_off, "only its mark is missing");
    }

    #[test]
    fn others_say_how_long_they_are() {
        let webp = [&b"RIFF\x14\0\0\0WEBPVP8 \x07\0\0\0"[..], &[1; 8]].concat();
        assert_eq!(webp.len(), 28);
        assert_whole(&webp, 12, 1);
        let avif = b"\0\0\0\x18ftypavif\0\0\0\0mif1avif\0\0\0\x20mdat0123456789abcdef01234567";
        assert!(!image(avif).breaks_off);
        assert!(image(&avif[..40]).breaks_off);
        let svg = b"<svg width='3' height='4'><path d='M1 1'/></svg>\n";
        assert!(!image(svg).breaks_off);
        assert!(image(&svg[..35]).breaks_off);
    }
}
