//! The release binary as a child process, and the kernel's figures of it.

use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

pub(crate) const KEY: &str = "omni_sk_benchBenchBenchBenchBenchBench12";

pub(crate) struct Omni {
    pub child: Child,
    pub port: u16,
    /// From the start of the process to its first accepted connection.
    pub listening_after: Duration,
}

impl Omni {
    pub(crate) async fn start(
        omni: &Path,
        folder: &Path,
        ws_url: &str,
        database: Option<&str>,
    ) -> Result<Self> {
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let log = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(folder.join("server.log"))?;
        let mut command = Command::new(omni);
        command
            .arg("serve")
            .env("OMNI__SERVER__PORT", port.to_string())
            .env("OMNI__DATA__DIR", folder.join("data"))
            .env("OMNI__WHATSAPP__URL", ws_url)
            .env("OMNI__WHATSAPP__VERSION", "2.3000.1")
            .env("OMNI__OUTBOUND__ALLOW", r#"["127.0.0.1"]"#)
            .env("OMNI__LOG__LEVEL", "warn")
            .env("OMNI_API_KEY", KEY)
            .env("OMNI_SECRET_KEY", "the nodes of the bench share this key")
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .kill_on_drop(true);
        if let Some(url) = database {
            command.env("OMNI_DATABASE_URL", url);
        }
        let began = Instant::now();
        let child =
            command.spawn().with_context(|| format!("{} cannot be started", omni.display()))?;
        loop {
            if TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                return Ok(Self { child, port, listening_after: began.elapsed() });
            }
            if began.elapsed() > Duration::from_secs(20) {
                let log = std::fs::read_to_string(folder.join("server.log")).unwrap_or_default();
                bail!("the server does not listen:\n{log}");
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Resident memory now, MiB.
    pub(crate) fn resident(&self) -> Result<f64> {
        self.status("VmRSS:")
    }

    /// Peak resident memory, MiB.
    pub(crate) fn peak(&self) -> Result<f64> {
        self.status("VmHWM:")
    }

    /// Resets the peak.
    pub(crate) fn reset_peak(&self) -> Result<()> {
        let pid = self.child.id().context("it runs")?;
        std::fs::write(format!("/proc/{pid}/clear_refs"), "5")?;
        Ok(())
    }

    fn status(&self, line: &str) -> Result<f64> {
        let pid = self.child.id().context("it runs")?;
        let text = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
        let kib = text
            .lines()
            .find_map(|found| found.strip_prefix(line))
            .and_then(|rest| rest.trim().strip_suffix(" kB"))
            .context("the kernel reports it")?;
        Ok(kib.trim().parse::<f64>()? / 1024.0)
    }

    pub(crate) async fn terminate(mut self) -> Result<()> {
        let pid = self.child.id().context("it runs")?;
        Command::new("kill").arg("-TERM").arg(pid.to_string()).status().await?;
        tokio::time::timeout(Duration::from_secs(30), self.child.wait()).await??;
        Ok(())
    }
}
