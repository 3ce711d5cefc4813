//! Why a bus could not be set up.

/// The bus cannot work as configured. An unreachable NATS server is not an error: the process
/// continues without it and [`crate::Bus::health`] reports it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BusError {
    /// An invalid setting.
    #[error("the bus is not configured correctly: {0}")]
    Invalid(String),
}

impl BusError {
    /// A stable code per variant, for logs and metrics.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Invalid(_) => "bus_invalid",
        }
    }
}
