//! A file in transfer: small ones in memory, others in an unnamed file of the spool folder.

use bytes::Bytes;
use futures::stream;
use omni_channel::MediaStream;
use sha2::{Digest, Sha256};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tempfile::SpooledTempFile;
use wacore::download::DownloadWriter;
use wacore::upload::UploadSource;

const IN_MEMORY: usize = 256 * 1024;
const PIECE: usize = 64 * 1024;

/// The target of the library's decryption.
#[derive(Debug)]
pub(super) struct Spool {
    file: SpooledTempFile,
    unwritten: Unwritten,
}

/// Why a spool could not be written, if it could not: libraries that write to it report that
/// something failed, and not what.
#[derive(Debug, Clone, Default)]
pub(super) struct Unwritten(Arc<OnceLock<String>>);

impl Unwritten {
    /// The cause, with what to look at.
    pub(super) fn cause(&self) -> Option<String> {
        let cause = self.0.get()?;
        Some(format!("this server cannot write a file to its spool folder: {cause}"))
    }

    fn note<T>(&self, done: io::Result<T>) -> io::Result<T> {
        if let Err(error) = &done
            && self.0.set(error.to_string()).is_ok()
        {
            tracing::warn!(%error, "a file in transfer cannot be written; see data.spool_dir");
        }
        done
    }
}

impl Spool {
    /// An empty one, in this folder or where the system has its temporary files.
    pub(super) fn new(folder: Option<&Path>) -> Self {
        let file = match folder {
            Some(folder) => SpooledTempFile::new_in(IN_MEMORY, folder),
            None => SpooledTempFile::new(IN_MEMORY),
        };
        Self { file, unwritten: Unwritten::default() }
    }

    /// Returns afterwards why it could not be written, also when the spool is gone.
    pub(super) fn unwritten(&self) -> Unwritten {
        self.unwritten.clone()
    }

    /// The bytes from the beginning. The stream fails at its end if their hash differs from the
    /// expected one, so that the blob store keeps nothing.
    pub(super) fn into_checked_stream(mut self, sha256: Vec<u8>) -> io::Result<MediaStream> {
        self.file.seek(SeekFrom::Start(0))?;
        let state = Some((self.file, Sha256::new()));
        Ok(Box::pin(stream::try_unfold(state, move |state| {
            let sha256 = sha256.clone();
            async move {
                let Some((file, hasher)) = state else { return Ok(None) };
                let (file, piece) = read_piece(file).await?;
                if piece.is_empty() {
                    let matches = sha256.is_empty() || hasher.finalize().as_slice() == sha256;
                    return if matches { Ok(None) } else { Err(corrupt()) };
                }
                let hasher = hasher.chain_update(&piece);
                Ok(Some((piece, Some((file, hasher)))))
            }
        })))
    }

    /// The written bytes as the source of an upload.
    pub(super) fn into_source(mut self) -> io::Result<Source> {
        let length = self.file.seek(SeekFrom::End(0))?;
        Ok(Source { file: Arc::new(Mutex::new(self.file)), length })
    }
}

/// The bytes do not match their hash; only this text distinguishes it from other failures.
pub(super) fn corrupt() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, CORRUPT)
}

pub(super) const CORRUPT: &str = "SHA-256 differs";

async fn read_piece(mut file: SpooledTempFile) -> io::Result<(SpooledTempFile, Bytes)> {
    let read = move || {
        let mut piece = vec![0; PIECE];
        let count = file.read(&mut piece)?;
        piece.truncate(count);
        Ok((file, Bytes::from(piece)))
    };
    tokio::task::spawn_blocking(read).await.map_err(io::Error::other)?
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.unwritten.note(self.file.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.unwritten.note(self.file.flush())
    }
}

impl Seek for Spool {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        self.file.seek(position)
    }
}

impl DownloadWriter for Spool {
    fn truncate(&mut self, length: u64) -> io::Result<()> {
        self.unwritten.note(self.file.set_len(length))
    }
}

/// Ciphertext to upload, readable from any offset and more than once.
#[derive(Debug)]
pub(super) struct Source {
    file: Arc<Mutex<SpooledTempFile>>,
    length: u64,
}

impl UploadSource for Source {
    fn len(&self) -> u64 {
        self.length
    }

    fn reader_from(&self, offset: u64) -> io::Result<Box<dyn Read + Send>> {
        Ok(Box::new(Reader { file: Arc::clone(&self.file), position: offset }))
    }
}

/// One attempt's position in the file.
struct Reader {
    file: Arc<Mutex<SpooledTempFile>>,
    position: u64,
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.position))?;
        let count = file.read(buffer)?;
        self.position += count as u64;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::{CORRUPT, Spool};
    use futures::TryStreamExt;
    use sha2::{Digest, Sha256};
    use std::io::{Read, Write};
    use wacore::upload::UploadSource;

    fn spooled(bytes: &[u8]) -> Spool {
        let mut spool = Spool::new(None);
        spool.write_all(bytes).expect("written");
        spool
    }

    #[tokio::test]
    async fn small_and_large_files_are_read_back() {
        for size in [0, 5, 300_000] {
            let bytes: Vec<u8> = (0..size).map(|n: u32| n.to_le_bytes()[0]).collect();
            let hash = Sha256::digest(&bytes).to_vec();
            let stream = spooled(&bytes).into_checked_stream(hash).expect("a stream");
            let pieces: Vec<_> = stream.try_collect().await.expect("intact");
            assert_eq!(pieces.concat(), bytes);
        }
    }

    #[tokio::test]
    async fn bytes_that_do_not_match_their_hash_fail_the_stream() {
        let stream = spooled(b"one").into_checked_stream(vec![0; 32]).expect("a stream");
        let error = stream.try_collect::<Vec<_>>().await.expect_err("damaged");
        assert_eq!(error.to_string(), CORRUPT);
    }

    #[test]
    fn uploads_read_from_any_offset_at_the_same_time() {
        let source = spooled(b"0123456789").into_source().expect("a source");
        let (mut first, mut second) =
            (source.reader_from(0).expect("a"), source.reader_from(5).expect("b"));
        let mut two = [0; 2];
        first.read_exact(&mut two).expect("read");
        assert_eq!(&two, b"01");
        second.read_exact(&mut two).expect("read");
        assert_eq!(&two, b"56");
        first.read_exact(&mut two).expect("read");
        assert_eq!(&two, b"23");
        assert_eq!(source.len(), 10);
    }

    #[test]
    fn a_spool_that_cannot_be_written_says_why_after_it_is_gone() {
        let folder = tempfile::tempdir().expect("a folder");
        let nowhere = folder.path().join("gone");
        let mut spool = Spool::new(Some(&nowhere));
        let unwritten = spool.unwritten();
        spool.write_all(&[0; 1_000]).expect("small files stay in memory");
        assert_eq!(unwritten.cause(), None);
        spool.write_all(&vec![0; 300_000]).expect_err("there is no folder");
        drop(spool);
        let cause = unwritten.cause().expect("a cause");
        assert!(cause.contains("No such file or directory"), "{cause}");
    }
}
