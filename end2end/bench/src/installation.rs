//! An installation of the measured binary in a temporary folder, driven as an admin would.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context, ensure};
use domain::Day;
use reqwest::header::ORIGIN;
use secrecy::ExposeSecret;
use simulator::Simulator;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, Command};

const EMAIL: &str = "bench@example.com";
const PASSWORD: &str = "a pass phrase for the bench";

/// The running UTC day.
pub fn today() -> anyhow::Result<Day> {
    let seconds = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_secs();
    Day::from_unix(i64::try_from(seconds)?).context("the clock is wrong")
}

/// A data folder and the binary that works on it.
pub struct Installation {
    folder: TempDir,
    uptake: PathBuf,
    site: Option<PathBuf>,
    chatgpt: String,
}

impl Installation {
    /// An empty installation that asks the simulator.
    pub fn new(uptake: PathBuf, site: Option<PathBuf>, simulator: &Simulator) -> anyhow::Result<Self> {
        Ok(Self { folder: tempfile::tempdir()?, uptake, site, chatgpt: simulator.base_url().to_string() })
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.uptake);
        command
            .args(args)
            .current_dir(self.folder.path())
            .env("UPTAKE_ADDR", "127.0.0.1:0")
            .env("UPTAKE_DATA_DIR", self.folder.path().join("data"))
            .env("UPTAKE_CHATGPT_BASE_URL", &self.chatgpt)
            .env("UPTAKE_LOG", "warn,server=info")
            .kill_on_drop(true);
        if let Some(site) = &self.site {
            command.env("UPTAKE_SITE_DIR", site);
        }
        command
    }

    async fn done(&self, args: &[&str], input: &str) -> anyhow::Result<()> {
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

    fn file(&self, name: &str, text: &[u8]) -> anyhow::Result<PathBuf> {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text)?;
        Ok(path)
    }

    /// Keeps a page's bytes for the constant handler.
    pub fn keep(&self, body: &[u8]) -> anyhow::Result<PathBuf> {
        self.file("page.html", body)
    }

    /// Connects and backfills.
    pub async fn connect(&self, simulator: &Simulator) -> anyhow::Result<()> {
        let key = self.file("key", simulator.key().expose_secret().as_bytes())?;
        let workspace = simulator.workspace().to_string();
        self.done(&["connect", "--name", "main", "--workspace", &workspace, "--key-file", text(&key)?], "").await
    }

    /// Imports the organisation's teams and makes an account.
    pub async fn import_teams(&self, simulator: &Simulator) -> anyhow::Result<()> {
        let csv = self.file("teams.csv", simulator.teams_csv().as_bytes())?;
        self.done(&["import", "teams", text(&csv)?], "").await?;
        self.done(
            &["user", "create", "--email", EMAIL, "--role", "admin", "--password-stdin"],
            &format!("{PASSWORD}\n"),
        )
        .await
    }

    /// Starts `serve` and waits until it is ready.
    pub async fn serve(&self) -> anyhow::Result<Serving> {
        let began = Instant::now();
        let mut child = self.command(&["serve"]).stderr(Stdio::piped()).stdout(Stdio::null()).spawn()?;
        let mut lines = BufReader::new(child.stderr.take().context("no output")?).lines();
        let origin = loop {
            let line = lines.next_line().await?.context("serve ended")?;
            if let Some(at) = line.find("http://127.0.0.1:") {
                let url: String =
                    line.get(at..).unwrap_or_default().chars().take_while(|c| !c.is_whitespace()).collect();
                break url.trim_end_matches('/').to_owned();
            }
        };
        // The pipe must not fill up while the server is measured.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        let client = reqwest::Client::builder().build()?;
        while !client.get(format!("{origin}/readyz")).send().await.is_ok_and(|answer| answer.status().is_success()) {
            tokio::task::yield_now().await;
        }
        Ok(Serving { _child: child, origin, ready_after: began.elapsed() })
    }
}

fn text(path: &Path) -> anyhow::Result<&str> {
    path.to_str().context("a path that is no text")
}

/// A running server; ends with this value.
pub struct Serving {
    _child: Child,
    origin: String,
    /// From the start of the process to the first 200 of `/readyz`.
    pub ready_after: Duration,
}

impl Serving {
    /// The URL of a path.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
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
