//! A file of which the beginning is at hand.

use std::io::{self, Read, Seek, SeekFrom};

/// A file and its first bytes, which are not read again.
pub struct Peeked<F> {
    head: Vec<u8>,
    file: F,
    len: u64,
    at: u64,
}

impl<F: Read + Seek> Peeked<F> {
    /// A file of `len` bytes that begins with `head`.
    pub fn new(head: Vec<u8>, file: F, len: u64) -> Self {
        Self { head, file, len, at: 0 }
    }

    /// The bytes at hand.
    pub fn head(&self) -> &[u8] {
        &self.head
    }

    /// How long the file is.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// The last bytes of the file, at most `count`.
    pub fn tail(&mut self, count: u64) -> io::Result<Vec<u8>> {
        let from = self.len.saturating_sub(count);
        self.at(from, self.len - from)
    }

    /// `count` bytes at `from`; an error where the file ends before.
    pub fn at(&mut self, from: u64, count: u64) -> io::Result<Vec<u8>> {
        self.seek(SeekFrom::Start(from))?;
        let mut bytes = vec![0; usize::try_from(count).unwrap_or_default()];
        self.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}

impl<F: Read + Seek> Read for Peeked<F> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let known = usize::try_from(self.at).ok().and_then(|at| self.head.get(at..));
        let count = match known.filter(|known| !known.is_empty()) {
            Some(mut known) => known.read(out)?,
            // beyond its end the file is not asked
            None if self.at >= self.len => 0,
            None => {
                self.file.seek(SeekFrom::Start(self.at))?;
                self.file.read(out)?
            }
        };
        self.at += count as u64;
        Ok(count)
    }
}

impl<F: Read + Seek> Seek for Peeked<F> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.len.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}
