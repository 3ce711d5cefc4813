//! PDF: the text layer, in the order of the content stream.

mod cmap;
mod font;
mod lines;
mod load;
mod page;
mod widths;

use crate::bounds::{Bounds, MAX_PAGES};
use crate::error::Unreadable;
use crate::output::TextOutput;
use page::Pages;

/// The content of a PDF.
pub(crate) struct Found<'a> {
    pub(crate) output: TextOutput<'a>,
    /// Pages that were read.
    pub(crate) pages: usize,
    /// Whether some of them show pictures.
    pub(crate) has_pictures: bool,
}

pub(crate) fn read<'a>(bytes: &[u8], bounds: &'a Bounds) -> Result<Found<'a>, Unreadable> {
    let document = load::load(bytes, bounds)?;
    let mut pages = Pages::new(&document, bounds);
    for id in document.page_iter() {
        if pages.read == MAX_PAGES {
            pages.output.truncate();
        }
        if !pages.output.can_continue() {
            break;
        }
        pages.read(id);
    }
    if pages.read == 0 && bounds.remaining() > 0 {
        return Err(Unreadable::Damaged);
    }
    if bounds.remaining() == 0 && pages.output.letters() == 0 {
        return Err(Unreadable::TooLarge);
    }
    Ok(Found { pages: pages.read, has_pictures: pages.has_pictures, output: pages.output })
}
