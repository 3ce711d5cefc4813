//! The form of Wassist's webhooks. No crate has this dialect; until one does, no process renders its bodies,
//! and this is all that is known of it here.

use super::envelope::{Form, Headers, Named, Rendered};
use super::sign::hex_mac;
use omni_domain::webhook::{Verdict, message_id};

pub(super) const FORM: Form = Form {
    headers,
    signature: "x-wassist-signature",
    reserved: &["x-wassist-"],
    delays: &[10, 30, 90],
    timeout_ms: 10_000,
    verdict,
    has_qr_codes: false,
};

fn headers(secrets: &[String], named: Named, rendered: &Rendered) -> Headers {
    let seconds = named.at.millis().div_euclid(1000);
    let signed = format!("{seconds}.");
    let each = secrets.iter().map(|secret| {
        let parts = [signed.as_bytes(), &rendered.body];
        format!(",v1={}", hex_mac(secret.as_bytes(), &parts))
    });
    let signatures: String = each.collect();
    vec![
        ("user-agent", "Wassist-Webhook/1.0".to_owned()),
        ("x-wassist-event", rendered.name.clone().into_owned()),
        ("x-wassist-delivery", message_id(named.delivery, named.replays).to_string()),
        ("x-wassist-timestamp", seconds.to_string()),
        ("x-wassist-signature", format!("t={seconds}{signatures}")),
    ]
}

/// Wassist documents that no 4xx is retried.
const fn verdict(status: Option<u16>) -> Verdict {
    match status {
        Some(400..=499) => Verdict::GiveUp,
        other => Verdict::of(other),
    }
}

#[cfg(test)]
mod tests {
    use super::{FORM, headers};
    use crate::webhooks::{Named, Rendered};
    use omni_domain::Timestamp;
    use omni_domain::ids::WebhookDeliveryId;
    use omni_domain::webhook::Verdict;
    use uuid::Uuid;

    fn value(secrets: &[&str], name: &str) -> String {
        let rendered = Rendered { name: "message.received".into(), body: b"{\"a\":1}".to_vec() };
        let delivery = WebhookDeliveryId(Uuid::from_u128(7));
        let named = Named { delivery, number: 2, replays: 0, at: Timestamp(1_700_000_000_123) };
        let secrets: Vec<String> = secrets.iter().map(|text| (*text).to_owned()).collect();
        let all = headers(&secrets, named, &rendered);
        let found = all.into_iter().find(|(header, _)| *header == name);
        found.map(|(_, value)| value).unwrap_or_default()
    }

    /// The expected value is that of `openssl dgst -sha256 -hmac`.
    #[test]
    fn the_signature_is_over_the_time_and_the_body() {
        assert_eq!(
            value(&["secret"], FORM.signature),
            "t=1700000000,v1=49f24e537407743fa4a0242bb63b94b9a47ee99cbbe071ccd8a22550ae411686"
        );
        assert_eq!(value(&["a", "b"], FORM.signature).matches("v1=").count(), 2);
        let id = Uuid::from_u128(7).to_string();
        assert_eq!(value(&["x"], "x-wassist-delivery"), id, "that of the delivery");
    }

    #[test]
    fn no_refusal_is_retried() {
        for (status, expected) in [
            (Some(204), Verdict::Delivered),
            (Some(301), Verdict::Retry),
            (Some(400), Verdict::GiveUp),
            (Some(408), Verdict::GiveUp),
            (Some(410), Verdict::GiveUp),
            (Some(425), Verdict::GiveUp),
            (Some(429), Verdict::GiveUp),
            (Some(503), Verdict::Retry),
            (None, Verdict::Retry),
        ] {
            assert_eq!((FORM.verdict)(status), expected, "{status:?}");
        }
    }
}
