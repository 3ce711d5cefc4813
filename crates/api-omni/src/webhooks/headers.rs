//! What a delivery of this API has beside its body, as Standard Webhooks defines it.

use omni_app::webhooks::{Form, Headers, Named, Rendered, sign};
use omni_domain::webhook::{RetryPolicy, Verdict};

/// The form of this API's deliveries.
pub(super) const FORM: Form = Form {
    headers,
    signature: "webhook-signature",
    reserved: &["webhook-"],
    delays: RetryPolicy::STANDARD,
    timeout_ms: 15_000,
    verdict: Verdict::of,
    has_qr_codes: false,
};

fn headers(secrets: &[String], named: Named, rendered: &Rendered) -> Headers {
    let seconds = named.at.millis().div_euclid(1000);
    let id = named.delivery.to_string();
    let signature = sign(secrets, &id, seconds, &rendered.body);
    vec![
        ("user-agent", concat!("Omni-Webhook/", env!("CARGO_PKG_VERSION")).to_owned()),
        ("webhook-signature", signature),
        ("webhook-id", id),
        ("webhook-timestamp", seconds.to_string()),
    ]
}

#[cfg(test)]
mod tests {
    use super::{FORM, headers};
    use omni_app::webhooks::{Named, Rendered};
    use omni_domain::Timestamp;
    use omni_domain::ids::WebhookDeliveryId;
    use uuid::Uuid;

    #[test]
    fn an_overlap_signs_with_both_secrets_and_the_id_is_the_deliverys() {
        let delivery = WebhookDeliveryId(Uuid::from_u128(7));
        let named = Named { delivery, number: 2, replays: 1, at: Timestamp(1_700_000_000_123) };
        let rendered = Rendered { name: "message.received".into(), body: b"{}".to_vec() };
        let secrets = ["whsec_YQ==".to_owned(), "whsec_Yg==".to_owned()];
        let all = headers(&secrets, named, &rendered);
        let value = |name: &str| {
            let found = all.iter().find(|(header, _)| *header == name);
            found.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        assert_eq!(value(FORM.signature).split(' ').count(), 2);
        assert_eq!(value("webhook-id"), delivery.to_string());
        assert_eq!(value("webhook-timestamp"), "1700000000");
    }
}
