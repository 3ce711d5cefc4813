//! The TLS settings that the guarded clients share.

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::{CryptoProvider, ring};
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;
use std::sync::{Arc, LazyLock};

/// The system's authorities are some 140 files, read and parsed: once for all clients of the process.
static SHARED: LazyLock<ClientConfig> = LazyLock::new(client_config);

/// Trusts the authorities of the system, or Mozilla's where it has none, as in a container without
/// them. Offers HTTP/2 and HTTP/1.1.
pub(super) fn shared() -> ClientConfig {
    SHARED.clone()
}

fn client_config() -> ClientConfig {
    let provider = Arc::new(ring::default_provider());
    let verifier = verifier(&provider);
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the provider has ciphers of both protocol versions")
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    config
}

fn verifier(provider: &Arc<CryptoProvider>) -> Arc<dyn ServerCertVerifier> {
    match Verifier::new(Arc::clone(provider)) {
        Ok(verifier) => Arc::new(verifier),
        Err(error) => {
            tracing::warn!(%error, "the system has no certificate authorities; Mozilla's are trusted");
            mozillas(provider)
        }
    }
}

/// The authorities that the program itself contains.
fn mozillas(provider: &Arc<CryptoProvider>) -> Arc<dyn ServerCertVerifier> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider))
        .build()
        .expect("the list of authorities is not empty")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustls::pki_types::{CertificateDer, ServerName, UnixTime};

    #[test]
    fn certificates_are_verified_without_authorities_of_the_system() {
        let verifier = mozillas(&Arc::new(ring::default_provider()));
        let name = ServerName::try_from("example.org").unwrap();
        let made_up = CertificateDer::from(vec![0x30, 0x00]);
        assert!(verifier.verify_server_cert(&made_up, &[], &name, &[], UnixTime::now()).is_err());
        assert!(!verifier.supported_verify_schemes().is_empty());
    }

    #[test]
    fn both_versions_of_http_are_offered() {
        assert_eq!(shared().alpn_protocols, [b"h2".to_vec(), b"http/1.1".to_vec()]);
    }
}
