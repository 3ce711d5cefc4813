//! Detects the format of a file: by its MIME type, else by its extension, else by its first bytes.

use crate::package::Package;

/// A kind of document that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Portable Document Format.
    Pdf,
    /// A document of Word or a compatible program.
    Docx,
    /// A workbook of Excel or a compatible program.
    Xlsx,
    /// Values separated by commas, semicolons or tabs.
    Csv,
    /// A page of the web.
    Html,
    /// Text: plain, Markdown, JSON.
    Text,
    /// A picture that was sent as a document.
    Picture,
}

/// A PDF may begin with other bytes; its signature is within so many bytes.
const PDF_MARK_WITHIN: usize = 1024;

impl Format {
    /// The name of the format.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
            Self::Html => "html",
            Self::Text => "text",
            Self::Picture => "picture",
        }
    }

    /// The format of this name.
    pub fn named(name: &str) -> Option<Self> {
        use Format::{Csv, Docx, Html, Pdf, Picture, Text, Xlsx};
        [Pdf, Docx, Xlsx, Csv, Html, Text, Picture]
            .into_iter()
            .find(|format| format.as_str() == name)
    }

    /// The format of a file, if it can be read. Senders often declare
    /// `application/octet-stream`.
    pub fn of(mime_type: &str, file_name: Option<&str>, bytes: &[u8]) -> Option<Self> {
        let mime_type = mime_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let named = by_name(file_name);
        match by_mime_type(&mime_type) {
            // Plain text may be any text format; the extension is more specific.
            Some(Self::Text)
                if mime_type == "text/plain" && matches!(named, Some(Self::Csv | Self::Html)) =>
            {
                named
            }
            Some(format) => Some(format),
            None => named.or_else(|| by_bytes(bytes)),
        }
    }
}

fn by_mime_type(mime_type: &str) -> Option<Format> {
    const OFFICE: &str = "application/vnd.openxmlformats-officedocument.";
    if let Some(office) = mime_type.strip_prefix(OFFICE) {
        return match office {
            "wordprocessingml.document" | "wordprocessingml.template" => Some(Format::Docx),
            "spreadsheetml.sheet" | "spreadsheetml.template" => Some(Format::Xlsx),
            _ => None,
        };
    }
    Some(match mime_type {
        "application/pdf" | "application/x-pdf" => Format::Pdf,
        "application/vnd.ms-word.document.macroenabled.12" => Format::Docx,
        "application/vnd.ms-excel.sheet.macroenabled.12" => Format::Xlsx,
        "text/csv"
        | "application/csv"
        | "text/comma-separated-values"
        | "text/tab-separated-values" => Format::Csv,
        "text/plain" | "text/markdown" | "text/x-markdown" | "application/json" | "text/json" => {
            Format::Text
        }
        "text/html" | "application/xhtml+xml" => Format::Html,
        "image/jpeg" | "image/jpg" | "image/png" | "image/webp" | "image/gif" => Format::Picture,
        _ => return None,
    })
}

fn by_name(file_name: Option<&str>) -> Option<Format> {
    let (_, ending) = file_name?.rsplit_once('.')?;
    Some(match ending.trim().to_ascii_lowercase().as_str() {
        "pdf" => Format::Pdf,
        "docx" | "docm" | "dotx" => Format::Docx,
        "xlsx" | "xlsm" | "xltx" => Format::Xlsx,
        "csv" | "tsv" => Format::Csv,
        "html" | "htm" | "xhtml" => Format::Html,
        "txt" | "json" | "md" | "markdown" | "log" => Format::Text,
        "jpg" | "jpeg" | "png" | "webp" | "gif" => Format::Picture,
        _ => return None,
    })
}

fn by_bytes(bytes: &[u8]) -> Option<Format> {
    let head = &bytes[..bytes.len().min(PDF_MARK_WITHIN)];
    if head.windows(5).any(|mark| mark == b"%PDF-") {
        return Some(Format::Pdf);
    }
    if picture_type(bytes).is_some() {
        return Some(Format::Picture);
    }
    if !bytes.starts_with(b"PK\x03\x04") {
        return None;
    }
    let package = Package::open(bytes).ok()?;
    if package.names().any(|name| name == "xl/workbook.xml") {
        return Some(Format::Xlsx);
    }
    package.names().any(|name| name == "word/document.xml").then_some(Format::Docx)
}

/// The MIME type of a picture, by its first bytes.
pub fn picture_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', ..] => Some("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Format;
    use rstest::rstest;

    #[rstest]
    #[case("text/csv; charset=utf-8", None, b"", Some(Format::Csv))]
    #[case("text/plain", Some("numbers.csv"), b"", Some(Format::Csv))]
    #[case("application/vnd.ms-excel", Some("Book1.CSV"), b"", Some(Format::Csv))]
    #[case("application/octet-stream", Some("notes.MD"), b"", Some(Format::Text))]
    #[case("text/html; charset=utf-8", None, b"", Some(Format::Html))]
    #[case("text/plain", Some("page.HTM"), b"", Some(Format::Html))]
    #[case("Application/PDF", Some("a.txt"), b"", Some(Format::Pdf))]
    #[case("application/octet-stream", Some("scan"), b"\n%PDF-1.4", Some(Format::Pdf))]
    #[case("", None, b"\x89PNG\r\n", Some(Format::Picture))]
    #[case("application/octet-stream", Some("a.exe"), b"MZ", None)]
    #[case("application/zip", Some("a.zip"), b"PK\x03\x04 and no more", None)]
    #[case("application/msword", Some("old.doc"), b"\xd0\xcf\x11\xe0", None)]
    fn a_format_is_detected_by_type_name_or_bytes(
        #[case] mime_type: &str,
        #[case] name: Option<&str>,
        #[case] bytes: &[u8],
        #[case] expected: Option<Format>,
    ) {
        assert_eq!(Format::of(mime_type, name, bytes), expected);
    }
}
