//! Signatures of an account over its linked devices.

use hmac::{Hmac, KeyInit as _, Mac as _};
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use sha2::Sha256;
use wacore_libsignal::protocol::IdentityKeyPair;
use waproto::buffa::Message as _;
use waproto::whatsapp::{
    ADVDeviceIdentity, ADVEncryptionType, ADVKeyIndexList, ADVSignedDeviceIdentity,
    ADVSignedDeviceIdentityHMAC, ADVSignedKeyIndexList,
};

/// Prefix of the data that the account signs for a device.
const ACCOUNT_SIGNATURE: &[u8] = &[6, 0];
/// Prefix of the data that the account signs for the list of its devices.
const KEY_INDEX_SIGNATURE: &[u8] = &[6, 2];

/// What the account states about one device.
pub(crate) struct DeviceStatement<'a> {
    pub(crate) raw_id: u32,
    pub(crate) timestamp: u64,
    pub(crate) key_index: u32,
    /// Identity key of the device.
    pub(crate) device_key: &'a [u8; 32],
    /// Secret shared by QR or code, which proves that the phone read it.
    pub(crate) secret: &'a [u8],
}

/// The container that `pair-success` carries.
pub(crate) fn device_identity(
    account: &IdentityKeyPair,
    statement: &DeviceStatement<'_>,
) -> anyhow::Result<Vec<u8>> {
    let details = ADVDeviceIdentity {
        raw_id: Some(statement.raw_id),
        timestamp: Some(statement.timestamp),
        key_index: Some(statement.key_index),
        account_type: Some(ADVEncryptionType::E2EE),
        device_type: Some(ADVEncryptionType::E2EE),
    }
    .encode_to_vec();
    let message = [ACCOUNT_SIGNATURE, &details, statement.device_key].concat();
    let signature = account.private_key().calculate_signature(&message, &mut fresh_rng())?;
    let signed = ADVSignedDeviceIdentity {
        details: Some(details),
        account_signature_key: Some(account.public_key().public_key_bytes().to_vec()),
        account_signature: Some(signature.to_vec()),
        device_signature: None,
    }
    .encode_to_vec();
    let mut mac = Hmac::<Sha256>::new_from_slice(statement.secret)?;
    mac.update(&signed);
    Ok(ADVSignedDeviceIdentityHMAC {
        details: Some(signed),
        hmac: Some(mac.finalize().into_bytes().to_vec()),
        account_type: None,
    }
    .encode_to_vec())
}

/// The signed list of key indexes that accompanies a device list.
pub(crate) fn key_index_list(
    account: &IdentityKeyPair,
    raw_id: u32,
    timestamp: u64,
    indexes: Vec<u32>,
) -> anyhow::Result<Vec<u8>> {
    let details = ADVKeyIndexList {
        raw_id: Some(raw_id),
        timestamp: Some(timestamp),
        current_index: Some(indexes.iter().copied().max().unwrap_or(0)),
        valid_indexes: indexes,
        account_type: Some(ADVEncryptionType::E2EE),
    }
    .encode_to_vec();
    let message = [KEY_INDEX_SIGNATURE, details.as_slice()].concat();
    let signature = account.private_key().calculate_signature(&message, &mut fresh_rng())?;
    Ok(ADVSignedKeyIndexList {
        details: Some(details),
        account_signature: Some(signature.to_vec()),
        account_signature_key: Some(account.public_key().public_key_bytes().to_vec()),
    }
    .encode_to_vec())
}

/// A generator that may be held across an await.
pub(crate) fn fresh_rng() -> StdRng {
    StdRng::from_rng(&mut rand::rng())
}
