//! A receiver with a certificate of its own, which only takes clients that prove themselves.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::server::WebPkiClientVerifier;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

const HANDSHAKE_LIMIT: Duration = Duration::from_secs(5);

/// What a client of the receiver needs, as PEM texts.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The receiver's certificate.
    pub authority: String,
    /// The certificate by which the client proves itself, with its key.
    pub identity: String,
}

/// The version of HTTP that a receiver agrees to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Protocol {
    Http1,
    Http2,
}

impl Protocol {
    const fn name(self) -> &'static [u8] {
        match self {
            Self::Http1 => b"http/1.1",
            Self::Http2 => b"h2",
        }
    }
}

/// Accepts TCP and does the TLS handshake.
pub(super) struct TlsListener {
    listener: TcpListener,
    acceptor: TlsAcceptor,
}

impl TlsListener {
    /// On a port of the loopback that the system chooses.
    pub(super) async fn bind(protocol: Protocol) -> anyhow::Result<(Self, Credentials)> {
        let server = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()])?;
        let client = rcgen::generate_simple_self_signed(vec!["client.example".to_owned()])?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut known = rustls::RootCertStore::empty();
        known.add(client.cert.der().clone())?;
        let verifier =
            WebPkiClientVerifier::builder_with_provider(Arc::new(known), Arc::clone(&provider))
                .build()?;
        let key = PrivatePkcs8KeyDer::from(server.signing_key.serialize_der());
        let mut config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_client_cert_verifier(verifier)
            .with_single_cert(vec![server.cert.der().clone()], key.into())?;
        config.alpn_protocols = vec![protocol.name().to_vec()];
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let credentials = Credentials {
            authority: server.cert.pem(),
            identity: format!("{}{}", client.cert.pem(), client.signing_key.serialize_pem()),
        };
        Ok((Self { listener, acceptor: TlsAcceptor::from(Arc::new(config)) }, credentials))
    }
}

impl axum::serve::Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let Ok((stream, address)) = self.listener.accept().await else { continue };
            let handshake = tokio::time::timeout(HANDSHAKE_LIMIT, self.acceptor.accept(stream));
            if let Ok(Ok(stream)) = handshake.await {
                return (stream, address);
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}
