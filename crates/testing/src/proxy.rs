//! A connection's detour over this process, for tests of what a failing network does.

use std::net::SocketAddr;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_util::task::AbortOnDropHandle;

/// What happens to connections and their bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Passage {
    /// They pass.
    Open,
    /// They are held: neither side is notified.
    Silent,
    /// Connections are closed, new ones at once.
    Closed,
}

/// Listens on loopback, and forwards every connection to one address until it is cut.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    passage: watch::Sender<Passage>,
    _listening: AbortOnDropHandle<()>,
}

impl Proxy {
    /// Forwards to `target`, as `host:port`.
    pub async fn to(target: impl Into<String>) -> Self {
        let target = target.into();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let passage = watch::Sender::new(Passage::Open);
        let accepting = accept(listener, target, passage.subscribe());
        let listening = AbortOnDropHandle::new(tokio::spawn(accepting));
        Self { address, passage, _listening: listening }
    }

    /// Where clients connect instead.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Holds every byte, as a network that loses packets: neither side is notified.
    pub fn silence(&self) {
        self.passage.send_replace(Passage::Silent);
    }

    /// Closes all connections, and new ones at once.
    pub fn cut(&self) {
        self.passage.send_replace(Passage::Closed);
    }

    /// Forwards again; what was held arrives.
    pub fn mend(&self) {
        self.passage.send_replace(Passage::Open);
    }
}

async fn accept(listener: TcpListener, target: String, passage: watch::Receiver<Passage>) {
    while let Ok((client, _)) = listener.accept().await {
        if *passage.borrow() == Passage::Closed {
            continue;
        }
        tokio::spawn(forward(client, target.clone(), passage.clone()));
    }
}

/// One connection, until a side closes it, the proxy is cut, or dropped.
async fn forward(client: TcpStream, target: String, passage: watch::Receiver<Passage>) {
    let Ok(server) = TcpStream::connect(target).await else { return };
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let both = async {
        tokio::join!(
            pump(from_client, to_server, passage.clone()),
            pump(from_server, to_client, passage.clone())
        )
    };
    let mut ended = passage.clone();
    tokio::select! {
        _ = both => {}
        _ = ended.wait_for(|now| *now == Passage::Closed) => {}
    }
}

async fn pump(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut passage: watch::Receiver<Passage>,
) {
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(count) = from.read(&mut buffer).await {
        if passage.wait_for(|now| *now == Passage::Open).await.is_err() {
            return;
        }
        if count == 0 || to.write_all(&buffer[..count]).await.is_err() {
            break;
        }
    }
    let _ = to.shutdown().await;
}

#[cfg(test)]
mod tests {
    use super::Proxy;
    use std::time::Duration;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::{TcpListener, TcpStream};

    #[tokio::test]
    async fn bytes_pass_are_held_and_are_cut_off() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let target = listener.local_addr().unwrap().to_string();
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let (mut read, mut write) = socket.split();
                    tokio::io::copy(&mut read, &mut write).await
                });
            }
        });
        let proxy = Proxy::to(target).await;
        let mut client = TcpStream::connect(proxy.address()).await.unwrap();
        let mut answer = [0; 4];
        client.write_all(b"one.").await.unwrap();
        client.read_exact(&mut answer).await.unwrap();
        assert_eq!(&answer, b"one.");

        proxy.silence();
        client.write_all(b"two.").await.unwrap();
        let held = Duration::from_millis(100);
        assert!(tokio::time::timeout(held, client.read_exact(&mut answer)).await.is_err());
        proxy.mend();
        client.read_exact(&mut answer).await.unwrap();
        assert_eq!(&answer, b"two.");

        proxy.cut();
        assert!(client.read_exact(&mut answer).await.is_err(), "it is closed");
        let mut refused = TcpStream::connect(proxy.address()).await.unwrap();
        assert!(refused.read_exact(&mut answer).await.is_err(), "new ones are closed");
    }
}
