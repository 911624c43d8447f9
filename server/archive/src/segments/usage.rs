//! `usage` and `usage_workspace` as columns.

use domain::fact::{ClientUsage, CodeAttribution, ModelKey, ModelUsage, Spend, UsageRow, Work};
use domain::{ClientId, Credits, Day, Email, Usd, UserId};

use super::canonical::{length, signed, text, unsigned};
use super::columns::{Columns, Numbers, Source};
use super::{SegmentRow, failed};
use crate::error::ArchiveError;

impl SegmentRow for UsageRow {
    const KIND: &'static str = "usage";

    fn person(&self) -> (Option<&str>, Option<&str>) {
        (self.user_id.as_ref().map(UserId::as_str), self.email.as_ref().map(Email::as_str))
    }

    fn canonical(&self, out: &mut Vec<u8>) {
        let (user, email) = self.person();
        signed(out, Some(i64::from(self.day.number())));
        text(out, user);
        text(out, email);
        canonical_work(out, &self.totals);
        length(out, self.clients.len());
        for entry in sorted(&self.clients, client_key) {
            text(out, Some(entry.client.as_str()));
            canonical_work(out, &entry.work);
        }
        length(out, self.models.len());
        for entry in sorted(&self.models, model_key) {
            text(out, Some(&entry.key.model));
            text(out, entry.key.speed.as_deref());
            canonical_spend(out, &entry.spend);
        }
        let lines = self.attribution;
        unsigned(out, lines.map(|lines| lines.lines_added));
        unsigned(out, lines.and_then(|lines| lines.lines_removed));
        unsigned(out, lines.and_then(|lines| lines.lines_committed));
        unsigned(out, lines.and_then(|lines| lines.lines_committed_total));
        unsigned(out, lines.and_then(|lines| lines.commits_with_codex));
        unsigned(out, lines.and_then(|lines| lines.commits_total));
    }

    fn encode(rows: &[&Self]) -> Result<Columns, ArchiveError> {
        let mut columns = Columns::default();
        columns.days("day", rows.iter().map(|row| row.day.number()));
        columns.texts_opt("user_id", rows.iter().map(|row| row.person().0));
        columns.texts_opt("email", rows.iter().map(|row| row.person().1));
        encode_work(&mut columns, &rows.iter().map(|row| &row.totals).collect::<Vec<_>>())?;
        columns.lists("clients", rows.iter().map(|row| row.clients.len()), encode_clients(rows)?)?;
        columns.lists("models", rows.iter().map(|row| row.models.len()), encode_models(rows)?)?;
        let lines = || rows.iter().map(|row| row.attribution);
        columns.counts_opt("lines_added", lines().map(|of| of.map(|of| of.lines_added)))?;
        columns.counts_opt("lines_removed", lines().map(|of| of.and_then(|of| of.lines_removed)))?;
        columns.counts_opt("lines_committed", lines().map(|of| of.and_then(|of| of.lines_committed)))?;
        columns.counts_opt("lines_committed_total", lines().map(|of| of.and_then(|of| of.lines_committed_total)))?;
        columns.counts_opt("commits_with_codex", lines().map(|of| of.and_then(|of| of.commits_with_codex)))?;
        columns.counts_opt("commits_total", lines().map(|of| of.and_then(|of| of.commits_total)))?;
        Ok(columns)
    }

    fn decode(source: &Source<'_>, out: &mut Vec<Self>) -> Result<(), ArchiveError> {
        let (days, users, emails) = (source.days("day")?, source.texts("user_id")?, source.texts("email")?);
        let totals = WorkColumns::of(source)?;
        let (clients, client_counts) = source.lists("clients")?;
        let (models, model_counts) = source.lists("models")?;
        let mut clients = decode_clients(&Source::new(clients))?.into_iter();
        let mut models = decode_models(&Source::new(models))?.into_iter();
        let lines = LineColumns::of(source)?;
        for (row, (clients_here, models_here)) in client_counts.into_iter().zip(model_counts).enumerate() {
            out.push(Self {
                day: Day::from_number(days.value(row)),
                user_id: users.get(row).map(UserId::new),
                email: emails.get(row).map(|email| email.parse::<Email>().map_err(failed)).transpose()?,
                totals: totals.get(row)?,
                clients: clients.by_ref().take(clients_here).collect(),
                models: models.by_ref().take(models_here).collect(),
                attribution: lines.get(row)?,
            });
        }
        Ok(())
    }
}

type SpendKey = (i64, Option<i64>, Option<i64>, [Option<u64>; 4]);

fn spend_key(spend: &Spend) -> SpendKey {
    let tokens = [spend.uncached_input_tokens, spend.cached_input_tokens, spend.output_tokens, spend.total_tokens];
    (spend.credits.micros(), spend.estimated_cost_usd.map(Usd::micros), spend.cost_usd.map(Usd::micros), tokens)
}

fn client_key(entry: &ClientUsage) -> (&str, u64, u64, SpendKey) {
    (entry.client.as_str(), entry.work.threads, entry.work.turns, spend_key(&entry.work.spend))
}

fn model_key(entry: &ModelUsage) -> (&ModelKey, SpendKey) {
    (&entry.key, spend_key(&entry.spend))
}

fn sorted<'a, T, K: Ord>(entries: &'a [T], key: impl Fn(&'a T) -> K) -> Vec<&'a T> {
    let mut entries: Vec<&T> = entries.iter().collect();
    entries.sort_by_key(|entry| key(entry));
    entries
}

fn canonical_spend(out: &mut Vec<u8>, spend: &Spend) {
    signed(out, Some(spend.credits.micros()));
    signed(out, spend.estimated_cost_usd.map(Usd::micros));
    signed(out, spend.cost_usd.map(Usd::micros));
    unsigned(out, spend.uncached_input_tokens);
    unsigned(out, spend.cached_input_tokens);
    unsigned(out, spend.output_tokens);
    unsigned(out, spend.total_tokens);
}

fn canonical_work(out: &mut Vec<u8>, work: &Work) {
    unsigned(out, Some(work.threads));
    unsigned(out, Some(work.turns));
    canonical_spend(out, &work.spend);
}

fn encode_spend(columns: &mut Columns, spends: &[&Spend]) -> Result<(), ArchiveError> {
    columns.amounts("credits_micros", spends.iter().map(|s| s.credits.micros()));
    columns.amounts_opt("estimated_cost_usd_micros", spends.iter().map(|s| s.estimated_cost_usd.map(Usd::micros)));
    columns.amounts_opt("cost_usd_micros", spends.iter().map(|s| s.cost_usd.map(Usd::micros)));
    columns.counts_opt("uncached_input_tokens", spends.iter().map(|s| s.uncached_input_tokens))?;
    columns.counts_opt("cached_input_tokens", spends.iter().map(|s| s.cached_input_tokens))?;
    columns.counts_opt("output_tokens", spends.iter().map(|s| s.output_tokens))?;
    columns.counts_opt("total_tokens", spends.iter().map(|s| s.total_tokens))
}

fn encode_work(columns: &mut Columns, works: &[&Work]) -> Result<(), ArchiveError> {
    columns.counts("threads", works.iter().map(|work| work.threads))?;
    columns.counts("turns", works.iter().map(|work| work.turns))?;
    encode_spend(columns, &works.iter().map(|work| &work.spend).collect::<Vec<_>>())
}

fn encode_clients(rows: &[&UsageRow]) -> Result<Columns, ArchiveError> {
    let entries: Vec<&ClientUsage> = rows.iter().flat_map(|row| sorted(&row.clients, client_key)).collect();
    let mut columns = Columns::default();
    columns.texts("client", entries.iter().map(|entry| entry.client.as_str()));
    encode_work(&mut columns, &entries.iter().map(|entry| &entry.work).collect::<Vec<_>>())?;
    Ok(columns)
}

fn encode_models(rows: &[&UsageRow]) -> Result<Columns, ArchiveError> {
    let entries: Vec<&ModelUsage> = rows.iter().flat_map(|row| sorted(&row.models, model_key)).collect();
    let mut columns = Columns::default();
    columns.texts("model", entries.iter().map(|entry| entry.key.model.as_str()));
    columns.texts_opt("speed", entries.iter().map(|entry| entry.key.speed.as_deref()));
    encode_spend(&mut columns, &entries.iter().map(|entry| &entry.spend).collect::<Vec<_>>())?;
    Ok(columns)
}

struct SpendColumns<'a> {
    credits: Numbers<'a>,
    estimated_cost_usd: Numbers<'a>,
    cost_usd: Numbers<'a>,
    uncached_input_tokens: Numbers<'a>,
    cached_input_tokens: Numbers<'a>,
    output_tokens: Numbers<'a>,
    total_tokens: Numbers<'a>,
}

impl<'a> SpendColumns<'a> {
    fn of(source: &Source<'a>) -> Result<Self, ArchiveError> {
        Ok(Self {
            credits: source.numbers("credits_micros")?,
            estimated_cost_usd: source.numbers("estimated_cost_usd_micros")?,
            cost_usd: source.numbers("cost_usd_micros")?,
            uncached_input_tokens: source.numbers("uncached_input_tokens")?,
            cached_input_tokens: source.numbers("cached_input_tokens")?,
            output_tokens: source.numbers("output_tokens")?,
            total_tokens: source.numbers("total_tokens")?,
        })
    }

    fn get(&self, row: usize) -> Result<Spend, ArchiveError> {
        Ok(Spend {
            credits: Credits::from_micros(self.credits.need(row)?),
            estimated_cost_usd: self.estimated_cost_usd.get(row).map(Usd::from_micros),
            cost_usd: self.cost_usd.get(row).map(Usd::from_micros),
            uncached_input_tokens: self.uncached_input_tokens.count(row)?,
            cached_input_tokens: self.cached_input_tokens.count(row)?,
            output_tokens: self.output_tokens.count(row)?,
            total_tokens: self.total_tokens.count(row)?,
        })
    }
}

struct WorkColumns<'a> {
    threads: Numbers<'a>,
    turns: Numbers<'a>,
    spend: SpendColumns<'a>,
}

impl<'a> WorkColumns<'a> {
    fn of(source: &Source<'a>) -> Result<Self, ArchiveError> {
        Ok(Self {
            threads: source.numbers("threads")?,
            turns: source.numbers("turns")?,
            spend: SpendColumns::of(source)?,
        })
    }

    fn get(&self, row: usize) -> Result<Work, ArchiveError> {
        Ok(Work {
            threads: self.threads.need_count(row)?,
            turns: self.turns.need_count(row)?,
            spend: self.spend.get(row)?,
        })
    }
}

/// Lines and commits. A row has them if it has `lines_added`.
pub(super) struct LineColumns<'a> {
    added: Numbers<'a>,
    removed: Numbers<'a>,
    committed: Numbers<'a>,
    committed_total: Numbers<'a>,
    commits_with_codex: Numbers<'a>,
    commits_total: Numbers<'a>,
}

impl<'a> LineColumns<'a> {
    /// Of a segment's columns.
    pub(super) fn of(source: &Source<'a>) -> Result<Self, ArchiveError> {
        Ok(Self {
            added: source.numbers("lines_added")?,
            removed: source.numbers("lines_removed")?,
            committed: source.numbers("lines_committed")?,
            committed_total: source.numbers("lines_committed_total")?,
            commits_with_codex: source.numbers("commits_with_codex")?,
            commits_total: source.numbers("commits_total")?,
        })
    }

    /// The lines and commits of a row, if it has any.
    pub(super) fn get(&self, row: usize) -> Result<Option<CodeAttribution>, ArchiveError> {
        let Some(lines_added) = self.added.count(row)? else { return Ok(None) };
        Ok(Some(CodeAttribution {
            lines_added,
            lines_removed: self.removed.count(row)?,
            lines_committed: self.committed.count(row)?,
            lines_committed_total: self.committed_total.count(row)?,
            commits_with_codex: self.commits_with_codex.count(row)?,
            commits_total: self.commits_total.count(row)?,
        }))
    }
}

fn decode_clients(source: &Source<'_>) -> Result<Vec<ClientUsage>, ArchiveError> {
    let (clients, works) = (source.texts("client")?, WorkColumns::of(source)?);
    (0..source.len())
        .map(|row| Ok(ClientUsage { client: ClientId::new(clients.need(row)?), work: works.get(row)? }))
        .collect()
}

fn decode_models(source: &Source<'_>) -> Result<Vec<ModelUsage>, ArchiveError> {
    let (names, speeds, costs) = (source.texts("model")?, source.texts("speed")?, SpendColumns::of(source)?);
    (0..source.len())
        .map(|row| {
            let key = ModelKey { model: names.need(row)?.to_owned(), speed: speeds.get(row).map(str::to_owned) };
            Ok(ModelUsage { key, spend: costs.get(row)? })
        })
        .collect()
}
