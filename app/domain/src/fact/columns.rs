//! A day's rows as columns: how a large archive is read. A column is one piece of memory, where rows are several
//! pieces each; a year of a large organisation has millions of rows.

use super::{CodeAttribution, DayRows, ModelKey, ReviewResponseRow, ReviewRow, Spend, UsageRow, Work};
use crate::client::ClientId;
use crate::ids::{Email, UserId};

/// One whole day of one dataset, as [`DayRows`] in columns where there are many rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DayColumns {
    /// Rows of `usage` or of `usage_workspace`.
    Usage(Box<UsageColumns>),
    /// Rows of `code_reviews`.
    Reviews(Vec<ReviewRow>),
    /// Rows of `code_review_responses`.
    ReviewResponses(Vec<ReviewResponseRow>),
}

impl From<&DayRows> for DayColumns {
    fn from(rows: &DayRows) -> Self {
        match rows {
            DayRows::Usage(rows) => Self::Usage(Box::new(UsageColumns::of(rows))),
            DayRows::Reviews(rows) => Self::Reviews(rows.clone()),
            DayRows::ReviewResponses(rows) => Self::ReviewResponses(rows.clone()),
        }
    }
}

/// Rows of `usage`, without the day, which is the same in all, and without what nothing is counted from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UsageColumns {
    /// Ids of users.
    pub users: Texts,
    /// Addresses, as an [`Email`] has them.
    pub emails: Texts,
    /// The rows' totals.
    pub totals: WorkColumns,
    /// What each client did, row by row.
    pub clients: Parts<ClientId>,
    /// What each model cost, row by row; models have no threads and no turns.
    pub models: Parts<ModelKey>,
    /// Lines and commits of the rows that have any.
    pub attribution: Vec<(u32, CodeAttribution)>,
}

impl UsageColumns {
    /// Rows as columns.
    pub fn of(rows: &[UsageRow]) -> Self {
        let mut columns = Self::default();
        for (at, row) in (0u32..).zip(rows) {
            columns.users.push(row.user_id.as_ref().map(UserId::as_str));
            columns.emails.push(row.email.as_ref().map(Email::as_str));
            columns.totals.push(&row.totals);
            for part in &row.clients {
                columns.clients.push(at, &part.client, &part.work);
            }
            for part in &row.models {
                columns.models.push(at, &part.key, &Work { threads: 0, turns: 0, spend: part.spend });
            }
            columns.attribution.extend(row.attribution.map(|lines| (at, lines)));
        }
        columns
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.users.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Texts, one a row; some may be absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    text: String,
    /// Where each row's text ends, and whether it has one.
    ends: Vec<(usize, bool)>,
}

impl Texts {
    /// Appends a row.
    pub fn push(&mut self, text: Option<&str>) {
        self.text.push_str(text.unwrap_or_default());
        self.ends.push((self.text.len(), text.is_some()));
    }

    /// Every row's text, in order.
    pub fn iter(&self) -> impl Iterator<Item = Option<&str>> {
        let starts = std::iter::once(0).chain(self.ends.iter().map(|(end, _)| *end));
        let text = |(start, (end, present)): (usize, &(usize, bool))| self.text.get(start..*end).filter(|_| *present);
        starts.zip(&self.ends).map(text)
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

/// Whole numbers, one a row. One that is absent is 0 here, and `present` tells it from a true zero.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Numbers {
    /// The numbers.
    pub values: Vec<i64>,
    /// Whether each is there.
    pub present: Vec<bool>,
}

impl Numbers {
    fn push(&mut self, value: Option<i64>) {
        self.values.push(value.unwrap_or(0));
        self.present.push(value.is_some());
    }
}

/// Work, one a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkColumns {
    /// Threads.
    pub threads: Vec<i64>,
    /// Turns.
    pub turns: Vec<i64>,
    /// Credits, in millionths.
    pub credits: Vec<i64>,
    /// The estimate in dollars, in millionths.
    pub cost: Numbers,
    /// Input tokens that no cache had.
    pub uncached: Numbers,
    /// Input tokens from the cache.
    pub cached: Numbers,
    /// Output tokens.
    pub output: Numbers,
}

impl WorkColumns {
    fn push(&mut self, work: &Work) {
        let Spend { credits, estimated_cost_usd, uncached_input_tokens, cached_input_tokens, output_tokens, .. } =
            work.spend;
        self.threads.push(count(work.threads));
        self.turns.push(count(work.turns));
        self.credits.push(credits.micros());
        self.cost.push(estimated_cost_usd.map(crate::Usd::micros));
        self.uncached.push(uncached_input_tokens.map(count));
        self.cached.push(cached_input_tokens.map(count));
        self.output.push(output_tokens.map(count));
    }
}

/// Parts of rows, in the order of their rows: by client, or by model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts<K> {
    /// Which row each part belongs to.
    pub rows: Vec<u32>,
    /// The place of each part's name in `names`.
    pub codes: Vec<u32>,
    /// The names, each once.
    pub names: Vec<K>,
    /// The numbers of each part.
    pub work: WorkColumns,
}

impl<K> Default for Parts<K> {
    fn default() -> Self {
        Self { rows: Vec::new(), codes: Vec::new(), names: Vec::new(), work: WorkColumns::default() }
    }
}

impl<K: Clone + PartialEq> Parts<K> {
    fn push(&mut self, row: u32, name: &K, work: &Work) {
        self.rows.push(row);
        let code = self.code(|known| known == name, || name.clone());
        self.codes.push(code);
        self.work.push(work);
    }
}

impl<K> Parts<K> {
    /// The place of the name that `is` knows; `make` makes it where it is new. A day has a handful of names, so they are
    /// looked through.
    pub fn code(&mut self, is: impl Fn(&K) -> bool, make: impl FnOnce() -> K) -> u32 {
        let known = self.names.iter().position(is);
        let at = known.unwrap_or_else(|| {
            self.names.push(make());
            self.names.len() - 1
        });
        u32::try_from(at).unwrap_or(u32::MAX)
    }
}

/// A count as a signed number; what does not fit is as many as can be counted.
fn count(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
