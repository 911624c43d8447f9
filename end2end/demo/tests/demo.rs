//! The demo as a person meets it: a line with a link, a page behind it with a badge, and clear words when it cannot start.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

use reqwest::{Client, StatusCode, header};

struct Demo(Child);

impl Demo {
    fn command(args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_uptake-demo"));
        command.args(["--users", "30", "--teams", "4", "--days", "20"]).args(args);
        for name in ["UPTAKE_ADDR", "UPTAKE_PUBLIC_URL", "UPTAKE_LOG"] {
            command.env_remove(name);
        }
        // Settings of a real installation must not matter.
        command
            .env("UPTAKE_DATA_DIR", "/nowhere/at/all")
            .env("UPTAKE_CHATGPT_BASE_URL", "https://chatgpt.example.com/v1");
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Starts it and reads its link.
    fn start(args: &[&str]) -> (Self, String) {
        let mut child = Self::command(args).spawn().unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        let Some(link) = first.strip_prefix("Open ") else {
            let mut said = String::new();
            child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
            panic!("no link but {first:?}: {said}");
        };
        (Self(child), link.trim().to_owned())
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // It may be gone already.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn client() -> Client {
    drop(rustls::crypto::ring::default_provider().install_default());
    Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

#[tokio::test]
async fn the_link_opens_a_page_with_a_badge_once() {
    let (_demo, link) = Demo::start(&["--port", "0"]);
    let (http, home) = (client(), link.split("/auth/").next().unwrap().to_owned());
    assert!(home.starts_with("http://127.0.0.1:"), "{home}");
    let anonymous = http.get(&home).send().await.unwrap();
    assert!(!anonymous.text().await.unwrap().contains("Demo data"));

    let entered = http.get(&link).send().await.unwrap();
    assert_eq!(entered.status(), StatusCode::SEE_OTHER);
    let cookie = entered.headers()[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
    let page = http.get(format!("{home}/")).header(header::COOKIE, cookie).send().await.unwrap();
    assert_eq!(page.status(), StatusCode::OK);
    assert!(page.text().await.unwrap().contains("Demo data"));

    assert_eq!(http.get(&link).send().await.unwrap().status(), StatusCode::GONE);
}

#[tokio::test]
async fn a_kept_folder_goes_on_with_its_organisation() {
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().to_str().unwrap();
    let (first, _) = Demo::start(&["--port", "0", "--data-dir", kept]);
    drop(first);
    let organisation = std::fs::read_to_string(folder.path().join("demo-organisation.json")).unwrap();
    let (_second, link) = Demo::start(&["--port", "0", "--data-dir", kept, "--seed", "9"]);
    assert_eq!(std::fs::read_to_string(folder.path().join("demo-organisation.json")).unwrap(), organisation);
    assert_eq!(client().get(&link).send().await.unwrap().status(), StatusCode::SEE_OTHER);
}

#[test]
fn what_keeps_it_from_starting_is_said_with_the_way_out() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let file = tempfile::NamedTempFile::new().unwrap();
    let file = file.path().to_str().unwrap();
    for (args, way_out) in [
        (["--port", port.as_str()], "another port with --port"),
        (["--data-dir", file], "another with --data-dir"),
        (["--days", "0"], "1..=730"),
    ] {
        let ended = Demo::command(&args).output().unwrap();
        let said = String::from_utf8(ended.stderr).unwrap();
        assert!(!ended.status.success() && ended.stdout.is_empty(), "{args:?}");
        assert!(said.contains(way_out), "{args:?}: {said}");
    }
    let open = Demo::command(&[]).env("UPTAKE_ADDR", "0.0.0.0:0").output().unwrap();
    assert!(String::from_utf8(open.stderr).unwrap().contains("not on loopback"));
}
