//! Ports of servers that are started, ended and started again at the same address.

use std::hash::{BuildHasher as _, RandomState};
use std::net::TcpListener;
use std::ops::Range;

/// Below the ports that the system chooses itself, for connections and for servers without a port of their
/// own: none of the tests beside takes one of these while its server is not running.
const PORTS: Range<u16> = 20_000..32_000;

/// A port on which no server listens.
pub fn free_port() -> u16 {
    loop {
        let random = RandomState::new().hash_one(());
        let number = random % u64::from(PORTS.end - PORTS.start);
        let port = PORTS.start + u16::try_from(number).unwrap();
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}
