//! How this API names the fields and the hints of the application's errors.

mod fields;
mod hints;

use omni_app::{Field, Hint, Speller};
use std::borrow::Cow;

/// The spelling of the Omni API, in both of its versions.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OmniSpelling;

impl Speller for OmniSpelling {
    fn field(&self, field: &Field) -> Cow<'static, str> {
        fields::field(field)
    }

    fn hint(&self, hint: &Hint) -> Cow<'static, str> {
        hints::hint(hint)
    }
}
