//! The one TLS configuration: WhatsApp's public hosts by the usual roots, or, in a sandbox build,
//! any certificate of a loopback server.

use omni_channel::ChannelError;
use std::fmt;
use std::sync::Arc;
use tokio_rustls::TlsConnector;

/// The WebSocket's connector, cheap to hand to each connection.
#[derive(Clone)]
pub(crate) struct Connector(Arc<rustls::ClientConfig>);

impl Connector {
    pub(super) fn new(config: rustls::ClientConfig) -> Self {
        Self(Arc::new(config))
    }

    pub(super) fn config(&self) -> &rustls::ClientConfig {
        &self.0
    }

    pub(super) fn for_websocket(&self) -> tokio_websockets::Connector {
        tokio_websockets::Connector::Rustls(TlsConnector::from(Arc::clone(&self.0)))
    }
}

impl fmt::Debug for Connector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Connector")
    }
}

pub(super) fn client_config() -> Result<rustls::ClientConfig, ChannelError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| ChannelError::Configuration(format!("TLS cannot be set up: {error}")))?;
    Ok(trust(builder))
}

type Builder = rustls::ConfigBuilder<rustls::ClientConfig, rustls::WantsVerifier>;

#[cfg(not(feature = "sandbox"))]
fn trust(builder: Builder) -> rustls::ClientConfig {
    let mut roots = rustls::RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    builder.with_root_certificates(roots).with_no_client_auth()
}

#[cfg(feature = "sandbox")]
fn trust(builder: Builder) -> rustls::ClientConfig {
    builder
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(any::AnyCertificate))
        .with_no_client_auth()
}

/// Self-signed certificates of loopback servers. The guard beside this module keeps every other
/// address out of reach of a build that contains it.
#[cfg(feature = "sandbox")]
mod any {
    use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
    use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
    use rustls::{DigitallySignedStruct, Error, SignatureScheme};

    #[derive(Debug)]
    pub(super) struct AnyCertificate;

    impl ServerCertVerifier for AnyCertificate {
        fn verify_server_cert(
            &self,
            _end_entity: &CertificateDer<'_>,
            _intermediates: &[CertificateDer<'_>],
            _server_name: &ServerName<'_>,
            _ocsp_response: &[u8],
            _now: UnixTime,
        ) -> Result<ServerCertVerified, Error> {
            Ok(ServerCertVerified::assertion())
        }

        fn verify_tls12_signature(
            &self,
            _message: &[u8],
            _cert: &CertificateDer<'_>,
            _dss: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            Ok(HandshakeSignatureValid::assertion())
        }

        fn verify_tls13_signature(
            &self,
            _message: &[u8],
            _cert: &CertificateDer<'_>,
            _dss: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            Ok(HandshakeSignatureValid::assertion())
        }

        fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
            rustls::crypto::ring::default_provider()
                .signature_verification_algorithms
                .supported_schemes()
        }
    }
}
