//! The API document, as clients see it.

mod document;
