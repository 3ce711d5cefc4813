//! Linking an account that is protected with a passkey: the signed challenge, and the confirmation of
//! the code. An authenticator that has the passkey signs, never this program.

use crate::session::{Core, WhatsAppSession};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use omni_channel::{ChannelError, Closed};
use serde_json::Value;
use std::sync::Arc;
use whatsapp_rust::Client;
use whatsapp_rust::passkey::{Assertion, PasskeyError, build_webauthn_assertion_json};

const NOT_SIGNED: &str = "WhatsApp did not accept the passkey; sign the present challenge with a passkey of \
                          this account";
const NOT_CONFIRMED: &str = "WhatsApp did not accept the confirmation, and the link failed; scan the new QR to \
                             begin again";

/// Hands in the assertion: `PublicKeyCredential.toJSON()` of a browser.
pub(super) async fn answer(session: &WhatsAppSession, assertion: &str) -> Result<(), ChannelError> {
    let assertion = read(assertion)?;
    let client = linking(session)?;
    bounded(&session.core, NOT_SIGNED, client.send_passkey_response(assertion)).await
}

/// Confirms that the phone shows the same code.
pub(super) async fn confirm(session: &WhatsAppSession) -> Result<(), ChannelError> {
    let client = linking(session)?;
    let core = &session.core;
    let confirmed = bounded(core, NOT_CONFIRMED, client.send_passkey_confirmation()).await;
    if let Err(error) = &confirmed {
        // The library has used up the attempt: it can be neither confirmed again nor signed anew.
        core.status.passkey_failed();
        // Without an answer, the link may still be made.
        if !matches!(error, ChannelError::Timeout) {
            core.close_reason.close(Closed::Restart);
        }
    }
    confirmed
}

fn linking(session: &WhatsAppSession) -> Result<Arc<Client>, ChannelError> {
    let client = session.client().filter(|_| session.core.status.has_passkey());
    client.ok_or(ChannelError::NotConnected)
}

async fn bounded(
    core: &Core,
    refusal: &str,
    asked: impl Future<Output = Result<(), PasskeyError>>,
) -> Result<(), ChannelError> {
    // Several queries follow each other.
    let limit = core.options.query_timeout * 3;
    let answered = tokio::time::timeout(limit, asked).await;
    // The error's text may contain what was sent.
    answered.map_err(|_| ChannelError::Timeout)?.map_err(|_| ChannelError::Rejected {
        code: "passkey".to_owned(),
        message: refusal.to_owned(),
    })
}

fn read(text: &str) -> Result<Assertion, ChannelError> {
    let wrong = || {
        ChannelError::Configuration(
            "give what the browser's navigator.credentials.get returned, as JSON: id, type and \
             response with clientDataJSON, authenticatorData and signature in base64url"
                .to_owned(),
        )
    };
    let given: Value = serde_json::from_str(text).map_err(|_| wrong())?;
    let bytes = |value: &Value| {
        let text = value.as_str()?.trim_end_matches('=');
        URL_SAFE_NO_PAD.decode(text).ok().filter(|bytes| !bytes.is_empty())
    };
    let id = bytes(&given["rawId"]).or_else(|| bytes(&given["id"]));
    let response = &given["response"];
    let client_data = bytes(&response["clientDataJSON"]);
    let authenticator_data = bytes(&response["authenticatorData"]);
    let signature = bytes(&response["signature"]);
    let (Some(id), Some(client_data), Some(authenticator_data), Some(signature)) =
        (id, client_data, authenticator_data, signature)
    else {
        return Err(wrong());
    };
    let user = bytes(&response["userHandle"]);
    let assertion_json = build_webauthn_assertion_json(
        &id,
        &client_data,
        &authenticator_data,
        &signature,
        user.as_deref(),
    );
    Ok(Assertion { assertion_json, credential_id: id })
}

#[cfg(test)]
mod tests {
    use super::read;
    use serde_json::json;

    #[test]
    fn an_assertion_is_read_as_browsers_write_it() {
        let mut given = json!({
            "id": "AQI", "rawId": "AQI=", "type": "public-key", "authenticatorAttachment": "platform",
            "response": {
                "clientDataJSON": "e30", "authenticatorData": "AAAA", "signature": "BBBB",
                "userHandle": null,
            },
        });
        let assertion = read(&given.to_string()).expect("an assertion");
        assert_eq!(assertion.credential_id, [1, 2]);
        given["response"]["signature"] = json!("not base64!");
        assert!(read(&given.to_string()).is_err());
        assert!(read("{}").is_err() && read("nothing").is_err());
    }
}
