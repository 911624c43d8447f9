//! The command line. Each command is one file; here is what they share: flags, exit codes, and where text goes.
//!
//! What a program may want to read (a token, a link) is alone on standard output; everything for people goes to
//! standard error. Keys and passwords come from files or standard input, never from arguments.

mod backup;
mod check;
mod connect;
mod connection;
mod export;
mod failure;
mod import;
mod progress;
mod restore;
mod secret;
mod serve;
mod sync;
mod token;
mod user;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand};

pub use self::failure::Failure;
pub use self::serve::serve_until_shutdown;

use crate::clock::SystemClock;
use crate::config::{Config, Sources};
use crate::state::{AppState, Deps};
use crate::{shutdown, telemetry};

/// How your organisation takes up OpenAI Codex.
#[derive(Debug, Parser)]
#[command(name = "uptake", version, propagate_version = true, arg_required_else_help = true)]
pub struct Cli {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

/// Settings that every command takes; each is also a line of uptake.toml and a variable `UPTAKE_…`.
#[derive(Debug, Args)]
struct Settings {
    /// Configuration file (default: uptake.toml in this folder, if there is one).
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder of the database and the secret key (default: ./data).
    #[arg(long, global = true, value_name = "DIR")]
    data_dir: Option<String>,
    /// Address and port to listen on (default: 127.0.0.1:3000).
    #[arg(long, global = true, value_name = "ADDR:PORT")]
    addr: Option<String>,
    /// How browsers reach it, for example <https://uptake.example.com>.
    #[arg(long, global = true, value_name = "URL")]
    public_url: Option<String>,
    /// What is logged: a level, or levels by module (default: info).
    #[arg(long, global = true, value_name = "FILTER")]
    log: Option<String>,
    /// How a line of the log looks: text or json (default: text).
    #[arg(long, global = true, value_name = "FORMAT")]
    log_format: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server: pages, HTTP API, and a sync every now and then.
    Serve,
    /// Connect a ChatGPT workspace: verify the key, save it encrypted, fetch the first days.
    Connect(connect::Args),
    /// Connections that exist.
    #[command(subcommand)]
    Connection(ConnectionCommand),
    /// Fetch what is new, once, and exit.
    Sync(sync::Args),
    /// Import from files.
    #[command(subcommand)]
    Import(ImportCommand),
    /// Write what is archived to a file, or all of it to a folder.
    #[command(subcommand)]
    Export(export::Command),
    /// Accounts of people.
    #[command(subcommand)]
    User(UserCommand),
    /// Tokens of the HTTP API.
    #[command(subcommand)]
    Token(TokenCommand),
    /// Copy the archive into one file, while the server runs. The secret key file is not in it.
    Backup(backup::Args),
    /// Put a backup in the archive's place. The server must not run.
    Restore(restore::Args),
    /// The secret key file, which seals the keys of connections and shared links.
    #[command(subcommand)]
    Secret(SecretCommand),
    /// Check configuration, database, keys, OpenAI's endpoints and the clock.
    Check,
    /// Print the description of the HTTP API, as OpenAPI 3.1 in JSON.
    Openapi,
}

#[derive(Debug, Subcommand)]
enum ConnectionCommand {
    /// Say whose workspace it is, so that code reviews of nobody in particular count as that team's.
    Team(connection::Args),
}

#[derive(Debug, Subcommand)]
enum ImportCommand {
    /// Who belongs to which team: a CSV with the columns email,team[,name][,from][,to][,parent].
    Teams(import::Args),
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Make an account; prints a one-time link to choose a password unless one is given on standard input.
    Create(user::Args),
}

#[derive(Debug, Subcommand)]
enum SecretCommand {
    /// Make a new secret key, and seal everything by it that the old one sealed. The server must not run.
    Rotate,
}

#[derive(Debug, Subcommand)]
enum TokenCommand {
    /// Make a token and print it, once, on standard output.
    Create(token::CreateArgs),
    /// List the tokens: what each may do, when it was made and last used.
    List(token::ListArgs),
    /// Take a token back. It stops at once.
    Revoke(token::RevokeArgs),
}

/// Runs the command line of the process.
pub fn main() -> ExitCode {
    run(std::env::args_os())
}

/// Runs a command line. 0 done, 1 failed, 2 not understood.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&Failure::other(format!("the runtime cannot be started: {error}"))),
    };
    let ended = runtime.block_on(execute(cli));
    // A hash or a day that is still being computed must not hold up the exit.
    runtime.shutdown_background();
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failed(&failure),
    }
}

fn failed(failure: &Failure) -> ExitCode {
    eprintln!("{failure}");
    ExitCode::FAILURE
}

async fn execute(cli: Cli) -> Result<(), Failure> {
    let sources = Sources::of_process(cli.settings.config.clone(), cli.settings.flags());
    let config = Config::load(sources)?;
    match cli.command {
        Command::Openapi => print_description(),
        Command::Serve => serve::run(config).await,
        Command::Check => check::run(config).await,
        Command::Backup(args) => backup::run(config, args).await,
        Command::Restore(args) => restore::run(config, args).await,
        Command::Secret(SecretCommand::Rotate) => secret::rotate(config).await,
        Command::Connect(args) => connect::run(config, args).await,
        Command::Connection(ConnectionCommand::Team(args)) => connection::run(config, args).await,
        Command::Sync(args) => sync::run(config, args).await,
        Command::Import(ImportCommand::Teams(args)) => import::run(config, args).await,
        Command::Export(command) => export::run(config, command).await,
        Command::User(UserCommand::Create(args)) => user::run(config, args).await,
        Command::Token(TokenCommand::Create(args)) => token::create(config, args).await,
        Command::Token(TokenCommand::List(args)) => token::list(config, args).await,
        Command::Token(TokenCommand::Revoke(args)) => token::revoke(config, args).await,
    }
}

fn print_description() -> Result<(), Failure> {
    let text = crate::api::description().map_err(|error| Failure::other(error.to_string()))?;
    print_line(text.trim_end())
}

/// Opens what a command needs, with a log that says only what matters to somebody who waits for it.
async fn open(config: Config) -> Result<AppState, Failure> {
    log_quietly(&config);
    let deps = Deps::open(&config, Arc::new(SystemClock), shutdown::on_signal()).await?;
    Ok(AppState::new(config, deps)?)
}

fn log_quietly(config: &Config) {
    let quiet = if config.log.filter == "info" { "warn".to_owned() } else { config.log.filter.clone() };
    telemetry::start(&crate::config::Log { filter: quiet, format: config.log.format });
}

/// Whether two paths lead to the same file.
fn is_same(one: &std::path::Path, other: &std::path::Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

/// A number of things.
fn counted(n: i64, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}

/// What an archive holds, in words.
fn told(contents: &archive::Contents) -> String {
    let connections = counted(contents.connections, "connection", "connections");
    let days = counted(contents.days, "archived day", "archived days");
    let last = contents.last_day.map(|day| format!(" until {day}")).unwrap_or_default();
    format!("{connections}, {days}{last}, {}", counted(contents.accounts, "account", "accounts"))
}

/// What a command prints for programs.
fn print_line(text: &str) -> Result<(), Failure> {
    use std::io::Write as _;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}")
        .and_then(|()| out.flush())
        .map_err(|error| Failure::other(format!("standard output cannot be written: {error}")))
}

/// Reads a secret from a file, or from standard input where the path is `-`.
fn read_secret(path: &std::path::Path, what: &str) -> Result<secrecy::SecretString, Failure> {
    use std::io::Read as _;
    const LARGEST: u64 = 16 * 1024;
    let mut text = String::new();
    let read = if path.as_os_str() == "-" {
        std::io::stdin().lock().take(LARGEST).read_to_string(&mut text)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(LARGEST).read_to_string(&mut text))
    };
    read.map_err(|error| Failure::other(format!("{what} cannot be read from {}: {error}", path.display())))?;
    Ok(secrecy::SecretString::from(text.trim_end_matches(['\r', '\n']).to_owned()))
}

impl Settings {
    fn flags(&self) -> BTreeMap<String, String> {
        let flags = [
            ("data_dir", &self.data_dir),
            ("addr", &self.addr),
            ("public_url", &self.public_url),
            ("log", &self.log),
            ("log_format", &self.log_format),
        ];
        flags.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value.clone()?))).collect()
    }
}
