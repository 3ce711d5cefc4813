//! Opening a PDF: its objects, but none of its streams' contents.

use crate::bounds::Bounds;
use crate::error::Unreadable;
use lopdf::{DecompressError, Document, Error, LoadOptions, Object, ObjectId};
use std::cell::Cell;
use std::time::Instant;

/// What one stream of objects, or one table of their places, may unpack to.
const MAX_STREAM: usize = 16 * 1024 * 1024;

thread_local! {
    // The library asks a plain function about each object, which has no other place to look.
    static ROOM: Cell<u64> = const { Cell::new(0) };
    static UNTIL: Cell<Option<Instant>> = const { Cell::new(None) };
}

pub(super) fn load(bytes: &[u8], bounds: &Bounds) -> Result<Document, Unreadable> {
    ROOM.set(bounds.room());
    UNTIL.set(Some(bounds.until()));
    let options = LoadOptions {
        filter: Some(within_bounds),
        max_decompressed_size: Some(MAX_STREAM),
        ..LoadOptions::default()
    };
    let loaded = Document::load_mem_with_options(bytes, options);
    bounds.take(bounds.room().saturating_sub(ROOM.get()));
    if bounds.over() {
        return Err(Unreadable::TooSlow);
    }
    let document = loaded.map_err(|error| match error {
        Error::InvalidPassword
        | Error::Unimplemented(_)
        | Error::Decryption(_)
        | Error::UnsupportedSecurityHandler(_) => Unreadable::Protected,
        Error::Decompress(DecompressError::MemoryLimitExceeded { .. }) => Unreadable::TooLarge,
        _ => Unreadable::Damaged,
    })?;
    if document.is_encrypted() { Err(Unreadable::Protected) } else { Ok(document) }
}

/// Keeps an object while there is time and room. Streams of objects are unpacked by the library
/// next; each alone is bounded there, and all together here.
fn within_bounds(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    if UNTIL.get().is_some_and(|until| Instant::now() >= until) {
        return None;
    }
    let Object::Stream(stream) = object else { return Some((id, object.clone())) };
    if stream.dict.has_type(b"ObjStm") {
        let unpacked = stream.get_plain_content_with_limit(MAX_STREAM).ok()?.len() as u64;
        let left = ROOM.get().checked_sub(unpacked);
        ROOM.set(left.unwrap_or(0));
        left?;
    }
    // Only whether there is an answer counts for a stream, and a copy would cost its bytes.
    Some((id, Object::Null))
}
