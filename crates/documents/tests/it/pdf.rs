use crate::fixtures::{pages, pdf, pdf_of, read, scan, stream, text};
use omni_documents::{Format, Show};

#[test]
fn lines_and_spaces_follow_the_positions_on_the_page() {
    let page = "BT /F1 12 Tf 72 700 Td (Dear Ann,) Tj 0 -14 Td [(Hel) 20 (lo) -400 (there)] TJ \
                14 TL T* (a \\(third\\) line) Tj (a fourth) ' ET \
                BT /F1 12 Tf 1 0 0 1 72 500 Tm (Total) Tj 1 0 0 1 400 500 Tm (12,50) Tj ET";
    let text = text(Format::Pdf, &pdf(&[page, "BT /F1 12 Tf 72 700 Td (Page two) Tj ET"]));
    assert_eq!(text, "Dear Ann,\nHello there\na (third) line\na fourth\nTotal\t12,50\n\nPage two");
}

#[test]
fn turned_and_scaled_text_is_in_lines_too() {
    let page = "q 0 10 -10 0 300 100 cm BT /F1 1 Tf 0 0 Td (turned) Tj ( left) Tj 0 -1.4 Td \
                (twice) Tj ET Q";
    assert_eq!(text(Format::Pdf, &pdf(&[page])), "turned left\ntwice");
}

#[test]
fn characters_follow_the_map_of_the_font() {
    let content = stream("", b"BT /F2 12 Tf 72 700 Td <000100020003> Tj ET BT /F1 12 Tf 72 600 Td (caf\\351) Tj ET /Fm1 Do");
    let mut objects = pages(&[content], "/XObject << /Fm1 9 0 R >>");
    let with_font = String::from_utf8(objects[3].clone()).unwrap();
    objects[3] = with_font.replace("/F1 3 0 R", "/F1 3 0 R /F2 6 0 R").into_bytes();
    objects.push(
        b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H \
          /DescendantFonts [7 0 R] /ToUnicode 8 0 R >>"
            .to_vec(),
    );
    objects.push(
        b"<< /Type /Font /Subtype /CIDFontType2 /DW 600 /W [1 [500 500] 3 4 700] >>".to_vec(),
    );
    let map =
        "1 beginbfrange <0001> <0002> <0416> endbfrange 1 beginbfchar <0003> <D83DDE00> endbfchar";
    objects.push(stream("", map.as_bytes()));
    let form = stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 100 100] /Matrix [1 0 0 1 0 -200]",
        b"BT /F1 12 Tf 72 600 Td (drawn apart) Tj ET",
    );
    objects.push(form);
    assert_eq!(text(Format::Pdf, &pdf_of(&objects, "")), "ЖЗ\u{1f600}\ncafé\ndrawn apart");
}

#[test]
fn packed_pages_are_unpacked() {
    use std::io::Write as _;
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(b"BT /F1 12 Tf 72 700 Td (packed) Tj ET").unwrap();
    let content = stream("/Filter /FlateDecode", &packed.finish().unwrap());
    assert_eq!(text(Format::Pdf, &pdf_of(&pages(&[content], ""), "")), "packed");
}

#[test]
fn a_scan_is_passed_to_a_vision_model_and_a_short_letter_is_not() {
    assert_eq!(read(Format::Pdf, &scan("")).unwrap().show, Show::Itself);
    let stamped = read(Format::Pdf, &scan("Page 1 of 1")).unwrap();
    assert_eq!((stamped.text.as_str(), stamped.show), ("Page 1 of 1", Show::Itself));
    let letter =
        "With a logo, and words enough to say what there is to be said about it, as letters do";
    assert_eq!(read(Format::Pdf, &scan(letter)).unwrap().show, Show::Nothing);
    let short = read(Format::Pdf, &pdf(&["BT /F1 12 Tf (Yes.) Tj ET"])).unwrap();
    assert_eq!((short.text.as_str(), short.show), ("Yes.", Show::Nothing));
    // Letters that are drawn as paths.
    assert_eq!(read(Format::Pdf, &pdf(&["0 0 m 9 9 l S"])).unwrap().show, Show::Itself);
}
