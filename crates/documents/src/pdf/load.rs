//! Opening a PDF: its objects, but none of its streams' contents.

use crate::bounds::Bounds;
use crate::error::Unreadable;
use lopdf::{DecompressError, Document, Error, LoadOptions, Object, ObjectId};
use std::cell::Cell;
use std::time::Instant;

/// Limit of unpacked bytes of one object stream or cross-reference stream.
const MAX_STREAM: usize = 16 * 1024 * 1024;

thread_local! {
    // The library's filter is a plain function without state of its own.
    static REMAINING: Cell<u64> = const { Cell::new(0) };
    static DEADLINE: Cell<Option<Instant>> = const { Cell::new(None) };
}

pub(super) fn load(bytes: &[u8], bounds: &Bounds) -> Result<Document, Unreadable> {
    REMAINING.set(bounds.remaining());
    DEADLINE.set(Some(bounds.deadline()));
    let options = LoadOptions {
        filter: Some(within_bounds),
        max_decompressed_size: Some(MAX_STREAM),
        ..LoadOptions::default()
    };
    let loaded = Document::load_mem_with_options(bytes, options);
    bounds.consume(bounds.remaining().saturating_sub(REMAINING.get()));
    if bounds.expired() {
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

/// Keeps an object within the limits of time and size. Object streams are unpacked by the library
/// next; each alone is bounded there, and all together here.
fn within_bounds(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    if DEADLINE.get().is_some_and(|until| Instant::now() >= until) {
        return None;
    }
    let Object::Stream(stream) = object else { return Some((id, object.clone())) };
    if stream.dict.has_type(b"ObjStm") {
        let unpacked = stream.get_plain_content_with_limit(MAX_STREAM).ok()?.len() as u64;
        let left = REMAINING.get().checked_sub(unpacked);
        REMAINING.set(left.unwrap_or(0));
        left?;
    }
    // For a stream only `Some` matters, and a copy would cost its bytes.
    Some((id, Object::Null))
}
