//! What a delivery has beside its body: its headers with the signature, and when it is repeated.

use omni_app::webhooks::{Form, Headers, Named, Rendered, hex_mac};
use omni_domain::webhook::{Verdict, attempt_id};

/// The form of this API's deliveries.
pub(super) const FORM: Form = Form {
    headers,
    signature: "x-webhook-signature",
    reserved: &["x-webhook-"],
    delays: &[5, 30, 120, 600, 1800],
    timeout_ms: 15_000,
    verdict: Verdict::of,
    has_qr_codes: true,
};

/// Each attempt has an id of its own. There is one signature: with an overlap the present secret's.
fn headers(secrets: &[String], named: Named, rendered: &Rendered) -> Headers {
    let key = secrets.first().map(String::as_bytes).unwrap_or_default();
    let signature = hex_mac(key, &[&rendered.body]);
    vec![
        ("user-agent", "WhatsAppGateway-Webhook/1.0".to_owned()),
        ("x-webhook-event", rendered.name.clone().into_owned()),
        ("x-webhook-delivery-id", attempt_id(named.delivery, named.number).to_string()),
        ("x-webhook-timestamp", named.at.to_string()),
        ("x-webhook-signature", format!("sha256={signature}")),
    ]
}

#[cfg(test)]
mod tests {
    use super::{FORM, headers};
    use omni_app::webhooks::{Named, Rendered};
    use omni_domain::Timestamp;
    use omni_domain::ids::WebhookDeliveryId;
    use uuid::Uuid;

    /// The expected signature is that of `openssl dgst -sha256 -hmac`.
    #[test]
    fn the_signature_is_over_the_body_and_each_attempt_has_its_own_id() {
        let delivery = WebhookDeliveryId(Uuid::from_u128(7));
        let rendered = Rendered { name: "message.received".into(), body: b"{\"a\":1}".to_vec() };
        let value = |number, name: &str| {
            let named = Named { delivery, number, replays: 0, at: Timestamp(1_700_000_000_123) };
            let all = headers(&["secret".to_owned(), "old".to_owned()], named, &rendered);
            let found = all.into_iter().find(|(header, _)| *header == name);
            found.map(|(_, value)| value).unwrap_or_default()
        };
        assert_eq!(
            value(2, FORM.signature),
            "sha256=aa9e2e3575f5d7098b6caccd790888c36d5fdb63342a73bada2d6a51747a8494"
        );
        assert_eq!(value(2, "x-webhook-timestamp"), "2023-11-14T22:13:20.123Z");
        let id = value(2, "x-webhook-delivery-id");
        assert!(id != delivery.to_string() && id != value(1, "x-webhook-delivery-id"), "{id}");
    }
}
