//! Options of a network.

use serde::{Deserialize, Serialize};

/// Which of an account's two addresses others see as the sender.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Addressing {
    /// The phone number (`…@s.whatsapp.net`).
    #[default]
    Pn,
    /// The hidden identity (`…@lid`).
    Lid,
}

/// Settings of a [`Network`](super::Network). Ports of 0 are chosen by the system.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default)]
pub struct NetworkOptions {
    /// Port of the chat server.
    pub ws_port: u16,
    /// Port of the media server (HTTPS, self-signed).
    pub media_port: u16,
    /// Port of the JSON control interface; none starts no such interface.
    pub control_port: Option<u16>,
    /// Derives the server key and the phones' keys, the same at every start, so that
    /// a client with a cached server key can resume after a restart.
    pub seed: Option<u64>,
    /// Address that new accounts and groups show.
    pub addressing: Addressing,
    /// How many arrivals, receipts and the like each phone keeps.
    pub log_limit: usize,
    /// How many sent messages each phone keeps to answer retry receipts.
    pub sent_limit: usize,
    /// A device is notified to upload one-time keys when fewer than this are left.
    pub low_prekeys: usize,
    /// Largest upload that the media server accepts, in bytes.
    pub media_limit: usize,
    /// End the connection with stream error 515 after pairing, as the real network does.
    pub restart_after_pairing: bool,
}

impl Default for NetworkOptions {
    fn default() -> Self {
        Self {
            ws_port: 0,
            media_port: 0,
            control_port: None,
            seed: None,
            addressing: Addressing::Pn,
            log_limit: 10_000,
            sent_limit: 2_000,
            low_prekeys: 10,
            media_limit: 100 * 1024 * 1024,
            restart_after_pairing: true,
        }
    }
}
