//! Office files are zip archives of XML parts.

use crate::bounds::Bounds;
use crate::error::Unreadable;
use flate2::bufread::DeflateDecoder;
use rawzip::{CompressionMethod, ZipArchive, ZipArchiveEntryWayfinder, ZipSliceArchive};
use std::io::{self, BufReader, Read};

/// Entries of an archive that are considered. Real ones have some dozens.
const MAX_PARTS: usize = 10_000;
/// The signature of compound files, the older container; an office file with a password is one.
const COMPOUND_FILE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];

struct Entry {
    name: String,
    method: CompressionMethod,
    way: ZipArchiveEntryWayfinder,
}

/// An office file's parts.
pub(crate) struct Package<'a> {
    archive: ZipSliceArchive<&'a [u8]>,
    entries: Vec<Entry>,
}

impl<'a> Package<'a> {
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, Unreadable> {
        if bytes.starts_with(COMPOUND_FILE) {
            return Err(Unreadable::Protected);
        }
        let archive = ZipArchive::from_slice(bytes).map_err(|_| Unreadable::Damaged)?;
        let mut entries = Vec::new();
        for entry in archive.entries().take(MAX_PARTS) {
            let entry = entry.map_err(|_| Unreadable::Damaged)?;
            if entry.flags().is_encrypted() {
                return Err(Unreadable::Protected);
            }
            let name = String::from_utf8_lossy(entry.file_path().as_bytes()).into_owned();
            let method = entry.compression_method();
            entries.push(Entry { name, method, way: entry.wayfinder() });
        }
        Ok(Self { archive, entries })
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.name.as_str())
    }

    /// Unpacks a part, within the document's limits.
    pub(crate) fn part<'p>(
        &'p self,
        name: &str,
        bounds: &'p Bounds,
    ) -> Result<Option<Part<'p>>, Unreadable> {
        let Some(entry) = self.entries.iter().find(|entry| entry.name == name) else {
            return Ok(None);
        };
        let found = self.archive.get_entry(entry.way).map_err(|_| Unreadable::Damaged)?;
        let source = match entry.method {
            CompressionMethod::STORE => Source::Stored(found.data()),
            CompressionMethod::DEFLATE => Source::Packed(DeflateDecoder::new(found.data())),
            _ => return Err(Unreadable::Damaged),
        };
        Ok(Some(BufReader::new(Metered { source, bounds })))
    }
}

/// A part of a package.
pub(crate) type Part<'p> = BufReader<Metered<'p>>;

enum Source<'p> {
    Stored(&'p [u8]),
    Packed(DeflateDecoder<&'p [u8]>),
}

/// Unpacks no more than the limit.
pub(crate) struct Metered<'p> {
    source: Source<'p>,
    bounds: &'p Bounds,
}

impl Read for Metered<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = match &mut self.source {
            Source::Stored(bytes) => bytes.read(buffer)?,
            Source::Packed(decoder) => decoder.read(buffer)?,
        };
        if self.bounds.consume(read as u64) {
            Ok(read)
        } else {
            Err(io::Error::other("the document unpacks to too much"))
        }
    }
}
