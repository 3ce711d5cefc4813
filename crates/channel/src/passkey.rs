//! Links that an account protects with a passkey.

use serde::{Deserialize, Serialize};

/// What such a link waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PasskeyStep {
    /// A passkey of the account must sign this: `PublicKeyCredentialRequestOptions` of `WebAuthn`, as
    /// JSON.
    Sign {
        /// The text, as the network sent it.
        options: String,
    },
    /// The person compares this code with that on the phone, and confirms that they are equal.
    Compare {
        /// `XXXX-XXXX`.
        code: String,
    },
}
