//! Hostile and damaged input.

use crate::fixtures::{
    SOON, deflated, docx, package, pages, pdf, pdf_of, read, scan, stream, text, xlsx,
};
use omni_documents::{Bounds, Format, MAX_CHARS, MAX_PAGES, Unreadable, extract};
use proptest::prelude::*;
use rstest::rstest;
use std::time::{Duration, Instant};

const MIB: u64 = 1024 * 1024;
const LEFT_OUT: &str = "\n[… the rest is left out]";

#[rstest]
#[case(Format::Pdf, b"")]
#[case(Format::Pdf, b"%PDF-1.7")]
#[case(Format::Pdf, b"<html>not a PDF</html>")]
#[case(Format::Docx, b"PK\x03\x04")]
#[case(Format::Xlsx, b"no archive at all")]
fn a_file_that_is_not_of_its_format_is_damaged(#[case] format: Format, #[case] bytes: &[u8]) {
    assert_eq!(read(format, bytes), Err(Unreadable::Damaged));
}

#[test]
fn a_truncated_file_is_read_in_part_or_refused() {
    let whole = [
        (Format::Pdf, pdf(&["BT /F1 12 Tf 72 700 Td (words) Tj ET"])),
        (Format::Docx, docx("<w:p><w:r><w:t>words</w:t></w:r></w:p>")),
        (Format::Xlsx, xlsx(&[("One", "visible", "<row><c><v>1</v></c></row>")])),
    ];
    for (format, bytes) in whole {
        for end in (0..bytes.len()).step_by(7) {
            let _ = read(format, &bytes[..end]);
        }
    }
    // A document whose XML ends early is read up to there.
    let broken =
        package(&[("word/document.xml", b"<w:p><w:r><w:t>so far</w:t></w:r></w:p><w:p <")]);
    assert_eq!(text(Format::Docx, &broken), format!("so far{LEFT_OUT}"));
}

#[test]
fn a_document_with_a_password_is_refused() {
    let mut objects = pages(&[stream("", b"BT (secret) Tj ET")], "");
    let hash = "ab".repeat(32);
    objects.push(
        format!("<< /Filter /Standard /V 1 /R 2 /P -4 /O <{hash}> /U <{hash}> >>").into_bytes(),
    );
    let id = "<00112233445566778899aabbccddeeff>";
    let locked = pdf_of(&objects, &format!("/Encrypt 6 0 R /ID [{id} {id}]"));
    assert_eq!(read(Format::Pdf, &locked), Err(Unreadable::Protected));
    // Office stores an encrypted archive in a compound file.
    assert_eq!(read(Format::Docx, b"\xd0\xcf\x11\xe0\xa1\xb1"), Err(Unreadable::Protected));
}

#[test]
fn a_bomb_is_not_unpacked() {
    let spaces = vec![b' '; 4 * 1024 * 1024];
    let bomb = package(&[("word/document.xml", &spaces)]);
    assert!(bomb.len() < 10_000, "{} bytes", bomb.len());
    let within = |unpacked| extract(Format::Docx, &bomb, &Bounds::new(SOON, unpacked));
    assert_eq!(within(2 * MIB), Err(Unreadable::TooLarge));
    assert!(within(8 * MIB).is_ok(), "as large as is allowed");

    let sheet = package(&[("xl/workbook.xml", &spaces), ("xl/sharedStrings.xml", &spaces)]);
    let bounds = Bounds::new(SOON, 6 * MIB);
    assert_eq!(extract(Format::Xlsx, &sheet, &bounds), Err(Unreadable::TooLarge));
}

#[test]
fn a_page_that_unpacks_to_too_much_is_left_out() {
    let mut packed = vec![0x78, 0x9c];
    packed.extend(deflated(b' ', 64));
    let bomb = stream("/Filter /FlateDecode", &packed);
    let page = stream("", b"BT /F1 12 Tf 72 700 Td (a page of words) Tj ET");
    let read = text(Format::Pdf, &pdf_of(&pages(&[bomb, page], ""), ""));
    assert_eq!(read, format!("a page of words{LEFT_OUT}"));
}

#[test]
fn recursive_drawings_end() {
    let mut objects = pages(&[stream("", b"/A Do")], "/XObject << /A 6 0 R /B 7 0 R >>");
    let again = |name: &str| {
        let content = format!("{} BT /F1 9 Tf (x) Tj ET", format!("/{name} Do ").repeat(50));
        stream("/Type /XObject /Subtype /Form", content.as_bytes())
    };
    objects.extend([again("B"), again("A")]);
    let began = Instant::now();
    let bounds = Bounds::new(Duration::from_secs(2), MIB);
    let _ = extract(Format::Pdf, &pdf_of(&objects, ""), &bounds);
    assert!(began.elapsed() < Duration::from_secs(6), "{:?}", began.elapsed());
}

#[test]
fn a_long_text_is_truncated_with_a_note() {
    let page = "BT /F1 12 Tf 72 700 Td (page) Tj ET";
    let book = text(Format::Pdf, &pdf(&vec![page; MAX_PAGES + 1]));
    assert_eq!(book.matches("page").count(), MAX_PAGES);
    assert!(book.ends_with(LEFT_OUT));
    for format in [Format::Text, Format::Csv] {
        let long = text(format, &b"words ".repeat(MAX_CHARS / 5));
        assert!(long.ends_with(LEFT_OUT), "{format:?}");
        assert_eq!(long.chars().count(), MAX_CHARS + LEFT_OUT.chars().count(), "{format:?}");
    }
}

#[test]
fn reading_ends_at_the_time_limit() {
    let none = Bounds::lasting(Duration::ZERO);
    let pdf = scan("Page 1");
    assert_eq!(extract(Format::Pdf, &pdf, &none), Err(Unreadable::TooSlow));
    let book = xlsx(&[("One", "visible", "<row><c><v>1</v></c></row>")]);
    assert_eq!(extract(Format::Xlsx, &book, &none), Err(Unreadable::TooSlow));
}

#[test]
fn nul_is_removed() {
    assert_eq!(text(Format::Text, b"\xff\xfea\0\0\0b\0"), "ab");
    assert_eq!(text(Format::Csv, b"\xff\xfea\0\0\0,\0b\0"), "a | b");
    assert_eq!(text(Format::Html, b"\xff\xfea\0\0\0b\0"), "ab");
}

fn format() -> impl Strategy<Value = Format> {
    prop_oneof![
        Just(Format::Pdf),
        Just(Format::Docx),
        Just(Format::Xlsx),
        Just(Format::Csv),
        Just(Format::Html),
        Just(Format::Text),
    ]
}

fn whole(format: Format) -> Vec<u8> {
    match format {
        Format::Pdf => scan("BT stamped"),
        Format::Docx => {
            docx("<w:p><w:r><w:t>one</w:t></w:r></w:p><w:tbl><w:tr><w:tc/></w:tr></w:tbl>")
        }
        Format::Xlsx => xlsx(&[("One", "visible", "<row><c t=\"s\"><v>1</v></c></row>")]),
        Format::Html => b"<p class=\"a\">one &amp; two<script>x</script><!-- y --></p>".to_vec(),
        _ => b"a,b\n\"1\",2\n".to_vec(),
    }
}

fn keeps_its_bounds(format: Format, bytes: &[u8]) {
    let began = Instant::now();
    if let Ok(found) = extract(format, bytes, &Bounds::new(Duration::from_secs(2), MIB)) {
        assert!(found.text.chars().count() <= MAX_CHARS + LEFT_OUT.chars().count());
        assert!(!found.text.contains('\0'));
    }
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes_are_read_or_refused_in_time(
        format in format(),
        bytes in prop::collection::vec(any::<u8>(), 0..2000),
    ) {
        let _ = Format::of("", None, &bytes);
        keeps_its_bounds(format, &bytes);
    }

    #[test]
    fn a_document_with_some_wrong_bytes_is_read_or_refused_in_time(
        format in format(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
    ) {
        let mut bytes = whole(format);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        keeps_its_bounds(format, &bytes);
    }

    #[test]
    fn any_instructions_on_a_page_are_read_or_refused_in_time(
        content in "[ -~\n]{0,300}|((BT|ET|q|Q|T\\*|[-0-9. ]{1,9} (Td|TL|Tm|cm|Tw|Tz)|/F1 [0-9-]{1,4} Tf|\\([a-z ]{0,9}\\) Tj|\\[(\\(a\\) ?|-?[0-9]{1,9} ){0,9}\\] TJ|BI /W 1 ID x EI) ){0,40}",
    ) {
        keeps_its_bounds(Format::Pdf, &pdf(&[&content]));
    }
}
