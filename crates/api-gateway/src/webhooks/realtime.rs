//! Events as sockets receive them: those of webhooks, and those that leave no row.

use super::data::QrData;
use super::envelope::{About, data, name_of, value, wrapped};
use crate::account::AccountId;
use crate::accounts::status_name;
use omni_app::App;
use omni_app::instances::InstanceStatus;
use omni_domain::Timestamp;
use omni_domain::event::{Event, EventBody};
use omni_domain::instance::ConnectionState;
use serde_json::{Value, json};

const QR: &str = "connection.qr";
const STATUS: &str = "account.status";

/// The name and the body of an event; `None` for one that this API does not have. A QR is in the event
/// only for those who may link a phone.
pub(crate) fn live(app: &App, event: &Event) -> Option<(&'static str, Value)> {
    let (name, data) = match &event.body {
        EventBody::InstanceStatus(status) => match &status.qr {
            Some(qr) => (QR, qr_data(qr.code.as_deref(), qr.expires_at)),
            None => (STATUS, status_data(status.state, status.message.as_deref())),
        },
        // The event before it had the code.
        EventBody::InstanceQrOffered(_) => return None,
        body => {
            let name = name_of(body)?;
            let about = About {
                account: event.instance_id,
                message_id: event.message_id,
                chat: event.chat_external_id.clone(),
            };
            (name, data(app, &about, body))
        }
    };
    Some((name, wrapped(name, event.instance_id.map(AccountId), event.at, &data)))
}

/// The present state of an account as its last events would have reported it.
pub(crate) fn present(status: InstanceStatus, now: Timestamp) -> Vec<(&'static str, Value)> {
    let account = Some(AccountId(status.instance_id));
    let data = status_data(status.state, status.message.as_deref());
    let mut events = vec![(STATUS, wrapped(STATUS, account, now, &data))];
    if let Some(qr) = status.qr {
        let data = qr_data(Some(&qr.code), qr.expires_at);
        events.push((QR, wrapped(QR, account, now, &data)));
    }
    events
}

fn status_data(state: ConnectionState, message: Option<&str>) -> Value {
    json!({ "status": status_name(state), "message": message })
}

fn qr_data(code: Option<&str>, expires_at: Timestamp) -> Value {
    value(&QrData { qr: code.map(str::to_owned), expires_at: expires_at.into() })
}
