//! How many connections there are, in all and per address.

use crate::edge::client_network;
use ipnet::IpNet;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// The connections of all listeners of a process. Those of trusted proxies count only in total: a
/// proxy forwards the requests of many clients, which are counted by their forwarded addresses.
#[derive(Debug)]
pub(crate) struct Connections {
    max: usize,
    max_per_address: usize,
    proxies: Vec<IpNet>,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    all: usize,
    by_address: HashMap<IpAddr, usize>,
    /// Requests that trusted proxies forward.
    forwarded: HashMap<IpAddr, usize>,
}

impl Connections {
    pub(crate) fn new(max: usize, max_per_address: usize, proxies: Vec<IpNet>) -> Arc<Self> {
        // No single address may take them all.
        let max_per_address = max_per_address.min((max - max / 4).max(1));
        Arc::new(Self { max, max_per_address, proxies, open: Mutex::default() })
    }

    /// Acquires a slot for a connection from this address, if there is one.
    pub(super) fn acquire(self: &Arc<Self>, peer: IpAddr) -> Option<Slot> {
        let peer = peer.to_canonical();
        let counted = !self.proxies.iter().any(|network| network.contains(&peer));
        let address = counted.then(|| client_network(peer));
        let mut open = self.lock();
        if open.all >= self.max {
            return None;
        }
        if let Some(address) = address {
            count(&mut open.by_address, address, self.max_per_address)?;
        }
        open.all += 1;
        Some(Slot { connections: Arc::clone(self), kind: Kind::Connection(address) })
    }

    /// Acquires a slot for a request that a trusted proxy forwards from this address, if there is one.
    pub(crate) fn acquire_forwarded(self: &Arc<Self>, client: IpAddr) -> Option<Slot> {
        let client = client_network(client);
        count(&mut self.lock().forwarded, client, self.max_per_address)?;
        Some(Slot { connections: Arc::clone(self), kind: Kind::Forwarded(client) })
    }

    /// The most that one address may have.
    pub(crate) const fn max_per_address(&self) -> usize {
        self.max_per_address
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn count(counts: &mut HashMap<IpAddr, usize>, address: IpAddr, max: usize) -> Option<()> {
    let count = counts.entry(address).or_default();
    if *count >= max {
        return None;
    }
    *count += 1;
    Some(())
}

fn uncount(counts: &mut HashMap<IpAddr, usize>, address: IpAddr) {
    if let Some(count) = counts.get_mut(&address) {
        *count -= 1;
        if *count == 0 {
            counts.remove(&address);
        }
    }
}

#[derive(Debug)]
enum Kind {
    Connection(Option<IpAddr>),
    Forwarded(IpAddr),
}

/// One of the connections, or of the forwarded requests, that are allowed; released when dropped.
#[derive(Debug)]
pub(crate) struct Slot {
    connections: Arc<Connections>,
    kind: Kind,
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut open = self.connections.lock();
        match self.kind {
            Kind::Connection(address) => {
                open.all -= 1;
                if let Some(address) = address {
                    uncount(&mut open.by_address, address);
                }
            }
            Kind::Forwarded(client) => uncount(&mut open.forwarded, client),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Connections;
    use std::net::IpAddr;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn no_address_takes_all_slots_and_proxies_are_limited_by_the_total_only() {
        let proxies = vec!["10.0.0.0/8".parse().expect("a network")];
        let connections = Connections::new(8, 100, proxies);
        let of_one: Vec<_> = (0..8).filter_map(|_| connections.acquire(ip("192.0.2.1"))).collect();
        assert_eq!(of_one.len(), 6, "three quarters");
        let proxy: Vec<_> = (0..8).filter_map(|_| connections.acquire(ip("10.0.0.1"))).collect();
        assert_eq!(proxy.len(), 2);
        assert!(connections.acquire(ip("192.0.2.2")).is_none());
        drop(of_one);
        assert!(connections.acquire(ip("192.0.2.2")).is_some());
        drop(proxy);
        let open = connections.lock();
        assert!(open.all == 0 && open.by_address.is_empty());
    }

    #[test]
    fn a_client_with_a_whole_network_is_one_client() {
        let connections = Connections::new(100, 2, Vec::new());
        let slots = ["2001:db8::1", "2001:db8::2:2", "2001:db8::3", "2001:db8:0:1::1"]
            .map(|text| connections.acquire(ip(text)));
        assert_eq!(slots.each_ref().map(Option::is_some), [true, true, false, true]);
        let mapped = ["192.0.2.1", "::ffff:192.0.2.1", "192.0.2.1"]
            .map(|text| connections.acquire(ip(text)));
        assert_eq!(mapped.each_ref().map(Option::is_some), [true, true, false]);
    }

    #[test]
    fn forwarded_requests_count_by_client() {
        let connections = Connections::new(100, 1, Vec::new());
        let first = connections.acquire_forwarded(ip("198.51.100.7"));
        assert!(first.is_some() && connections.acquire_forwarded(ip("198.51.100.7")).is_none());
        assert!(connections.acquire_forwarded(ip("198.51.100.8")).is_some());
        drop(first);
        assert!(connections.acquire_forwarded(ip("198.51.100.7")).is_some());
    }
}
