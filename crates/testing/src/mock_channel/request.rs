//! Requests of the mock's network: JSON with a list of accounts and their events, and a
//! signature that is the account's secret.

use super::address;
use bytes::Bytes;
use omni_channel::{
    AccountBatch, Accounts, Answer, ChannelError, Inbound, InboundMessage, IngestError, Ingested,
    ReceiptKind, ReceiptUpdate, RequestMethod, SendFailure, SentRef, SignedRequest,
};
use omni_domain::Timestamp;
use omni_domain::content::{Content, MessageContext};
use omni_domain::conversation::ChatType;
use serde_json::Value;

const SIGNATURE: &str = "x-mock-signature";

/// A request with this body, signed with this secret.
pub fn sign(body: &Value, secret: &str) -> SignedRequest {
    SignedRequest {
        method: RequestMethod::Post,
        query: String::new(),
        headers: vec![(SIGNATURE.to_owned(), secret.to_owned())],
        body: Bytes::from(body.to_string()),
    }
}

/// The events of the request; all of its known accounts must have signed it.
pub(super) async fn read(
    request: &SignedRequest,
    accounts: &dyn Accounts,
) -> Result<Ingested, IngestError> {
    if request.method == RequestMethod::Get {
        let answer =
            Answer { body: Bytes::from(request.query.clone()), content_type: Some("text/plain") };
        return Ok(Ingested { answer, batches: Vec::new() });
    }
    let malformed = || IngestError::Malformed("it is not a list of accounts".to_owned());
    let body: Value = serde_json::from_slice(&request.body).map_err(|_| malformed())?;
    let mut ingested = Ingested::default();
    for entry in body.as_array().ok_or_else(malformed)? {
        let account = entry["account"].as_str().ok_or_else(malformed)?;
        let Some(settings) = accounts.settings(account).await? else { continue };
        let secret = settings.get("secret").and_then(Value::as_str);
        if secret.is_none() || secret != request.header(SIGNATURE) {
            return Err(IngestError::NotSigned);
        }
        let items = entry["items"].as_array().ok_or_else(malformed)?;
        let items = items.iter().map(item).collect::<Option<Vec<_>>>().ok_or_else(malformed)?;
        ingested.batches.push(AccountBatch { account: account.to_owned(), items });
    }
    ingested.answer =
        Answer { body: Bytes::from_static(b"EVENT_RECEIVED"), content_type: Some("text/plain") };
    Ok(ingested)
}

fn item(item: &Value) -> Option<Inbound> {
    let at = Timestamp(item["at"].as_i64()?);
    let text = |name: &str| item[name].as_str().map(str::to_owned);
    let from = address::of_digits(&text("from")?);
    let external_id = text("id")?;
    Some(match item["kind"].as_str()? {
        "text" => Inbound::Message(Box::new(InboundMessage {
            external_id,
            chat: from.clone(),
            chat_type: ChatType::Dm,
            chat_name: None,
            sender: from,
            sender_name: text("name"),
            sender_facts: None,
            from_me: false,
            from_history: false,
            content: Content::Text { text: text("text")? },
            media: None,
            reply_to: None,
            context: MessageContext::default(),
            client_id: None,
            timestamp: at,
        })),
        "delivered" => Inbound::Receipt(ReceiptUpdate {
            chat: from.clone(),
            by: from,
            external_ids: vec![external_id],
            kind: ReceiptKind::Delivered,
            at,
        }),
        "taken" => Inbound::Accepted(SentRef { external_id, client_id: text("clientId") }),
        "failed" => Inbound::Failed(SendFailure {
            message: SentRef { external_id, client_id: text("clientId") },
            error: ChannelError::WindowClosed,
            at,
        }),
        _ => return None,
    })
}
