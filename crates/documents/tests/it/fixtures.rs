//! Small documents, generated here.

use flate2::{Compress, Compression, FlushCompress};
use omni_documents::{Bounds, Extract, Format, Unreadable};
use rawzip::{CompressionMethod, ZipArchiveWriter};
use std::fmt::Write as _;
use std::io::Write as _;
use std::time::Duration;

pub(crate) const SOON: Duration = Duration::from_secs(20);

pub(crate) fn read(format: Format, bytes: &[u8]) -> Result<Extract, Unreadable> {
    omni_documents::extract(format, bytes, &Bounds::lasting(SOON))
}

pub(crate) fn text(format: Format, bytes: &[u8]) -> String {
    read(format, bytes).unwrap().text
}

/// A PDF of these objects; the first is its catalog.
pub(crate) fn pdf_of(objects: &[Vec<u8>], trailer: &str) -> Vec<u8> {
    let mut pdf = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut offsets = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        offsets.push(pdf.len());
        writeln!(pdf, "{} 0 obj", at + 1).unwrap();
        pdf.extend_from_slice(object);
        pdf.extend_from_slice(b"\nendobj\n");
    }
    let (start, count) = (pdf.len(), objects.len() + 1);
    writeln!(pdf, "xref\n0 {count}\n0000000000 65535 f ").unwrap();
    for offset in offsets {
        writeln!(pdf, "{offset:010} 00000 n ").unwrap();
    }
    write!(pdf, "trailer\n<< /Size {count} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF")
        .unwrap();
    pdf
}

pub(crate) fn stream(dictionary: &str, bytes: &[u8]) -> Vec<u8> {
    let mut stream = format!("<< {dictionary} /Length {} >>\nstream\n", bytes.len()).into_bytes();
    stream.extend_from_slice(bytes);
    stream.extend_from_slice(b"\nendstream");
    stream
}

/// The first objects of a PDF with these pages: catalog, pages, Helvetica, and a page and its
/// instructions for each. Further ones begin at `4 + 2 * pages`.
pub(crate) fn pages(contents: &[Vec<u8>], resources: &str) -> Vec<Vec<u8>> {
    let kids: Vec<String> = (0..contents.len()).map(|at| format!("{} 0 R", 4 + 2 * at)).collect();
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), kids.len()).into_bytes(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
            .to_vec(),
    ];
    for (at, content) in contents.iter().enumerate() {
        let page = format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {} 0 R \
             /Resources << /Font << /F1 3 0 R >> {resources} >> >>",
            5 + 2 * at
        );
        objects.extend([page.into_bytes(), content.clone()]);
    }
    objects
}

/// A PDF with these content streams as pages.
pub(crate) fn pdf(contents: &[&str]) -> Vec<u8> {
    let contents: Vec<Vec<u8>> =
        contents.iter().map(|content| stream("", content.as_bytes())).collect();
    pdf_of(&pages(&contents, ""), "")
}

/// A page that shows one picture with a stamp.
pub(crate) fn scan(stamp: &str) -> Vec<u8> {
    let content = format!("q 612 0 0 792 0 0 cm /Im1 Do Q BT /F1 9 Tf 10 10 Td ({stamp}) Tj ET");
    let mut objects = pages(&[stream("", content.as_bytes())], "/XObject << /Im1 6 0 R >>");
    objects.push(stream(
        "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray \
         /BitsPerComponent 8",
        b"\x80",
    ));
    pdf_of(&objects, "")
}

/// A zip archive of these parts.
pub(crate) fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut archive = ZipArchiveWriter::new(&mut bytes);
    for (name, content) in parts {
        let (mut entry, config) =
            archive.new_file(name).compression_method(CompressionMethod::DEFLATE).start().unwrap();
        let packed = flate2::write::DeflateEncoder::new(&mut entry, Compression::default());
        let mut writer = config.wrap(packed);
        writer.write_all(content).unwrap();
        let (packed, descriptor) = writer.finish().unwrap();
        packed.finish().unwrap();
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap();
    bytes
}

pub(crate) fn docx(body: &str) -> Vec<u8> {
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
         <w:document xmlns:w=\"w\" xmlns:mc=\"mc\"><w:body>{body}</w:body></w:document>"
    );
    package(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", document.as_bytes())])
}

/// A workbook of these sheets: name, state, and the rows' XML.
pub(crate) fn xlsx(sheets: &[(&str, &str, &str)]) -> Vec<u8> {
    let (mut list, mut targets) = (String::new(), String::new());
    let mut parts: Vec<(String, String)> = Vec::new();
    for (at, (name, state, rows)) in sheets.iter().enumerate() {
        write!(list, "<sheet name=\"{name}\" sheetId=\"{at}\" state=\"{state}\" r:id=\"r{at}\"/>")
            .unwrap();
        write!(targets, "<Relationship Id=\"r{at}\" Target=\"worksheets/s{at}.xml\"/>").unwrap();
        let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
        parts.push((format!("xl/worksheets/s{at}.xml"), sheet));
    }
    let strings = "<sst><si><t>Name</t></si><si><r><t>Bo </t></r><r><t>&amp; Ann</t></r>\
                   <rPh><t>bo</t></rPh></si><si/><si><t>Born</t></si></sst>";
    let styles = "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\"/>\
                  </numFmts><cellStyleXfs><xf numFmtId=\"9\"/></cellStyleXfs><cellXfs>\
                  <xf numFmtId=\"0\"/><xf numFmtId=\"164\"/><xf numFmtId=\"22\"/>\
                  <xf numFmtId=\"10\"/><xf numFmtId=\"20\"/></cellXfs></styleSheet>";
    parts.extend([
        ("xl/workbook.xml".to_owned(), format!("<workbook><sheets>{list}</sheets></workbook>")),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!("<Relationships>{targets}</Relationships>"),
        ),
        ("xl/sharedStrings.xml".to_owned(), strings.to_owned()),
        ("xl/styles.xml".to_owned(), styles.to_owned()),
    ]);
    let parts: Vec<(&str, &[u8])> =
        parts.iter().map(|(name, content)| (name.as_str(), content.as_bytes())).collect();
    package(&parts)
}

/// So many MiB of one byte, deflated without writing them all out.
pub(crate) fn deflated(byte: u8, mebibytes: usize) -> Vec<u8> {
    let mut packer = Compress::new(Compression::best(), false);
    let mut block = Vec::with_capacity(64 * 1024);
    packer.compress_vec(&vec![byte; 1024 * 1024], &mut block, FlushCompress::Full).unwrap();
    let mut packed = block.repeat(mebibytes);
    // The last block, which is empty.
    packed.extend_from_slice(&[0x03, 0x00]);
    packed
}
