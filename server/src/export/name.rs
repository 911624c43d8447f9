//! What an export is called: what is in it, over which days, narrowed to what, by which definitions.

use std::fmt::Write as _;

use app::export::About;
use domain::{DateRange, Filter, Interval};
use metrics::Ask;

use super::{Detail, Order, What};

/// What is said of an export beside its rows.
#[derive(Clone, Debug)]
pub struct Label {
    /// The file's name.
    pub file_name: String,
    /// In the same words, for people.
    pub title: String,
    /// The days.
    pub range: DateRange,
}

impl Label {
    pub(super) fn of(order: &Order) -> Self {
        let (parts, range) = match &order.what {
            What::Rows { topic, detail, range, team } => {
                let mut parts = vec![topic.name().to_owned()];
                if *detail != Detail::Total {
                    parts.push(format!("by-{}", detail.name()));
                }
                let whose = if order.policy.sees_persons() { "persons" } else { "teams" };
                parts.push(whose.to_owned());
                parts.push(days(*range));
                parts.extend(team.as_ref().map(|team| format!("team-{team}")));
                (parts, *range)
            }
            What::Metric(ask) => (of_metric(ask), ask.range),
        };
        Self::made_of(&parts, range, order.format.ending())
    }

    /// Of a part of a page, or of all of it.
    pub(super) fn of_page(about: &About, key: &str, ending: &str) -> Self {
        let page = match about.path.trim_matches('/') {
            "" => about.title.to_lowercase(),
            path => path.replace('/', "-"),
        };
        let mut parts = vec![page];
        if key != app::export::PAGE {
            parts.push(key.to_owned());
        }
        parts.push(days(about.range));
        parts.extend(about.query.by.filter(|by| *by != Interval::Day).map(|by| format!("by-{}", by.name())));
        parts.extend(filters(&about.query.filter));
        Self::made_of(&parts, about.range, ending)
    }

    fn made_of(parts: &[String], range: DateRange, ending: &str) -> Self {
        let stem = format!("uptake-{}-v{}", parts.join("-"), metrics::DEFINITIONS);
        let title = format!("Uptake: {}, definitions {}", parts.join(", "), metrics::DEFINITIONS);
        Self { file_name: format!("{}.{ending}", plain(&stem)), title, range }
    }

    /// What files that can carry notes say of themselves.
    pub(super) fn notes(&self) -> [(&'static str, String); 4] {
        [
            ("uptake.title", self.title.clone()),
            ("uptake.definitions", metrics::DEFINITIONS.to_string()),
            ("uptake.from", self.range.from().to_string()),
            ("uptake.to", self.range.to().to_string()),
        ]
    }
}

fn days(range: DateRange) -> String {
    format!("{}-to-{}", range.from(), range.to())
}

fn of_metric(ask: &Ask) -> Vec<String> {
    let mut parts = vec![ask.metric.name().to_owned(), days(ask.range)];
    if ask.by != Interval::Day {
        parts.push(format!("by-{}", ask.by.name()));
    }
    if ask.split != domain::view::Split::None {
        parts.push(format!("split-{}", ask.split.name()));
    }
    parts.extend(filters(&ask.filter));
    parts
}

/// What a file is narrowed to.
fn filters(filter: &Filter) -> Vec<String> {
    let mut parts = Vec::new();
    parts.extend(filter.team.as_ref().map(|team| format!("team-{team}")));
    parts.extend(filter.client.as_ref().map(|client| format!("client-{client}")));
    parts.extend(filter.model.as_ref().map(|model| format!("model-{model}")));
    parts.extend(filter.connection.as_ref().map(|connection| format!("connection-{connection}")));
    parts
}

/// Longest name, without its ending.
const LONGEST: usize = 150;

/// A name that every file system takes: letters and digits of any script, and a few signs.
fn plain(stem: &str) -> String {
    let fits = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '_' };
    stem.chars().take(LONGEST).map(fits).collect()
}

/// The header that names a download: the plain name for everybody, the full one for whoever reads UTF-8.
pub fn content_disposition(file_name: &str) -> String {
    let ascii: String = file_name.chars().map(|c| if c.is_ascii() { c } else { '_' }).collect();
    let mut encoded = String::new();
    for byte in file_name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::export::{Format, Topic};
    use domain::TeamSlug;

    fn named(team: &str, floor: Option<u32>) -> String {
        let range = DateRange::new("2026-10-01".parse().unwrap(), "2026-10-31".parse().unwrap()).unwrap();
        let team = Some(TeamSlug::new(team));
        let what = What::Rows { topic: Topic::Usage, detail: Detail::Client, range, team };
        Label::of(&Order { what, format: Format::Csv, policy: access::Policy { floor } }).file_name
    }

    #[test]
    fn a_name_says_what_when_whose_and_by_which_definitions() {
        let version = metrics::DEFINITIONS;
        let expected = format!("uptake-usage-by-client-persons-2026-10-01-to-2026-10-31-team-web-v{version}.csv");
        assert_eq!(named("web", None), expected);
        assert!(named("web", Some(5)).contains("-teams-"));
        let odd = named("../größe\"; rm\r\n", None);
        assert!(odd.contains("team-.._größe___rm__") && !odd.contains('/'), "{odd}");
        let header = content_disposition("größe.csv");
        assert_eq!(header, "attachment; filename=\"gr__e.csv\"; filename*=UTF-8''gr%C3%B6%C3%9Fe.csv");
    }
}
