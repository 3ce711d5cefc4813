//! Server side of the Noise handshake: XX, IK and `XXfallback`.

use anyhow::{Context as _, bail};
use wacore_binary::consts::{NOISE_PATTERN_IK, NOISE_PATTERN_XX, NOISE_PATTERN_XXFALLBACK};
use wacore_libsignal::protocol::KeyPair;
use wacore_noise::{NoiseCipher, NoiseHandshake};
use waproto::buffa::{Message as _, MessageField};
use waproto::whatsapp::handshake_message::{ClientHello, ServerHello};
use waproto::whatsapp::{ClientPayload, HandshakeMessage};

use super::noise::NoiseIdentity;

/// Outcome of a completed handshake.
pub(crate) struct Established {
    pub(crate) read: NoiseCipher,
    pub(crate) write: NoiseCipher,
    pub(crate) client_key: [u8; 32],
    pub(crate) payload: ClientPayload,
}

/// The server's answer to the client's hello.
pub(crate) enum Answer {
    /// IK: this reply ends the handshake.
    Done(Vec<u8>, Box<Established>),
    /// XX or `XXfallback`: send the reply and wait for the client's finish.
    Continue(Vec<u8>, Box<AwaitFinish>),
}

/// State between the server's hello and the client's finish.
pub(crate) struct AwaitFinish {
    noise: NoiseHandshake,
    ephemeral: KeyPair,
}

/// Answers a client hello. `prologue` is the four-byte connection header.
pub(crate) fn answer_hello(
    identity: &NoiseIdentity,
    prologue: &[u8],
    frame: &[u8],
) -> anyhow::Result<Answer> {
    let hello = HandshakeMessage::decode_from_slice(frame)?
        .client_hello
        .into_option()
        .context("the first frame is not a client hello")?;
    let Some(sealed_static) = hello.r#static.as_deref() else {
        return answer_xx(identity, prologue, &hello, NOISE_PATTERN_XX);
    };
    match answer_ik(identity, prologue, &hello, sealed_static) {
        Ok(answer) => Ok(answer),
        // The client used an outdated server key; an answer that contains the current
        // static key makes it start over within this handshake.
        Err(_) => answer_xx(identity, prologue, &hello, NOISE_PATTERN_XXFALLBACK),
    }
}

fn client_ephemeral(hello: &ClientHello) -> anyhow::Result<&[u8]> {
    let key = hello.ephemeral.as_deref().context("the hello carries no ephemeral key")?;
    if key.len() != 32 {
        bail!("the ephemeral key has {} bytes", key.len());
    }
    Ok(key)
}

fn answer_xx(
    identity: &NoiseIdentity,
    prologue: &[u8],
    hello: &ClientHello,
    pattern: &str,
) -> anyhow::Result<Answer> {
    let theirs = client_ephemeral(hello)?;
    let ephemeral = KeyPair::generate(&mut rand::rng());
    let mut noise = NoiseHandshake::new(pattern, prologue)?;
    noise.authenticate(theirs);
    noise.authenticate(ephemeral.public_key.public_key_bytes());
    noise.mix_shared_secret(ephemeral.private_key.serialize(), theirs)?;
    let sealed_static = noise.encrypt(identity.public())?;
    noise.mix_shared_secret(identity.key.private_key.serialize(), theirs)?;
    let sealed_certificate = noise.encrypt(&identity.certificate)?;
    let reply = server_hello(&ephemeral, Some(sealed_static), sealed_certificate);
    Ok(Answer::Continue(reply, Box::new(AwaitFinish { noise, ephemeral })))
}

fn answer_ik(
    identity: &NoiseIdentity,
    prologue: &[u8],
    hello: &ClientHello,
    sealed_static: &[u8],
) -> anyhow::Result<Answer> {
    let theirs = client_ephemeral(hello)?;
    let sealed_payload = hello.payload.as_deref().context("the hello carries no payload")?;
    let own = identity.key.private_key.serialize();
    let mut noise = NoiseHandshake::new(NOISE_PATTERN_IK, prologue)?;
    noise.authenticate(identity.public());
    noise.authenticate(theirs);
    noise.mix_shared_secret(own, theirs)?;
    let client_key = to_key(&noise.decrypt(sealed_static)?)?;
    noise.mix_shared_secret(own, &client_key)?;
    let payload = ClientPayload::decode_from_slice(&noise.decrypt(sealed_payload)?)?;

    let ephemeral = KeyPair::generate(&mut rand::rng());
    noise.authenticate(ephemeral.public_key.public_key_bytes());
    noise.mix_shared_secret(ephemeral.private_key.serialize(), theirs)?;
    noise.mix_shared_secret(ephemeral.private_key.serialize(), &client_key)?;
    let sealed_certificate = noise.encrypt(&identity.certificate)?;
    let reply = server_hello(&ephemeral, None, sealed_certificate);
    Ok(Answer::Done(reply, Box::new(split(noise, client_key, payload)?)))
}

impl AwaitFinish {
    /// Reads the client's finish and derives the transport keys.
    pub(crate) fn finish(mut self, frame: &[u8]) -> anyhow::Result<Established> {
        let finish = HandshakeMessage::decode_from_slice(frame)?
            .client_finish
            .into_option()
            .context("the second frame is not a client finish")?;
        let sealed_static = finish.r#static.context("the finish carries no static key")?;
        let sealed_payload = finish.payload.context("the finish carries no payload")?;
        let client_key = to_key(&self.noise.decrypt(&sealed_static)?)?;
        self.noise.mix_shared_secret(self.ephemeral.private_key.serialize(), &client_key)?;
        let payload = ClientPayload::decode_from_slice(&self.noise.decrypt(&sealed_payload)?)?;
        split(self.noise, client_key, payload)
    }
}

fn server_hello(ephemeral: &KeyPair, key: Option<Vec<u8>>, payload: Vec<u8>) -> Vec<u8> {
    HandshakeMessage {
        server_hello: MessageField::some(ServerHello {
            ephemeral: Some(ephemeral.public_key.public_key_bytes().to_vec()),
            r#static: key,
            payload: Some(payload),
            ..Default::default()
        }),
        ..Default::default()
    }
    .encode_to_vec()
}

fn split(
    noise: NoiseHandshake,
    client_key: [u8; 32],
    payload: ClientPayload,
) -> anyhow::Result<Established> {
    // The first of the two keys is the initiator's writing key, so the server's reading key.
    let (read, write) = noise.finish()?;
    Ok(Established { read, write, client_key, payload })
}

fn to_key(bytes: &[u8]) -> anyhow::Result<[u8; 32]> {
    bytes.try_into().context("a key must have 32 bytes")
}
