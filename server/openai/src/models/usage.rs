//! A row of `/usage`: one person's day, or with `group=workspace` the whole workspace's.
//!
//! `threads`, `turns` and `credits` are required wherever the published schema requires them. Tokens and
//! money may be absent or null: not available. A list of clients or models that is absent is empty, and
//! what it would have held stays unattributed. A client or model that stands twice stays twice: several
//! unknown models arrive under the one name `other`, and each is a part of the total.

use domain::fact::{ClientUsage, CodeAttribution, ModelKey, ModelUsage, Spend, UsageRow, Work};
use domain::{ClientId, DateRange};

use super::json::{At, Object, Shape, list};
use super::page::Wire;
use super::row::{day, person};
use crate::notes::WireNotes;

/// The clients of the published schema. Another name is kept as it is, and counted.
const CLIENTS: &[&str] = &[
    "CODEX_CLI",
    "CODEX_WEB",
    "CODEX_CHROME_EXTENSION_SIDE_PANEL",
    "CODEX_DESKTOP_APP",
    "CODEX_CHATGPT_DESKTOP",
    "CODEX_CLOUD_GENERAL_AGENT",
    "CODEX_ATLAS",
    "CODEX_FLORA",
    "CODEX_WORK_WEB",
    "CODEX_WORK_MOBILE",
    "CODEX_WORK_DESKTOP",
    "CODEX_IDE_VSCODE",
    "CODEX_SLACK",
    "CODEX_GITHUB",
    "CODEX_GITHUB_ACTION",
    "CODEX_SDK_TS",
    "CODEX_SERVICE_EXEC",
    "CODEX_IDE_XCODE",
    "CODEX_UNKNOWN_DEFAULT",
];
/// Editors by one maker; two dozen of them, and no telling one from a new one matters.
const CLIENT_PREFIX: &str = "CODEX_IDE_JETBRAINS_";

impl Wire for UsageRow {
    const OBJECT: &'static str = "workspace.codex.usage.result";

    fn decode(row: &mut Object<'_>, window: DateRange, at: &At<'_>, notes: &mut WireNotes) -> Result<Self, Shape> {
        let day = day(row, window, at)?;
        let (user_id, email) = person(row, at, notes)?;
        let totals_at = At::Field(at, "totals");
        let mut totals_object = Object::read(row.need("totals", "an object", at)?, &totals_at)?;
        let totals = work(&mut totals_object, &totals_at)?;
        totals_object.finish(&totals_at, notes);
        let mut clients = each(row, "clients", at, notes, client)?;
        clients.sort_by(|a, b| a.client.cmp(&b.client));
        let mut models = each(row, "models", at, notes, model)?;
        models.sort_by(|a, b| a.key.cmp(&b.key));
        let attribution = attribution(row, at, notes)?;
        Ok(Self { day, user_id, email, totals, clients, models, attribution })
    }
}

type Decode<T> = fn(&mut Object<'_>, &At<'_>, &mut WireNotes) -> Result<T, Shape>;

/// The entries of a list of objects; none where the list is absent or null.
fn each<T>(
    row: &mut Object<'_>,
    name: &'static str,
    at: &At<'_>,
    notes: &mut WireNotes,
    decode: Decode<T>,
) -> Result<Vec<T>, Shape> {
    let Some(raw) = row.take(name) else { return Ok(Vec::new()) };
    let list_at = At::Field(at, name);
    let entries = list(raw, &list_at)?;
    let mut decoded = Vec::with_capacity(entries.len());
    for (index, raw) in entries.into_iter().enumerate() {
        let at = At::Index(&list_at, index);
        let mut entry = Object::read(raw, &at)?;
        decoded.push(decode(&mut entry, &at, notes)?);
        entry.finish(&at, notes);
    }
    Ok(decoded)
}

fn work(object: &mut Object<'_>, at: &At<'_>) -> Result<Work, Shape> {
    Ok(Work { threads: object.number("threads", at)?, turns: object.number("turns", at)?, spend: spend(object, at)? })
}

fn spend(object: &mut Object<'_>, at: &At<'_>) -> Result<Spend, Shape> {
    Ok(Spend {
        credits: object.credits("credits", at)?,
        estimated_cost_usd: object.optional_usd("estimated_cost_usd", at)?,
        cost_usd: object.optional_usd("cost_usd", at)?,
        uncached_input_tokens: object.optional_number("uncached_text_input_tokens", at)?,
        cached_input_tokens: object.optional_number("cached_text_input_tokens", at)?,
        output_tokens: object.optional_number("text_output_tokens", at)?,
        total_tokens: object.optional_number("text_total_tokens", at)?,
    })
}

fn client(entry: &mut Object<'_>, at: &At<'_>, notes: &mut WireNotes) -> Result<ClientUsage, Shape> {
    let id = entry.text("client_id", at)?;
    if !CLIENTS.contains(&id.as_str()) && !id.starts_with(CLIENT_PREFIX) {
        notes.unknown_value("client_id", &id);
    }
    Ok(ClientUsage { client: ClientId::new(id), work: work(entry, at)? })
}

fn model(entry: &mut Object<'_>, at: &At<'_>, notes: &mut WireNotes) -> Result<ModelUsage, Shape> {
    let key = ModelKey { model: entry.text("model", at)?, speed: entry.optional_text("speed", at)? };
    if let Some(speed) = key.speed.as_deref()
        && !matches!(speed, "standard" | "fast")
    {
        notes.unknown_value("speed", speed);
    }
    Ok(ModelUsage { key, spend: spend(entry, at)? })
}

/// Counts of lines and commits. Percentages are taken out and dropped: they are computed from counts.
fn attribution(row: &mut Object<'_>, at: &At<'_>, notes: &mut WireNotes) -> Result<Option<CodeAttribution>, Shape> {
    let Some(raw) = row.take("code_attribution") else { return Ok(None) };
    let at = At::Field(at, "code_attribution");
    let mut object = Object::read(raw, &at)?;
    let lines_at = At::Field(&at, "lines_of_code");
    let mut lines = Object::read(object.need("lines_of_code", "an object", &at)?, &lines_at)?;
    let mut attribution = CodeAttribution {
        lines_added: lines.number("added", &lines_at)?,
        lines_removed: lines.optional_number("removed", &lines_at)?,
        lines_committed: lines.optional_number("committed", &lines_at)?,
        lines_committed_total: lines.optional_number("total_committed_lines", &lines_at)?,
        commits_with_codex: None,
        commits_total: None,
    };
    lines.take("committed_percentage");
    lines.finish(&lines_at, notes);
    if let Some(raw) = object.take("commits") {
        let at = At::Field(&at, "commits");
        let mut commits = Object::read(raw, &at)?;
        attribution.commits_with_codex = commits.optional_number("with_codex_contribution", &at)?;
        attribution.commits_total = commits.optional_number("total_commits", &at)?;
        commits.take("with_codex_contribution_percentage");
        commits.finish(&at, notes);
    }
    object.finish(&at, notes);
    Ok(Some(attribution))
}
