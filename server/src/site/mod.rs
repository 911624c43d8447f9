//! The built site: script, WebAssembly, style sheet and what lies in `public/`.
//!
//! A release carries it inside the binary (feature `embed-site`); in development it is read from a folder and
//! read again when it was rebuilt. It is small, so it is kept in memory, each file with the compressed copies
//! that the build laid beside it. Building it is left to `scripts/site.sh`.

mod load;
mod serve;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use arc_swap::ArcSwap;
use serde::Deserialize;

pub use self::load::Files;
pub use self::serve::serve;

/// The folder of the built site unless another is set.
pub const DEFAULT_FOLDER: &str = "target/site";
/// What the build says about itself.
const MANIFEST: &str = "site.json";

/// What the page must know of the build.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Manifest {
    /// The name of the script and of the WebAssembly file, without extension and hash suffixes of their own.
    pub output_name: String,
    /// The path of the script.
    pub js: String,
    /// The path of the WebAssembly file.
    pub wasm: String,
    /// The path of the style sheet.
    pub css: String,
}

impl Default for Manifest {
    /// The names that the build would use without hashes; what pages ask for while there is no site.
    fn default() -> Self {
        let path = |file: &str| format!("/pkg/{file}");
        Self {
            output_name: "uptake".to_owned(),
            js: path("uptake.js"),
            wasm: path("uptake_bg.wasm"),
            css: path("uptake.css"),
        }
    }
}

/// A site that can be served.
#[derive(Debug)]
pub struct BuiltSite {
    loaded: ArcSwap<Files>,
    folder: Option<PathBuf>,
}

impl BuiltSite {
    /// The site of a folder if one is given, else the one in the binary, else the one in the default folder.
    pub fn open(folder: Option<&Path>) -> Self {
        match folder {
            Some(folder) => Self::of_folder(folder),
            None => match load::embedded() {
                Some(files) => Self { loaded: ArcSwap::from_pointee(files), folder: None },
                None => Self::of_folder(Path::new(DEFAULT_FOLDER)),
            },
        }
    }

    fn of_folder(folder: &Path) -> Self {
        Self { loaded: ArcSwap::from_pointee(load::folder(folder)), folder: Some(folder.to_owned()) }
    }

    /// The site as it is now. In development a rebuilt one is read first.
    pub fn files(&self) -> Arc<Files> {
        let files = self.loaded.load_full();
        match &self.folder {
            Some(folder) if built_at(folder) != files.built_at => {
                let fresh = Arc::new(load::folder(folder));
                self.loaded.store(Arc::clone(&fresh));
                fresh
            }
            _ => files,
        }
    }

    /// Where the site was looked for and not found.
    pub fn missing(&self) -> Option<&Path> {
        self.folder.as_deref().filter(|_| self.loaded.load().is_empty())
    }
}

fn built_at(folder: &Path) -> Option<SystemTime> {
    std::fs::metadata(folder.join(MANIFEST)).and_then(|meta| meta.modified()).ok()
}
