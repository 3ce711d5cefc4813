//! Sizes of data.

/// Sizes of inbound and outbound data.
#[derive(Debug, Clone)]
pub struct LimitsConfig {
    /// Largest inbound or outbound file, bytes.
    pub media_bytes: u64,
    /// Longest text of a message, characters.
    pub text_chars: usize,
    /// Longest internal note, characters.
    pub note_chars: usize,
    /// Largest file that is read, here or by a model, bytes.
    pub processing_bytes: u64,
    /// Stored files of one instance, bytes; 0 is no limit.
    pub media_instance_bytes: u64,
    /// Stored files of one tenant, bytes; 0 is no limit.
    pub media_tenant_bytes: u64,
    /// Memory for reading one document, bytes.
    pub document_memory: u64,
    /// Rows of a table of persons to import.
    pub import_rows: usize,
}

impl Default for LimitsConfig {
    fn default() -> Self {
        Self {
            media_bytes: 100 * 1024 * 1024,
            text_chars: 65_536,
            note_chars: 4000,
            processing_bytes: 25 * 1024 * 1024,
            document_memory: 256 * 1024 * 1024,
            import_rows: 20_000,
            media_instance_bytes: 20 << 30,
            media_tenant_bytes: 100 << 30,
        }
    }
}
