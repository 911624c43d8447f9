//! A folder to run the binary in, and what comes of it.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

/// A folder to run commands in, with its data.
pub struct Desk {
    pub folder: TempDir,
    openai: String,
}

impl Desk {
    pub fn new(openai: &str) -> Self {
        Self { folder: tempfile::tempdir().unwrap(), openai: openai.to_owned() }
    }

    pub fn alone() -> Self {
        Self::new("http://127.0.0.1:9/v1")
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_uptake"));
        command.args(args).current_dir(self.folder.path()).env_clear();
        command.env("UPTAKE_CHATGPT_BASE_URL", &self.openai).env("UPTAKE_BACKFILL_DAYS", "12");
        command
    }

    pub fn run(&self, args: &[&str]) -> Ended {
        Ended::of(self.command(args).stdin(Stdio::null()).output().unwrap())
    }

    pub fn run_with_input(&self, args: &[&str], input: &str) -> Ended {
        let mut command = self.command(args);
        let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = piped.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        Ended::of(child.wait_with_output().unwrap())
    }

    pub fn file(&self, name: &str, content: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }
}

#[derive(Debug)]
pub struct Ended {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ended {
    pub fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// The last line on standard error.
    pub fn last(&self) -> &str {
        self.err.lines().last().unwrap_or_default()
    }
}

/// A running server; killed when dropped.
pub struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A running server that listens.
pub struct Served {
    _running: Running,
    pub url: String,
}

impl Desk {
    /// Serves what is in a data folder, and waits until it listens.
    pub fn serve(&self, data: &str) -> Served {
        let mut command = self.command(&["serve", "--addr", "127.0.0.1:0", "--data-dir", data]);
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut running = Running(child);
        let mut lines = BufReader::new(running.0.stderr.take().unwrap()).lines();
        let listens = lines.by_ref().map(Result::unwrap).find(|line| line.contains("listens; open http://")).unwrap();
        let (_, url) = listens.split_once("open ").unwrap();
        let url = url.split_whitespace().next().unwrap().to_owned();
        // What it says later must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Served { _running: running, url }
    }
}
