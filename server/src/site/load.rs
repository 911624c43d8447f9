//! Reading the built site into memory, from the binary or from a folder.

use std::collections::HashMap;
use std::path::Path;
use std::time::SystemTime;

use bytes::Bytes;
use http::HeaderValue;
use sha2::{Digest as _, Sha256};

use super::{MANIFEST, Manifest, built_at};

/// One file in the forms in which it can be sent.
#[derive(Clone, Debug)]
pub struct File {
    /// As it is.
    pub plain: Bytes,
    /// Compressed by Brotli, where the build did.
    pub brotli: Option<Bytes>,
    /// Compressed by gzip, where the build did.
    pub gzip: Option<Bytes>,
    /// What it is.
    pub content_type: HeaderValue,
    /// Names its content.
    pub etag: HeaderValue,
    /// Whether its name names its content, so that it may be kept for good.
    pub immutable: bool,
}

/// Every file by its path in the URL.
#[derive(Debug, Default)]
pub struct Files {
    /// What the page must know.
    pub manifest: Manifest,
    pub(super) built_at: Option<SystemTime>,
    by_path: HashMap<String, File>,
}

impl Files {
    /// The file of a URL's path.
    pub fn get(&self, path: &str) -> Option<&File> {
        self.by_path.get(path)
    }

    /// Whether there is no site.
    pub fn is_empty(&self) -> bool {
        self.by_path.is_empty()
    }

    /// Files by their path within the site, compressed copies among them.
    pub(super) fn of(mut raw: HashMap<String, Bytes>) -> Self {
        let manifest = raw.remove(MANIFEST).and_then(|json| {
            serde_json::from_slice(&json)
                .inspect_err(|error| tracing::warn!(%error, "the site's {MANIFEST} cannot be read"))
                .ok()
        });
        let names: Vec<String> =
            raw.keys().filter(|name| !is_hidden(name) && !is_compressed_copy(name, &raw)).cloned().collect();
        let files = names.into_iter().filter_map(|name| {
            let plain = raw.get(&name)?.clone();
            let file = File {
                brotli: raw.get(&format!("{name}.br")).cloned(),
                gzip: raw.get(&format!("{name}.gz")).cloned(),
                content_type: content_type(&name),
                etag: etag(&plain),
                immutable: is_hashed(&name),
                plain,
            };
            Some((format!("/{name}"), file))
        });
        Self { by_path: files.collect(), manifest: manifest.unwrap_or_default(), built_at: None }
    }
}

/// The site in the binary.
#[cfg(feature = "embed-site")]
pub(super) fn embedded() -> Option<Files> {
    #[derive(rust_embed::RustEmbed)]
    #[folder = "$CARGO_MANIFEST_DIR/../target/site"]
    #[allow_missing = true]
    struct Embedded;

    let raw: HashMap<String, Bytes> = Embedded::iter()
        .filter_map(|name| {
            let file = Embedded::get(&name)?;
            Some((name.into_owned(), Bytes::from(file.data.into_owned())))
        })
        .collect();
    (!raw.is_empty()).then(|| Files::of(raw))
}

/// No site in the binary.
#[cfg(not(feature = "embed-site"))]
pub(super) fn embedded() -> Option<Files> {
    None
}

/// The site of a folder; empty where there is none.
pub(super) fn folder(folder: &Path) -> Files {
    let built_at = built_at(folder);
    let mut raw = HashMap::new();
    if let Err(error) = read_folder(folder, "", &mut raw)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!(folder = %folder.display(), %error, "the built site cannot be read");
    }
    Files { built_at, ..Files::of(raw) }
}

fn read_folder(folder: &Path, prefix: &str, into: &mut HashMap<String, Bytes>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let kind = entry.file_type()?;
        // Hidden files and links are not the build's.
        if name.starts_with('.') || kind.is_symlink() {
            continue;
        }
        if kind.is_dir() {
            read_folder(&entry.path(), &format!("{prefix}{name}/"), into)?;
        } else {
            into.insert(format!("{prefix}{name}"), Bytes::from(std::fs::read(entry.path())?));
        }
    }
    Ok(())
}

/// Notes that the build makes for itself.
fn is_hidden(name: &str) -> bool {
    name.split('/').any(|part| part.starts_with('.'))
}

fn is_compressed_copy(name: &str, raw: &HashMap<String, Bytes>) -> bool {
    let original = name.strip_suffix(".br").or_else(|| name.strip_suffix(".gz"));
    original.is_some_and(|original| raw.contains_key(original))
}

fn content_type(name: &str) -> HeaderValue {
    let mime = mime_guess::from_path(name).first_or_octet_stream();
    let text = mime.type_() == "text" || mime.subtype() == "javascript" || mime.subtype() == "json";
    let value = if text { format!("{mime}; charset=utf-8") } else { mime.to_string() };
    HeaderValue::from_str(&value).unwrap_or(HeaderValue::from_static("application/octet-stream"))
}

fn etag(content: &[u8]) -> HeaderValue {
    let hash = Sha256::digest(content).iter().take(12).fold(0u128, |hash, byte| (hash << 8) | u128::from(*byte));
    HeaderValue::from_str(&format!("\"{hash:024x}\"")).unwrap_or(HeaderValue::from_static("\"\""))
}

/// Whether the name carries a hash of the content: a part of eight or more hexadecimal digits.
fn is_hashed(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    file.split(['-', '.', '_']).any(|part| part.len() >= 8 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_folder_becomes_files_with_their_copies() {
        let folder = tempfile::tempdir().unwrap();
        let pkg = folder.path().join("pkg");
        std::fs::create_dir(&pkg).unwrap();
        let manifest = r#"{"output_name":"uptake-0a1b2c3d4e","js":"/pkg/uptake-0a1b2c3d4e.js","wasm":"/pkg/uptake-0a1b2c3d4e_bg.wasm","css":"/pkg/uptake-99aabbccdd.css"}"#;
        for (name, content) in [
            ("site.json", manifest),
            ("favicon.svg", "<svg/>"),
            ("pkg/uptake-0a1b2c3d4e.js", "plain"),
            ("pkg/uptake-0a1b2c3d4e.js.br", "br"),
            ("pkg/lonely.gz", "an archive of its own"),
            (".secret", "x"),
        ] {
            std::fs::write(folder.path().join(name), content).unwrap();
        }
        std::os::unix::fs::symlink("/etc/passwd", folder.path().join("passwd")).unwrap();
        let files = super::folder(folder.path());
        assert_eq!(files.manifest.output_name, "uptake-0a1b2c3d4e");
        let js = files.get("/pkg/uptake-0a1b2c3d4e.js").unwrap();
        assert_eq!((js.brotli.as_deref(), js.gzip.as_deref()), (Some(&b"br"[..]), None));
        assert!(js.immutable && !files.get("/favicon.svg").unwrap().immutable);
        assert_eq!(js.content_type, "text/javascript; charset=utf-8");
        assert!(files.get("/pkg/lonely.gz").is_some());
        for hidden in ["/site.json", "/.secret", "/passwd", "/pkg/uptake-0a1b2c3d4e.js.br", "/../site.json"] {
            assert!(files.get(hidden).is_none(), "{hidden}");
        }
        assert!(super::folder(Path::new("/nowhere/at/all")).is_empty());
    }

    #[test]
    fn only_names_with_a_hash_last() {
        for (name, hashed) in [
            ("pkg/uptake-0a1b2c3d.js", true),
            ("pkg/uptake.0a1b2c3d4e5f_bg.wasm", true),
            ("pkg/uptake.js", false),
            ("favicon.svg", false),
            ("deadbeef/notes.txt", false),
        ] {
            assert_eq!(is_hashed(name), hashed, "{name}");
        }
    }
}
