use super::SimulatedNetwork;
use crate::error::Error;
use omni_domain::PhoneNumber;
use omni_domain::ids::TenantId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// Simulated phones of a process, at most.
pub const PHONES_MAX: usize = 100;

/// The simulated network of this process, if it has one, and the phones that were made in it.
#[derive(Debug, Default)]
pub struct Simulation {
    network: OnceLock<Arc<dyn SimulatedNetwork>>,
    phones: Mutex<HashMap<PhoneNumber, TenantId>>,
}

impl Simulation {
    /// Sets the network to which the server's WhatsApp channel is connected; only the first call has an
    /// effect.
    pub fn plug(&self, network: Arc<dyn SimulatedNetwork>) {
        let _ = self.network.set(network);
    }

    /// Whether phones can be made.
    pub fn is_available(&self) -> bool {
        self.network.get().is_some()
    }

    pub(super) fn network(&self) -> Result<Arc<dyn SimulatedNetwork>, Error> {
        self.network.get().cloned().ok_or_else(|| {
            Error::not_supported(
                "this server is not connected to a simulated network; start it with `--sandbox`, \
                 in a build that has one",
            )
        })
    }

    /// The network, if this tenant made the phone.
    pub(super) fn phone_of(
        &self,
        number: &PhoneNumber,
        tenant: TenantId,
    ) -> Option<Arc<dyn SimulatedNetwork>> {
        let is_own = self.phones().get(number) == Some(&tenant);
        self.network.get().filter(|_| is_own).cloned()
    }

    /// Takes a number for a tenant, within the bound.
    pub(super) fn reserve(&self, number: &PhoneNumber, tenant: TenantId) -> Result<(), Error> {
        let mut phones = self.phones();
        if phones.contains_key(number) {
            return Err(Error::conflict("a simulated phone has this number; choose another"));
        }
        if phones.len() >= PHONES_MAX {
            return Err(Error::conflict(format!(
                "this server has {PHONES_MAX} simulated phones, and no more; use one of them"
            )));
        }
        phones.insert(number.clone(), tenant);
        Ok(())
    }

    pub(super) fn release(&self, number: &PhoneNumber) {
        self.phones().remove(number);
    }

    fn phones(&self) -> MutexGuard<'_, HashMap<PhoneNumber, TenantId>> {
        self.phones.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
