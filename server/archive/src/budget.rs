//! What the organisation settled about money, kept as one setting. What can be settled is checked by `domain`.

use chrono::{DateTime, Utc};
use domain::Budget;
use serde::{Deserialize, Serialize};

use crate::audit::{self, AuditEntry};
use crate::error::ArchiveError;
use crate::open::Archive;
use crate::settings;
use crate::stored::{At, unix};

const NAME: &str = "budget";

#[derive(Serialize, Deserialize)]
struct Kept {
    budget: Budget,
    changed_at: i64,
}

impl Archive {
    /// What is settled, and since when; nothing where nobody has settled anything.
    pub async fn budget(&self) -> Result<(Budget, Option<DateTime<Utc>>), ArchiveError> {
        let Some(text) = settings::get(self.db(), NAME).await? else { return Ok((Budget::default(), None)) };
        let at = At("setting", "value");
        let kept: Kept = serde_json::from_str(&text).map_err(|why| at.damaged(format!("{NAME}: {why}")))?;
        Ok((kept.budget, Some(at.moment(kept.changed_at)?)))
    }

    /// Settles it anew. The change and its entry in the audit log are written together or not at all.
    pub async fn put_budget(&self, budget: &Budget, entry: AuditEntry) -> Result<(), ArchiveError> {
        let kept = Kept { budget: budget.clone(), changed_at: unix(entry.at) };
        let text = serde_json::to_string(&kept).map_err(|why| At("setting", "value").damaged(why))?;
        let write = self.write().await?;
        settings::put(write.db(), NAME, &text).await?;
        audit::add(write.db(), entry).await?;
        write.commit().await
    }
}
