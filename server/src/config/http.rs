//! Where Uptake listens, under which URL people reach it, and where the built site lies.
//!
//! | setting | default | meaning |
//! |---|---|---|
//! | `UPTAKE_ADDR` | `127.0.0.1:3000` | address and port to listen on |
//! | `UPTAKE_PUBLIC_URL` | none | how browsers reach it, when a proxy stands before it; `https` makes cookies `Secure` |
//! | `UPTAKE_SITE_DIR` | the site in the binary, else `target/site` | folder of the built site, for development |

use std::net::SocketAddr;
use std::path::PathBuf;

use url::Url;

use super::problems::Problem;
use super::sources::Values;

/// Listening and being reached.
#[derive(Clone, Debug)]
pub struct Http {
    /// Address and port to listen on.
    pub addr: SocketAddr,
    /// How browsers reach it: an origin, without path.
    pub public_url: Option<Url>,
    /// Folder of the built site.
    pub site_dir: Option<PathBuf>,
}

impl Http {
    pub(super) fn read(values: &Values, problems: &mut Vec<Problem>) -> Option<Self> {
        let addr = values.read("addr", "127.0.0.1:3000", problems, |text| {
            text.parse().map_err(|_| {
                format!("“{text}” is not an address with a port: write it like 127.0.0.1:3000, or 0.0.0.0:3000 for every network")
            })
        });
        let public_url = values.read("public_url", "", problems, parse_public_url);
        let site_dir = values.text("site_dir").map(PathBuf::from);
        Some(Self { addr: addr?, public_url: public_url?, site_dir })
    }

    /// Whether browsers reach it by `https`.
    pub fn is_https(&self) -> bool {
        self.public_url.as_ref().is_some_and(|url| url.scheme() == "https")
    }

    /// The URL to print for people, without a slash at its end; `bound` is the address that is really listened on.
    pub fn url_for_people(&self, bound: SocketAddr) -> String {
        match &self.public_url {
            Some(url) => url.as_str().trim_end_matches('/').to_owned(),
            None if bound.ip().is_unspecified() => format!("http://127.0.0.1:{}", bound.port()),
            None => format!("http://{bound}"),
        }
    }
}

fn parse_public_url(text: &str) -> Result<Option<Url>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let example = "write it like https://uptake.example.com";
    let url = Url::parse(text).map_err(|error| format!("“{text}” is not a URL ({error}): {example}"))?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return Err(format!("“{text}” is not a web address: {example}"));
    }
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    if !bare || !url.username().is_empty() || url.password().is_some() {
        return Err(format!("“{text}” has more than a host: Uptake needs a host of its own, {example}"));
    }
    Ok(Some(url))
}
