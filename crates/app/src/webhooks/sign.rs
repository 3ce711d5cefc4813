//! Signatures of deliveries, over the raw bytes of the body. How a header spells one is its dialect's.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// The prefix of secrets; behind it Standard Webhooks has the key in base64.
pub(super) const PREFIX: &str = "whsec_";

fn mac(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}

/// HMAC-SHA256 of the parts in this order, as hexadecimal digits.
pub fn hex_mac(key: &[u8], parts: &[&[u8]]) -> String {
    hex::encode(mac(key, parts))
}

/// A secret of Standard Webhooks is the key in base64; of the others it is the text.
fn standard_key(secret: &str) -> Vec<u8> {
    let text = secret.strip_prefix(PREFIX).unwrap_or(secret);
    STANDARD.decode(text).unwrap_or_else(|_| secret.as_bytes().to_vec())
}

/// The signature of Standard Webhooks: one per secret, separated by spaces.
pub fn sign(secrets: &[String], id: &str, seconds: i64, body: &[u8]) -> String {
    let signed = format!("{id}.{seconds}.");
    let each = secrets.iter().map(|secret| {
        let signature = mac(&standard_key(secret), &[signed.as_bytes(), body]);
        format!("v1,{}", STANDARD.encode(signature))
    });
    each.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::sign;

    #[test]
    fn the_example_of_standard_webhooks_has_its_signature() {
        let secrets = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned()];
        let body = br#"{"test": 2432232314}"#;
        let signature = sign(&secrets, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
