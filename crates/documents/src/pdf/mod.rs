//! PDF: the text layer, in the order in which it is written.

mod cmap;
mod font;
mod lines;
mod load;
mod page;
mod widths;

use crate::bounds::{Bounds, MAX_PAGES};
use crate::error::Unreadable;
use crate::words::Words;
use page::Pages;

/// What a PDF says and shows.
pub(crate) struct Found<'a> {
    pub(crate) words: Words<'a>,
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
            pages.words.cut();
        }
        if !pages.words.wanted() {
            break;
        }
        pages.read(id);
    }
    if pages.read == 0 && bounds.room() > 0 {
        return Err(Unreadable::Damaged);
    }
    if bounds.room() == 0 && pages.words.letters() == 0 {
        return Err(Unreadable::TooLarge);
    }
    Ok(Found { pages: pages.read, has_pictures: pages.has_pictures, words: pages.words })
}
