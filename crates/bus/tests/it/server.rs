//! A NATS server of a test's own.

use omni_bus::NatsConfig;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const INSTALL: &str = "apt-get install -y nats-server && nats-server -js";

/// A server that a test may stop and start.
pub(crate) struct OwnServer {
    port: u16,
    dir: tempfile::TempDir,
    process: Option<Child>,
    options: &'static [&'static str],
}

impl OwnServer {
    /// Chooses a port; nothing listens on it yet.
    pub(crate) fn stopped(options: &'static [&'static str]) -> Self {
        let port = omni_testing::free_port();
        Self { port, dir: tempfile::tempdir().unwrap(), process: None, options }
    }

    pub(crate) async fn start(&mut self) {
        let process = Command::new("nats-server")
            .args(["-a", "127.0.0.1", "-p", &self.port.to_string()])
            .args(self.options)
            .arg("-sd")
            .arg(self.dir.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("cannot run nats-server ({error}); {INSTALL}"));
        self.process = Some(process);
        for _ in 0..200 {
            if tokio::net::TcpStream::connect(("127.0.0.1", self.port)).await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("nats-server did not start");
    }

    pub(crate) fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }

    pub(crate) fn config(&self) -> NatsConfig {
        NatsConfig {
            url: format!("nats://127.0.0.1:{}", self.port),
            prefix: "own".to_owned(),
            ..NatsConfig::default()
        }
    }

    pub(crate) fn url(&self) -> String {
        self.config().url
    }
}

impl Drop for OwnServer {
    fn drop(&mut self) {
        self.stop();
    }
}
