//! The measured binary on a data folder, driven as an admin would drive it.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use reqwest::header::ORIGIN;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, Command};

const EMAIL: &str = "bench@example.com";
const PASSWORD: &str = "a pass phrase for the bench";
/// An address at which nobody answers, for installations that are not to ask anybody.
const NOBODY: &str = "http://127.0.0.1:9/v1";

/// A data folder and the binary that works on it.
pub struct Installation {
    folder: PathBuf,
    uptake: PathBuf,
    site: Option<PathBuf>,
    chatgpt: String,
}

impl Installation {
    /// An installation in a folder, which asks nobody until it is told whom.
    pub fn new(folder: &Path, uptake: &Path, site: Option<&Path>) -> Self {
        let (folder, uptake, site) = (folder.to_owned(), uptake.to_owned(), site.map(ToOwned::to_owned));
        Self { folder, uptake, site, chatgpt: NOBODY.to_owned() }
    }

    /// The same, asking for analytics at an address.
    pub fn asking(self, chatgpt: &str) -> Self {
        Self { chatgpt: chatgpt.to_owned(), ..self }
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.uptake);
        command
            .args(args)
            .current_dir(&self.folder)
            .env("UPTAKE_ADDR", "127.0.0.1:0")
            .env("UPTAKE_DATA_DIR", self.folder.join("data"))
            .env("UPTAKE_CHATGPT_BASE_URL", &self.chatgpt)
            .env("UPTAKE_LOG", "warn,server=info")
            .kill_on_drop(true);
        if let Some(site) = &self.site {
            command.env("UPTAKE_SITE_DIR", site);
        }
        command
    }

    /// Runs a command to its end.
    pub async fn done(&self, args: &[&str], input: &str) -> anyhow::Result<()> {
        let mut child = self
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", self.uptake.display()))?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(input.as_bytes()).await?;
        }
        let out = child.wait_with_output().await?;
        ensure!(out.status.success(), "uptake {}: {}", args.join(" "), String::from_utf8_lossy(&out.stderr));
        Ok(())
    }

    /// Keeps bytes in the folder, for a command to read.
    pub fn file(&self, name: &str, bytes: &[u8]) -> anyhow::Result<PathBuf> {
        let path = self.folder.join(name);
        std::fs::write(&path, bytes)?;
        Ok(path)
    }

    /// Makes the account that [`Serving::signed_in`] uses.
    pub async fn make_account(&self) -> anyhow::Result<()> {
        let args = ["user", "create", "--email", EMAIL, "--role", "admin", "--password-stdin"];
        self.done(&args, &format!("{PASSWORD}\n")).await
    }

    /// Starts `serve` and waits until it is ready.
    pub async fn serve(&self) -> anyhow::Result<Serving> {
        let began = Instant::now();
        let mut child = self.command(&["serve"]).stderr(Stdio::piped()).stdout(Stdio::null()).spawn()?;
        let mut lines = BufReader::new(child.stderr.take().context("no output")?).lines();
        let origin = loop {
            let line = lines.next_line().await?.context("serve ended")?;
            if let Some(origin) = origin_in(&line) {
                break origin;
            }
        };
        // The pipe must not fill up while the server is measured.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        let client = reqwest::Client::builder().build()?;
        while !client.get(format!("{origin}/readyz")).send().await.is_ok_and(|answer| answer.status().is_success()) {
            ensure!(child.try_wait()?.is_none(), "serve ended before it was ready");
            // Often enough for a time in seconds, and no burden on what is measured.
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(Serving { child, origin, ready_after: began.elapsed() })
    }
}

/// The address in a line of the log, without a path.
fn origin_in(line: &str) -> Option<String> {
    let (_, rest) = line.split_once("http://127.0.0.1:")?;
    let port: String = rest.chars().take_while(char::is_ascii_digit).collect();
    Some(format!("http://127.0.0.1:{port}"))
}

/// A running server; ends with this value.
pub struct Serving {
    child: Child,
    origin: String,
    /// From the start of the process to the first 200 of `/readyz`.
    pub ready_after: Duration,
}

impl Serving {
    /// The URL of a path.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// The number of its process.
    pub fn process(&self) -> Option<u32> {
        self.child.id()
    }

    /// Ends it and waits until it is gone.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        Ok(self.child.kill().await?)
    }

    /// A client with a session.
    pub async fn signed_in(&self) -> anyhow::Result<reqwest::Client> {
        let client = reqwest::Client::builder().cookie_store(true).build()?;
        let form = [("email", EMAIL), ("password", PASSWORD), ("next", "/")];
        let answer = client.post(self.url("/auth/sign-in")).header(ORIGIN, &self.origin).form(&form).send().await?;
        ensure!(answer.status().is_success() && answer.url().path() == "/", "signing in led to {}", answer.url());
        Ok(client)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_without_its_path() {
        let line = "http://127.0.0.1:4711/set-up/token";
        assert_eq!(origin_in(line).as_deref(), Some("http://127.0.0.1:4711"));
        assert_eq!(origin_in("INFO nothing here"), None);
    }
}
