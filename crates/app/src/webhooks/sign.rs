//! Headers and signatures of deliveries, each envelope's own. The signature is over the raw bytes of
//! the body.

use super::envelope::Rendered;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use omni_domain::Timestamp;
use omni_domain::ids::WebhookDeliveryId;
use omni_domain::webhook::{Envelope, attempt_id, message_id};
use sha2::Sha256;

/// The prefix of secrets; behind it Standard Webhooks has the key in base64.
pub(super) const PREFIX: &str = "whsec_";

/// What the headers of an attempt name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Named {
    pub(super) delivery: WebhookDeliveryId,
    /// Of the attempt, from 1.
    pub(super) number: u32,
    pub(super) replays: u32,
    pub(super) at: Timestamp,
}

fn mac(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}

/// A secret of Standard Webhooks is the key in base64; of the others it is the text.
fn standard_key(secret: &str) -> Vec<u8> {
    let text = secret.strip_prefix(PREFIX).unwrap_or(secret);
    STANDARD.decode(text).unwrap_or_else(|_| secret.as_bytes().to_vec())
}

/// `webhook-signature` of Standard Webhooks: one signature per secret, separated by spaces.
pub fn sign(secrets: &[String], id: &str, seconds: i64, body: &[u8]) -> String {
    let signed = format!("{id}.{seconds}.");
    let each = secrets.iter().map(|secret| {
        let signature = mac(&standard_key(secret), &[signed.as_bytes(), body]);
        format!("v1,{}", STANDARD.encode(signature))
    });
    each.collect::<Vec<_>>().join(" ")
}

/// The headers of an attempt, without the user's own.
pub(super) fn headers(
    envelope: Envelope,
    secrets: &[String],
    named: Named,
    rendered: &Rendered,
) -> Vec<(&'static str, String)> {
    let seconds = named.at.millis().div_euclid(1000);
    let mut headers = vec![("content-type", "application/json".to_owned())];
    match envelope {
        Envelope::Omni => {
            let id = named.delivery.to_string();
            headers
                .push(("user-agent", concat!("Omni-Webhook/", env!("CARGO_PKG_VERSION")).into()));
            headers.push(("webhook-signature", sign(secrets, &id, seconds, &rendered.body)));
            headers.push(("webhook-id", id));
            headers.push(("webhook-timestamp", seconds.to_string()));
        }
        Envelope::Gateway => {
            headers.push(("user-agent", "WhatsAppGateway-Webhook/1.0".into()));
            headers.push(("x-webhook-event", rendered.name.clone().into_owned()));
            let id = attempt_id(named.delivery, named.number);
            headers.push(("x-webhook-delivery-id", id.to_string()));
            headers.push(("x-webhook-timestamp", named.at.to_string()));
            // One signature: with an overlap the present secret's.
            let key = secrets.first().map(String::as_bytes).unwrap_or_default();
            let signature = hex::encode(mac(key, &[&rendered.body]));
            headers.push(("x-webhook-signature", format!("sha256={signature}")));
        }
        Envelope::Wassist => {
            headers.push(("user-agent", "Wassist-Webhook/1.0".into()));
            headers.push(("x-wassist-event", rendered.name.clone().into_owned()));
            let id = message_id(named.delivery, named.replays);
            headers.push(("x-wassist-delivery", id.to_string()));
            headers.push(("x-wassist-timestamp", seconds.to_string()));
            let signed = format!("{seconds}.");
            let each = secrets.iter().map(|secret| {
                let parts = [signed.as_bytes(), &rendered.body];
                format!(",v1={}", hex::encode(mac(secret.as_bytes(), &parts)))
            });
            let signatures: String = each.collect();
            headers.push(("x-wassist-signature", format!("t={seconds}{signatures}")));
        }
    }
    headers
}

#[cfg(test)]
mod tests {
    use super::{Named, headers, sign};
    use crate::webhooks::Rendered;
    use omni_domain::Timestamp;
    use omni_domain::ids::WebhookDeliveryId;
    use omni_domain::webhook::Envelope;
    use uuid::Uuid;

    #[test]
    fn the_example_of_standard_webhooks_has_its_signature() {
        let secrets = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned()];
        let body = br#"{"test": 2432232314}"#;
        let signature = sign(&secrets, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    fn value(envelope: Envelope, secrets: &[&str], name: &str) -> String {
        let rendered = Rendered { name: "message.received".into(), body: b"{\"a\":1}".to_vec() };
        let named = Named {
            delivery: WebhookDeliveryId(Uuid::from_u128(7)),
            number: 2,
            replays: 0,
            at: Timestamp(1_700_000_000_123),
        };
        let secrets: Vec<String> = secrets.iter().map(|text| (*text).to_owned()).collect();
        let all = headers(envelope, &secrets, named, &rendered);
        let found = all.into_iter().find(|(header, _)| *header == name);
        found.map(|(_, value)| value).unwrap_or_default()
    }

    /// The expected values are those of `openssl dgst -sha256 -hmac`.
    #[test]
    fn each_envelope_signs_in_its_own_way() {
        assert_eq!(
            value(Envelope::Gateway, &["secret"], "x-webhook-signature"),
            "sha256=aa9e2e3575f5d7098b6caccd790888c36d5fdb63342a73bada2d6a51747a8494"
        );
        assert_eq!(
            value(Envelope::Wassist, &["secret"], "x-wassist-signature"),
            "t=1700000000,v1=49f24e537407743fa4a0242bb63b94b9a47ee99cbbe071ccd8a22550ae411686"
        );
        assert_eq!(
            value(Envelope::Gateway, &["secret"], "x-webhook-timestamp"),
            "2023-11-14T22:13:20.123Z"
        );
    }

    #[test]
    fn an_overlap_signs_with_both_secrets_and_ids_differ_where_they_should() {
        let both = value(Envelope::Omni, &["whsec_YQ==", "whsec_Yg=="], "webhook-signature");
        assert_eq!(both.split(' ').count(), 2);
        assert_eq!(
            value(Envelope::Wassist, &["a", "b"], "x-wassist-signature").matches("v1=").count(),
            2
        );
        let id = Uuid::from_u128(7).to_string();
        assert_eq!(value(Envelope::Omni, &["x"], "webhook-id"), id);
        assert_eq!(value(Envelope::Wassist, &["x"], "x-wassist-delivery"), id);
        assert_ne!(value(Envelope::Gateway, &["x"], "x-webhook-delivery-id"), id);
    }
}
