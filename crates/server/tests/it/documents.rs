//! Untrusted documents, read in a separate process.

use crate::program::Workspace;
use omni_documents::{Extract, Show, protocol};
use std::io::Write as _;
use std::process::{ExitStatus, Stdio};

/// The program's exit status and output for a document.
fn read(document: &[u8], format: &str, memory: u64) -> (ExitStatus, Vec<u8>) {
    let workspace = Workspace::new();
    let mut child = workspace
        .command(&["read-document", "--format", format, "--millis", "20000"])
        .args(["--memory", &memory.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    // It may end before it has read everything.
    let _ = child.stdin.take().expect("piped").write_all(document);
    let ended = child.wait_with_output().expect("it ends");
    (ended.status, ended.stdout)
}

/// A PDF of one page with this text, and with an object of so many numbers.
pub(crate) fn pdf(text: &str, numbers: usize) -> Vec<u8> {
    let content = format!("BT /F1 12 Tf 72 700 Td ({text}) Tj ET");
    omni_testing::pdf(&content, &format!("[{}]", "0 ".repeat(numbers)))
}

#[test]
fn the_text_of_a_document_within_its_bounds_is_extracted() {
    let (status, answer) = read(&pdf("Dear Ann", 10), "pdf", 64 << 20);
    assert!(status.success(), "{status}");
    let text = "Dear Ann".to_owned();
    assert_eq!(protocol::read(&answer), Some(Ok(Extract { text, show: Show::Nothing })));
}

#[test]
fn a_document_that_needs_more_memory_ends_only_its_reader() {
    let large = pdf("Dear Ann", 1_000_000);
    let (status, answer) = read(&large, "pdf", 16 << 20);
    assert!(!status.success());
    assert_eq!(answer, b"");
    // The bound ended it.
    assert!(read(&large, "pdf", 512 << 20).0.success());
}

#[test]
fn an_unknown_format_is_rejected() {
    let (status, answer) = read(b"", "exe", 64 << 20);
    assert_eq!((status.code(), answer.len()), (Some(1), 0));
}
