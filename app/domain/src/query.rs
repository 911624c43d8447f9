//! `PageQuery`: what a page shows, as it stands in the URL. Range, comparison, interval, filters, tab.
//!
//! Reading is lenient: a value that makes no sense falls back to the default, because an old bookmark
//! must open. (The HTTP API is strict and says what is wrong; it does not use this grammar.)
//! Writing is canonical: defaults are left out, so equal views have equal URLs.

use serde::{Deserialize, Serialize};

use crate::client::ClientFilter;
use crate::day::Day;
use crate::ids::{ConnectionName, TeamSlug};
use crate::interval::Interval;
use crate::metric::Metric;
use crate::range::DateRange;
use crate::view::{PeopleChoice, PeopleOrder, PersonBand, Split, TeamOrder};

/// A range that moves with the calendar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Preset {
    /// The last 7 days.
    Week,
    /// The last 28 days.
    #[default]
    Month,
    /// The last 90 days.
    Ninety,
    /// The running calendar quarter.
    Quarter,
    /// The last 365 days.
    Year,
    /// Everything in the archive.
    All,
}

impl Preset {
    /// Every preset, shortest first.
    pub const ALL: [Self; 6] = [Self::Week, Self::Month, Self::Ninety, Self::Quarter, Self::Year, Self::All];

    /// The key in URLs.
    pub fn key(self) -> &'static str {
        match self {
            Self::Week => "7d",
            Self::Month => "28d",
            Self::Ninety => "90d",
            Self::Quarter => "quarter",
            Self::Year => "year",
            Self::All => "all",
        }
    }

    /// The label for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Week => "7 days",
            Self::Month => "28 days",
            Self::Ninety => "90 days",
            Self::Quarter => "Quarter",
            Self::Year => "Year",
            Self::All => "All",
        }
    }

    /// The days it means today. `first` is the first day of the archive, where there is one.
    pub fn resolve(self, today: Day, first: Option<Day>) -> DateRange {
        let since = |from: Day| DateRange::new(from.min(today), today).unwrap_or(DateRange::single(today));
        match self {
            Self::Week => DateRange::ending(today, 7),
            Self::Month => DateRange::ending(today, 28),
            Self::Ninety => DateRange::ending(today, 90),
            Self::Quarter => since(today.quarter_start()),
            Self::Year => DateRange::ending(today, 365),
            Self::All => since(first.unwrap_or(today)),
        }
    }
}

/// Which days a page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RangeChoice {
    /// Moves with the calendar.
    Preset(Preset),
    /// Stays.
    Days(DateRange),
}

impl Default for RangeChoice {
    fn default() -> Self {
        Self::Preset(Preset::default())
    }
}

impl RangeChoice {
    /// The days it means today.
    pub fn resolve(self, today: Day, first: Option<Day>) -> DateRange {
        match self {
            Self::Preset(preset) => preset.resolve(today, first),
            Self::Days(range) => range,
        }
    }
}

/// What a page, a chart or an API call is narrowed to. Client and model do not combine: the source
/// has no such split.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Filter {
    /// One team by its slug, or `no-team`.
    pub team: Option<TeamSlug>,
    /// One client, or all of a family.
    pub client: Option<ClientFilter>,
    /// One model by its key, `model` or `model:speed`.
    pub model: Option<String>,
    /// One connection.
    pub connection: Option<ConnectionName>,
}

impl Filter {
    /// Whether nothing is narrowed.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What a page shows: everything that a person would want to share.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PageQuery {
    /// Which days.
    pub range: RangeChoice,
    /// Beside the period before.
    pub compare: bool,
    /// How the range is cut; absent means what suits the range.
    pub by: Option<Interval>,
    /// Narrowed to what.
    pub filter: Filter,
    /// Which metric the main chart shows; absent means the page's first.
    pub show: Option<Metric>,
    /// How the main chart is split, on pages that offer it.
    pub split: Split,
    /// Which people are listed, on the page that lists them.
    pub people: PeopleChoice,
    /// Which page of them, from 1; 0 is the first, too.
    pub page: u32,
    /// How the table of teams is sorted; absent means the roster's order.
    pub sort: Option<TeamOrder>,
}

/// Longest value that is read from a URL; a longer one is as good as absent.
const LONGEST_VALUE: usize = 200;

impl PageQuery {
    /// Reads the query part of a URL, without the `?`.
    pub fn parse(query: &str) -> Self {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
        Self::from_pairs(pairs.iter().map(|(key, value)| (key.as_str(), value.as_str())))
    }

    /// Reads decoded key-value pairs; the first of a repeated key counts, unknown keys are ignored.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let pairs: Vec<(&str, &str)> = pairs.into_iter().collect();
        let get = |key: &str| {
            let found = pairs.iter().find(|(name, _)| *name == key).map(|(_, value)| *value);
            found.filter(|value| !value.is_empty() && value.len() <= LONGEST_VALUE)
        };
        Self {
            range: range_of(get("range"), get("from"), get("to")),
            compare: get("compare").is_some_and(|value| value == "1" || value == "on"),
            by: get("by").and_then(|text| text.parse().ok()).filter(|by| *by != Interval::Total),
            filter: Filter {
                team: get("team").map(TeamSlug::new),
                client: get("client").map(ClientFilter::new),
                model: get("model").map(ToOwned::to_owned),
                connection: get("connection").map(ConnectionName::new),
            },
            show: get("show").and_then(|text| text.parse().ok()),
            split: get("split").and_then(split_named).unwrap_or_default(),
            people: PeopleChoice {
                order: PeopleOrder::ALL
                    .into_iter()
                    .find(|order| get("order") == Some(order.name()))
                    .unwrap_or(PeopleOrder::Name),
                band: PersonBand::ALL.into_iter().find(|band| get("band") == Some(band.name())),
                find: get("find").map(ToOwned::to_owned),
            },
            page: get("page").and_then(|text| text.parse().ok()).filter(|page| *page > 1).unwrap_or_default(),
            sort: get("sort").and_then(TeamOrder::parse),
        }
    }

    /// The query part of the URL in canonical form, without the `?`; empty where all is default.
    pub fn to_query(&self) -> String {
        serde_urlencoded::to_string(self.pairs()).unwrap_or_default()
    }

    /// The key-value pairs that a form needs as hidden fields to keep this state.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        match self.range {
            RangeChoice::Preset(preset) if preset == Preset::default() => {}
            RangeChoice::Preset(preset) => pairs.push(("range", preset.key().to_owned())),
            RangeChoice::Days(range) => {
                pairs.push(("from", range.from().to_string()));
                pairs.push(("to", range.to().to_string()));
            }
        }
        let mut push = |key: &'static str, value: Option<String>| pairs.extend(value.map(|value| (key, value)));
        push("compare", self.compare.then(|| "1".to_owned()));
        push("by", self.by.map(|by| by.name().to_owned()));
        push("team", self.filter.team.as_ref().map(ToString::to_string));
        push("client", self.filter.client.as_ref().map(ToString::to_string));
        push("model", self.filter.model.clone());
        push("connection", self.filter.connection.as_ref().map(ToString::to_string));
        push("show", self.show.map(|metric| metric.name().to_owned()));
        push("split", (self.split != Split::None).then(|| self.split.name().to_owned()));
        let PeopleChoice { order, band, find } = &self.people;
        push("order", (*order != PeopleOrder::Name).then(|| order.name().to_owned()));
        push("band", band.map(|band| band.name().to_owned()));
        push("find", find.clone());
        push("page", (self.page > 1).then(|| self.page.to_string()));
        push("sort", self.sort.map(TeamOrder::key));
        pairs
    }

    /// The URL of a page with this state.
    pub fn href(&self, path: &str) -> String {
        let query = self.to_query();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }
}

fn split_named(name: &str) -> Option<Split> {
    Split::ALL.into_iter().find(|split| split.name() == name)
}

fn range_of(preset: Option<&str>, from: Option<&str>, to: Option<&str>) -> RangeChoice {
    let day = |text: Option<&str>| text.and_then(|text| text.parse::<Day>().ok());
    if let (Some(from), Some(to)) = (day(from), day(to))
        && let Ok(range) = DateRange::new(from, to)
    {
        return RangeChoice::Days(range);
    }
    let named = preset.and_then(|key| Preset::ALL.into_iter().find(|preset| preset.key() == key));
    RangeChoice::Preset(named.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::TeamColumn;
    use proptest::option;
    use proptest::prelude::*;

    fn range_choice() -> impl Strategy<Value = RangeChoice> {
        prop_oneof![
            (0usize..Preset::ALL.len())
                .prop_map(|at| RangeChoice::Preset(Preset::ALL.get(at).copied().unwrap_or_default())),
            (0i32..40_000, 1u32..800)
                .prop_map(|(to, len)| RangeChoice::Days(DateRange::ending(Day::from_number(to), len))),
        ]
    }

    prop_compose! {
        fn page_query()(
            range in range_choice(),
            compare in any::<bool>(),
            by in option::of(prop_oneof![Just(Interval::Day), Just(Interval::Week), Just(Interval::Month)]),
            team in option::of("\\PC{1,40}"),
            client in option::of(prop_oneof![Just("ide".to_owned()), "[A-Z_&=+%]{1,30}".boxed()]),
            model in option::of("[a-z0-9.:-]{1,30}"),
            connection in option::of("\\PC{1,40}"),
            show in option::of(0usize..Metric::ALL.len()),
            split in 0usize..Split::ALL.len(),
            people in (0usize..PeopleOrder::ALL.len(), option::of(0usize..PersonBand::ALL.len()), option::of("\\PC{1,40}")),
            page in prop_oneof![Just(0u32), 2u32..9_000],
            sort in option::of((0usize..TeamColumn::ALL.len(), any::<bool>())),
        ) -> PageQuery {
            PageQuery {
                range,
                compare,
                by,
                filter: Filter {
                    team: team.map(TeamSlug::new),
                    client: client.map(ClientFilter::new),
                    model,
                    connection: connection.map(ConnectionName::new),
                },
                show: show.and_then(|at| Metric::ALL.get(at).copied()),
                split: Split::ALL.get(split).copied().unwrap_or_default(),
                people: PeopleChoice {
                    order: PeopleOrder::ALL.get(people.0).copied().unwrap_or_default(),
                    band: people.1.and_then(|at| PersonBand::ALL.get(at).copied()),
                    find: people.2,
                },
                page,
                sort: sort.and_then(|(at, down)| Some(TeamOrder { by: *TeamColumn::ALL.get(at)?, down })),
            }
        }
    }

    proptest! {
        #[test]
        fn url_round_trip(query in page_query()) {
            prop_assert_eq!(PageQuery::parse(&query.to_query()), query);
        }

        #[test]
        fn any_text_parses_to_something(text in "\\PC{0,300}") {
            let query = PageQuery::parse(&text);
            prop_assert_eq!(PageQuery::parse(&query.to_query()), query);
        }
    }

    #[test]
    fn nonsense_falls_back_to_the_default() {
        let nonsense =
            "range=century&from=2026-01-09&to=2026-01-01&by=total&compare=maybe&show=vibes&split=hairs&sort=charm";
        assert_eq!(PageQuery::parse(nonsense), PageQuery::default());
        assert_eq!(PageQuery::default().href("/adoption"), "/adoption");
    }

    #[test]
    fn presets_end_today() {
        let today = Day::from_number(20_000);
        for preset in Preset::ALL {
            assert_eq!(preset.resolve(today, Some(today.plus(-500))).to(), today);
        }
        assert_eq!(Preset::All.resolve(today, None).len_days(), 1);
        assert_eq!(Preset::Month.resolve(today, None).len_days(), 28);
    }
}
