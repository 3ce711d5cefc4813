//! The server's long-term Noise key and its certificate chain.

use rand::SeedableRng;
use rand::rngs::StdRng;
use wacore_libsignal::protocol::KeyPair;
use waproto::buffa::{Message as _, MessageField};
use waproto::whatsapp::CertChain;
use waproto::whatsapp::cert_chain::{NoiseCertificate, noise_certificate::Details};

use super::node::now_secs;

const YEAR: u64 = 365 * 24 * 60 * 60;

/// Static key pair of the chat server with its certificate chain.
///
/// The chain is valid except for its root, which is not WhatsApp's: only a client that skips that
/// check, or is given this root, accepts it.
pub(crate) struct NoiseIdentity {
    pub(crate) key: KeyPair,
    pub(crate) certificate: Vec<u8>,
    /// Public half of the key that signs the chain.
    pub(crate) root: [u8; 32],
}

impl NoiseIdentity {
    /// The identity that belongs to a seed: the same seed gives the same key.
    pub(crate) fn from_seed(bytes: [u8; 32]) -> anyhow::Result<Self> {
        let mut rng = StdRng::from_seed(bytes);
        let root = KeyPair::generate(&mut rng);
        let intermediate = KeyPair::generate(&mut rng);
        let key = KeyPair::generate(&mut rng);
        let intermediate_details = details(1, 0, &intermediate);
        let leaf_details = details(2, 1, &key);
        let chain = CertChain {
            intermediate: MessageField::some(sign(&root, intermediate_details, &mut rng)?),
            leaf: MessageField::some(sign(&intermediate, leaf_details, &mut rng)?),
        };
        let root = root.public_key.public_key_bytes().try_into()?;
        Ok(Self { key, certificate: chain.encode_to_vec(), root })
    }

    /// Public half of the static key.
    pub(crate) fn public(&self) -> &[u8] {
        self.key.public_key.public_key_bytes()
    }
}

fn details(serial: u32, issuer: u32, key: &KeyPair) -> Vec<u8> {
    let now = now_secs();
    Details {
        serial: Some(serial),
        issuer_serial: Some(issuer),
        key: Some(key.public_key.public_key_bytes().to_vec()),
        not_before: Some(now.saturating_sub(YEAR)),
        not_after: Some(now + 10 * YEAR),
    }
    .encode_to_vec()
}

fn sign(issuer: &KeyPair, details: Vec<u8>, rng: &mut StdRng) -> anyhow::Result<NoiseCertificate> {
    let signature = issuer.calculate_signature(&details, rng)?;
    Ok(NoiseCertificate { details: Some(details), signature: Some(signature.to_vec()) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use wacore_libsignal::protocol::PublicKey;

    #[test]
    fn the_chain_verifies_with_its_root() {
        let identity = NoiseIdentity::from_seed([7; 32]).unwrap();
        let chain = CertChain::decode_from_slice(&identity.certificate).unwrap();
        let intermediate = chain.intermediate.into_option().unwrap();
        let root = PublicKey::from_djb_public_key_bytes(&identity.root).unwrap();
        let (details, signature) = (intermediate.details.unwrap(), intermediate.signature.unwrap());
        assert!(root.verify_signature(&details, &signature));
    }
}
