//! Documents of strangers, read in a process of their own.

use crate::program::Place;
use omni_documents::{Extract, Show, protocol};
use std::io::Write as _;
use std::process::{ExitStatus, Stdio};

/// What the program says of a document, and how it ends.
fn read(document: &[u8], format: &str, memory: u64) -> (ExitStatus, Vec<u8>) {
    let place = Place::new();
    let mut child = place
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

/// A PDF of one page with these words, and with an object of so many numbers.
pub(crate) fn pdf(words: &str, numbers: usize) -> Vec<u8> {
    let content = format!("BT /F1 12 Tf 72 700 Td ({words}) Tj ET");
    omni_testing::pdf(&content, &format!("[{}]", "0 ".repeat(numbers)))
}

#[test]
fn words_come_out_of_a_document_that_keeps_its_bounds() {
    let (status, answer) = read(&pdf("Dear Ann", 10), "pdf", 64 << 20);
    assert!(status.success(), "{status}");
    let text = "Dear Ann".to_owned();
    assert_eq!(protocol::read(&answer), Some(Ok(Extract { text, show: Show::Nothing })));
}

#[test]
fn a_document_that_wants_more_memory_ends_its_reader_alone() {
    let hungry = pdf("Dear Ann", 1_000_000);
    let (status, answer) = read(&hungry, "pdf", 16 << 20);
    assert!(!status.success());
    assert_eq!(answer, b"");
    // It is the bound that ended it.
    assert!(read(&hungry, "pdf", 512 << 20).0.success());
}

#[test]
fn a_format_that_is_none_is_refused() {
    let (status, answer) = read(b"", "exe", 64 << 20);
    assert_eq!((status.code(), answer.len()), (Some(1), 0));
}
