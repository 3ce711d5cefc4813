//! The sheets of a workbook, and their parts.

use crate::bounds::Bounds;
use crate::error::Unreadable;
use crate::package::Package;
use crate::xml::{Step, Tag, Xml};
use std::collections::HashMap;

pub(super) struct Contents {
    /// Names of sheets and of their parts.
    pub(super) sheets: Vec<(String, String)>,
    pub(super) from_1904: bool,
}

pub(super) fn read(package: &Package<'_>, bounds: &Bounds) -> Result<Contents, Unreadable> {
    let targets = targets(package, bounds)?;
    let part = package.part("xl/workbook.xml", bounds)?.ok_or(Unreadable::Damaged)?;
    let mut xml = Xml::new(part, bounds);
    let mut contents = Contents { sheets: Vec::new(), from_1904: false };
    while let Some(step) = xml.step()? {
        let (Step::Begin(tag) | Step::Empty(tag)) = step else { continue };
        match tag.name() {
            b"sheet" => contents.sheets.extend(sheet(&tag, &targets)),
            b"workbookPr" => {
                let value = tag.attribute("date1904");
                contents.from_1904 = value.is_some_and(|value| value == "1" || value == "true");
            }
            _ => {}
        }
        if bounds.expired() {
            return Err(Unreadable::TooSlow);
        }
    }
    Ok(contents)
}

/// A sheet's name and part. Hidden sheets are not read.
fn sheet(tag: &Tag<'_>, targets: &HashMap<String, String>) -> Option<(String, String)> {
    if tag.attribute("state").is_some_and(|state| state != "visible") {
        return None;
    }
    let part = targets.get(&tag.attribute("id")?)?;
    Some((tag.attribute("name")?, part.clone()))
}

fn targets(package: &Package<'_>, bounds: &Bounds) -> Result<HashMap<String, String>, Unreadable> {
    let mut targets = HashMap::new();
    let Some(part) = package.part("xl/_rels/workbook.xml.rels", bounds)? else {
        return Ok(targets);
    };
    let mut xml = Xml::new(part, bounds);
    while let Some(step) = xml.step()? {
        let (Step::Begin(tag) | Step::Empty(tag)) = step else { continue };
        if let (Some(id), Some(target)) = (tag.attribute("Id"), tag.attribute("Target")) {
            let part = match target.strip_prefix('/') {
                Some(from_root) => from_root.to_owned(),
                None => format!("xl/{target}"),
            };
            targets.insert(id, part);
        }
        if bounds.expired() {
            return Err(Unreadable::TooSlow);
        }
    }
    Ok(targets)
}
