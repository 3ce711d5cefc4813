//! Why a bus could not be set up.

/// The bus cannot work as configured. That NATS does not answer is not among these: the process
/// goes on without it and [`crate::Bus::health`] says so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BusError {
    /// A setting cannot be right.
    #[error("the bus is not configured correctly: {0}")]
    Invalid(String),
}

impl BusError {
    /// A fixed word per variant, for logs and metrics.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Invalid(_) => "bus_invalid",
        }
    }
}
