use crate::fixtures::{docx, package, read, text};
use omni_documents::{Format, Picture, Show};

fn run(text: &str) -> String {
    format!("<w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

fn paragraph(text: &str) -> String {
    format!("<w:p><w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr>{}</w:p>", run(text))
}

#[test]
fn paragraphs_lists_and_tables_are_lines() {
    let item = "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/></w:numPr></w:pPr><w:r><w:t>milk</w:t></w:r></w:p>";
    let cell = |text: &str| format!("<w:tc><w:tcPr/>{}</w:tc>", paragraph(text));
    let two = format!("<w:tc>{}{}</w:tc>", paragraph("two"), paragraph("lines"));
    let body = format!(
        "{}{item}<w:p>{}<w:r><w:tab/><w:t>B</w:t><w:br/></w:r>{}</w:p>\
         <w:tbl><w:tr>{}{}</w:tr><w:tr>{two}{}</w:tr></w:tbl>{}",
        paragraph("Fish &amp; chips &#8364; 5 &unknown;"),
        run("A"),
        run("C"),
        cell("Name"),
        cell("Price"),
        cell("3"),
        paragraph("The end"),
    );
    assert_eq!(
        text(Format::Docx, &docx(&body)),
        "Fish & chips € 5 \n- milk\nA\tB\nC\nName | Price\ntwo lines | 3\nThe end"
    );
}

#[test]
fn deleted_text_and_fallbacks_are_not_read() {
    let body = format!(
        "<w:p>{}<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>\
         <w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom>\
         <w:r><w:instrText>PAGE</w:instrText></w:r>\
         <mc:AlternateContent><mc:Choice><w:r><w:t>box</w:t></w:r></mc:Choice>\
         <mc:Fallback><w:r><w:t>box</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>",
        run("kept "),
    );
    assert_eq!(text(Format::Docx, &docx(&body)), "kept box");
}

#[test]
fn notes_follow_and_other_names_are_found() {
    let document = format!("<document><body>{}</body></document>", paragraph("Body"));
    let notes = format!("<footnotes><footnote>{}</footnote></footnotes>", paragraph("A note"));
    let bytes = package(&[
        ("word/document2.xml", document.as_bytes()),
        ("word/footnotes.xml", notes.as_bytes()),
    ]);
    assert_eq!(text(Format::Docx, &bytes), "Body\n\nA note");
}

#[test]
fn the_pictures_of_a_document_without_text_are_extracted() {
    let png = b"\x89PNG\r\n\x1a\n and so on";
    let empty = b"<w:document><w:body><w:p><w:r><w:drawing/></w:r></w:p></w:body></w:document>";
    let bytes = package(&[
        ("word/document.xml", empty),
        ("word/media/image1.png", png),
        ("word/media/image2.emf", b"a drawing of another kind"),
        ("docProps/thumbnail.png", png),
    ]);
    let found = read(Format::Docx, &bytes).unwrap();
    let picture = Picture { mime_type: "image/png", bytes: png.to_vec() };
    assert_eq!((found.text.as_str(), found.show), ("", Show::Pictures(vec![picture])));
}

#[test]
fn office_files_are_detected_by_their_parts() {
    let of = |bytes: &[u8]| Format::of("application/zip", Some("a"), bytes);
    assert_eq!(of(&docx("")), Some(Format::Docx));
    assert_eq!(of(&package(&[("xl/workbook.xml", b"<workbook/>")])), Some(Format::Xlsx));
    assert_eq!(of(&package(&[("a.txt", b"hello")])), None);
}
