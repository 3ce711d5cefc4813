//! A small real document.

use std::io::Write as _;

/// A PDF of one page with these drawing instructions, Helvetica as `/F1` and a further object,
/// which the page may draw as `/Im1`.
pub fn pdf(content: &str, object: &str) -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << \
         /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> \
         /XObject << /Im1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
        object.to_owned(),
    ];
    // Four bytes above 127, as the specification requires, so that it is not taken for text.
    let mut pdf = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut offsets = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        offsets.push(pdf.len());
        write!(pdf, "{} 0 obj\n{object}\nendobj\n", at + 1).unwrap();
    }
    let start = pdf.len();
    write!(pdf, "xref\n0 6\n0000000000 65535 f \n").unwrap();
    for offset in offsets {
        writeln!(pdf, "{offset:010} 00000 n ").unwrap();
    }
    write!(pdf, "trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF").unwrap();
    pdf
}
