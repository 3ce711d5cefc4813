//! How a network marks formatted text.

/// The marks that a network's clients show as formats. Empty: there is no such format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Markup {
    /// Around bold text.
    pub bold: &'static str,
    /// Around italic text.
    pub italic: &'static str,
    /// Around text that is struck through.
    pub strike: &'static str,
    /// Around code in a line.
    pub code: &'static str,
    /// Before and after lines of code, in lines of their own.
    pub code_block: &'static str,
    /// Before each line of a quotation.
    pub quote: &'static str,
}

impl Markup {
    /// No formats.
    pub const PLAIN: Self =
        Self { bold: "", italic: "", strike: "", code: "", code_block: "", quote: "" };

    /// The formats of WhatsApp's clients.
    pub const WHATSAPP: Self =
        Self { bold: "*", italic: "_", strike: "~", code: "`", code_block: "```", quote: "> " };
}
