//! The collector's keys: read from the archive, opened by the vault.

use std::sync::Arc;

use access::Vault;
use archive::Archive;
use async_trait::async_trait;
use collector::{KeyError, Keys};
use domain::ConnectionId;
use secrecy::SecretString;

/// Opens keys as they are needed; none is kept.
#[derive(Debug)]
pub struct VaultKeys {
    archive: Archive,
    vault: Arc<Vault>,
}

impl VaultKeys {
    /// Keys of an archive, sealed by a vault.
    pub fn new(archive: Archive, vault: Arc<Vault>) -> Self {
        Self { archive, vault }
    }
}

#[async_trait]
impl Keys for VaultKeys {
    async fn open(&self, connection: ConnectionId) -> Result<SecretString, KeyError> {
        let found = self.archive.connection(connection).await.map_err(|error| KeyError(error.to_string()))?;
        let found = found.ok_or_else(|| KeyError(format!("there is no connection {connection} any more")))?;
        if !found.has_key() {
            return Err(KeyError("there is none: the workspace was disconnected".to_owned()));
        }
        self.vault.open_key(&found.workspace, &found.sealed_key).map_err(|error| KeyError(error.to_string()))
    }
}
