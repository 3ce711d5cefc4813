//! Values separated by commas, semicolons, tabs or bars.

use crate::bounds::Bounds;
use crate::error::Unreadable;
use crate::output::TextOutput;
use crate::rows::Rows;
use crate::text::decode;

const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

pub(crate) fn read<'a>(bytes: &[u8], bounds: &'a Bounds) -> Result<TextOutput<'a>, Unreadable> {
    let text = decode(bytes)?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator(&text))
        .from_reader(text.as_bytes());
    let (mut output, mut rows) = (TextOutput::new(bounds), Rows::default());
    let mut record = csv::StringRecord::new();
    while rows.can_continue(&mut output) && reader.read_record(&mut record).unwrap_or(false) {
        let cells: Vec<&str> = record.iter().collect();
        rows.write(&mut output, &cells);
    }
    Ok(output)
}

/// The most frequent separator of the first line.
fn separator(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |one: u8| {
        let mut quoted = false;
        let outside = first.bytes().filter(move |byte| {
            quoted ^= *byte == b'"';
            !quoted && *byte == one
        });
        outside.count()
    };
    // The first among equals, so that a line without any is separated by commas.
    SEPARATORS.into_iter().rev().max_by_key(|one| count(*one)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::bounds::Bounds;
    use rstest::rstest;
    use std::time::Duration;

    #[rstest]
    #[case("a,b\n1,2\n", "a | b\n1 | 2")]
    #[case("name;price\n\"Bo; Ann\";1,5", "name | price\nBo; Ann | 1,5")]
    #[case("a\tb\n\n\"two\nlines\"\t\t\n", "a | b\ntwo lines")]
    #[case("just words", "just words")]
    #[case("a,\"never closed\n1,2", "a | never closed 1,2")]
    fn rows_are_lines(#[case] csv: &str, #[case] expected: &str) {
        let bounds = Bounds::lasting(Duration::from_secs(9));
        let output = read(csv.as_bytes(), &bounds);
        assert_eq!(output.map(crate::output::TextOutput::finish).as_deref(), Ok(expected));
    }
}
