//! Resolves hosts that users name, for connections that are not HTTP.

use super::guard::{Guard, Refused};
use async_trait::async_trait;
use omni_channel::{HostRefused, HostResolver};
use std::net::SocketAddr;

#[async_trait]
impl HostResolver for Guard {
    async fn resolve(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, HostRefused> {
        self.addresses(host, port).await.map_err(|refused| match refused {
            Refused::Private => HostRefused::Private,
            Refused::NotAUrl | Refused::Scheme | Refused::Credentials => HostRefused::Unresolved,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Guard, HostRefused, HostResolver};
    use std::time::Duration;

    async fn first(allow: &[&str], host: &str) -> Result<String, HostRefused> {
        let allow: Vec<String> = allow.iter().map(|text| (*text).to_owned()).collect();
        let guard = Guard::new(&allow, Duration::from_secs(1));
        let found = guard.resolve(host, 1080).await?;
        Ok(found[0].to_string())
    }

    #[tokio::test]
    async fn private_hosts_are_reached_only_if_they_are_allowed() {
        let here = "127.0.0.1";
        assert_eq!(first(&[], here).await, Err(HostRefused::Private));
        assert_eq!(first(&[], "::1").await, Err(HostRefused::Private));
        assert_eq!(first(&[], "printer.local").await, Err(HostRefused::Private));
        assert_eq!(first(&[here], here).await.as_deref(), Ok("127.0.0.1:1080"));
        assert_eq!(first(&[], "192.0.2.1").await, Err(HostRefused::Private));
        assert_eq!(first(&[], "1.1.1.1").await.as_deref(), Ok("1.1.1.1:1080"));
        assert_eq!(first(&[], "no such host").await, Err(HostRefused::Unresolved));
    }
}
