//! Valid keys: the same on a disk and in a bucket, without path traversal in either.

use crate::error::BlobError;
use object_store::path::Path;

/// S3 allows 1024 bytes; some are reserved for services that add a prefix of their own.
const MAX_KEY: usize = 900;
/// File systems allow 255 bytes; some are reserved for the suffix of a temporary file.
const MAX_SEGMENT: usize = 200;

/// Checks a key (or a prefix of keys) and turns it into the store's own form.
pub(crate) fn parse(key: &str) -> Result<Path, BlobError> {
    let refuse = |why: &str| Err(BlobError::Invalid(format!("not a valid blob key: {why}")));
    if key.is_empty() || key.len() > MAX_KEY {
        return refuse("its length must be 1 to 900 bytes");
    }
    for segment in key.split('/') {
        if segment.is_empty() || segment.len() > MAX_SEGMENT {
            return refuse("each part between slashes must be 1 to 200 bytes");
        }
        // Also excludes `.`, `..` and the store's own dot files.
        if segment.starts_with('.') {
            return refuse("a part must not begin with a dot");
        }
        if !segment.bytes().all(is_plain) {
            return refuse("only letters, digits and `-_.=+@,` are allowed");
        }
    }
    Path::parse(key).map_err(|_| BlobError::Invalid("not a valid blob key".to_owned()))
}

/// Characters that no file system, URL or S3 dialect treats specially. `#` in particular marks
/// the temporary files of a local folder.
const fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'=' | b'+' | b'@' | b',')
}
