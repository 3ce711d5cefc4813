//! The simulated network of `omni serve --sandbox`.

use futures::FutureExt as _;
use futures::future::BoxFuture;
use omni_app::simulation::{Refusal, SimulatedMessage, SimulatedNetwork};
use omni_domain::Timestamp;
use omni_sandbox::whatsapp::{Network, NetworkOptions, Phone};

/// Arrivals that a phone keeps, at most.
const LOG_LIMIT: usize = 1000;

/// A network inside this process, whose phones the API controls.
#[derive(Debug, Clone)]
pub(crate) struct Simulated(Network);

impl Simulated {
    pub(crate) async fn start() -> anyhow::Result<Self> {
        let options = NetworkOptions { log_limit: LOG_LIMIT, ..NetworkOptions::default() };
        Ok(Self(Network::start(options).await?))
    }

    /// The address for `whatsapp.url`.
    pub(crate) fn url(&self) -> String {
        self.0.ws_url()
    }

    pub(crate) async fn stop(&self) {
        self.0.stop().await;
    }

    fn phone(&self, number: &str) -> Result<Phone, Refusal> {
        self.0.phone(number).ok_or_else(|| "there is no such phone".to_owned())
    }
}

/// An error of the network, as people read it.
fn refusal(error: &anyhow::Error) -> Refusal {
    format!("{error:#}")
}

/// The number of an address: `5511900000001@…`, with or without a device.
fn number_of(address: &str) -> String {
    address.chars().take_while(char::is_ascii_digit).collect()
}

impl SimulatedNetwork for Simulated {
    fn create<'a>(&'a self, number: &'a str, name: &'a str) -> BoxFuture<'a, Result<(), Refusal>> {
        async move {
            let made = self.0.create_phone(number, name).await;
            made.map(drop).map_err(|error| refusal(&error))
        }
        .boxed()
    }

    fn scan<'a>(&'a self, number: &'a str, qr: &'a str) -> BoxFuture<'a, Result<(), Refusal>> {
        async move {
            let phone = self.phone(number)?;
            phone.scan(qr).await.map_err(|error| refusal(&error))
        }
        .boxed()
    }

    fn send<'a>(
        &'a self,
        number: &'a str,
        to: &'a str,
        text: &'a str,
    ) -> BoxFuture<'a, Result<String, Refusal>> {
        async move {
            let phone = self.phone(number)?;
            phone.send_text(to, text).await.map_err(|error| refusal(&error))
        }
        .boxed()
    }

    fn received(&self, number: &str) -> Vec<SimulatedMessage> {
        let Ok(phone) = self.phone(number) else { return Vec::new() };
        let arrivals = phone.received().into_iter().filter(|one| !one.from_me);
        let messages = arrivals.map(|one| SimulatedMessage {
            id: one.id.clone(),
            from: number_of(&one.from),
            text: one.text().map(str::to_owned),
            sent_at: Timestamp(
                i64::try_from(one.timestamp).unwrap_or(i64::MAX).saturating_mul(1000),
            ),
        });
        messages.collect()
    }
}
