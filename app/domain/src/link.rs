//! Shared links: what whoever opens one may see, as its owner settled it. A link is a contract: the page, its parts,
//! whom it is narrowed to, which days. What an address asks for beyond that counts for nothing.

use serde::{Deserialize, Serialize};

use crate::day::Day;
use crate::ids::LinkId;
use crate::query::{Filter, PageQuery, Preset, RangeChoice};
use crate::range::DateRange;

mod origin;
mod part;

pub use origin::{NotAnOrigin, Origin};
pub use part::{LinkPage, Part};

/// So many days a link works unless its owner says otherwise.
pub const USUAL_DAYS: i64 = 90;
/// So many days it works at most, where links must end.
pub const MOST_DAYS: i64 = 366;
/// Most origins that may embed one link.
pub const MOST_ORIGINS: usize = 8;

/// What a link shows. The default shows nothing, and nobody frames it.
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of the owner")]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contract {
    /// What its owner calls it; visitors read it above the page.
    pub label: String,
    /// Which page.
    pub page: LinkPage,
    /// Which parts of the page.
    pub parts: Vec<Part>,
    /// Whom and what it is narrowed to. No visitor can lift or change it.
    pub filter: Filter,
    /// Which days: moving with the calendar, or frozen.
    pub range: RangeChoice,
    /// Within which days visitors may choose others; `None` where they may not.
    pub window: Option<RangeChoice>,
    /// Beside the period before.
    pub compare: bool,
    /// Whether small groups are given by any days, as readers with an account see them. Without it groups are given in
    /// whole weeks only, so that a day of a group cannot be told by subtracting two views.
    pub small_groups: bool,
    /// Whether visitors read the owner's address.
    pub names_owner: bool,
    /// Which sites may show it in a frame; none where nobody may.
    pub embed: Vec<Origin>,
    /// Whether chats may show a picture of it beside its address. Never with a password; off for links made before.
    #[serde(default)]
    pub picture: bool,
}

impl Contract {
    /// Longest label.
    pub const LONGEST_LABEL: usize = 80;

    /// The page's state for a visitor who asks for some days, or for none. Days that the contract does not allow are
    /// not shown: what is asked for is cut to the window, and where nothing is left the contract's own days stand.
    pub fn query(&self, asked: Option<RangeChoice>, today: Day, first: Option<Day>) -> PageQuery {
        let range = asked.and_then(|asked| self.cut(asked, today, first)).unwrap_or(self.range);
        PageQuery { range, compare: self.compare, filter: self.filter.clone(), ..PageQuery::default() }
    }

    /// The days within which a visitor may choose.
    pub fn window(&self, today: Day, first: Option<Day>) -> Option<DateRange> {
        self.window.map(|window| window.resolve(today, first))
    }

    /// The days that figures may be made of where these are in view: the window in which visitors move, or else no
    /// more than what is in view. In whole weeks the last seven days are the last week that has ended.
    pub fn allowed(&self, shown: RangeChoice, whole_weeks: bool, today: Day, first: Option<Day>) -> DateRange {
        let days = match shown {
            RangeChoice::Preset(Preset::Week) if whole_weeks => {
                DateRange::new(today.next().week_start().plus(-7), today).unwrap_or(DateRange::single(today))
            }
            shown => shown.resolve(today, first),
        };
        self.window(today, first).filter(|window| window.intersect(days) == Some(days)).unwrap_or(days)
    }

    /// Presets that lie within the window.
    pub fn presets(&self, today: Day, first: Option<Day>) -> Vec<Preset> {
        let Some(window) = self.window(today, first) else { return Vec::new() };
        let inside = |preset: &Preset| {
            let days = preset.resolve(today, first);
            window.contains(days.from()) && window.contains(days.to())
        };
        Preset::ALL.into_iter().filter(inside).collect()
    }

    fn cut(&self, asked: RangeChoice, today: Day, first: Option<Day>) -> Option<RangeChoice> {
        let window = self.window(today, first)?;
        let days = asked.resolve(today, first);
        let inside = days.intersect(window)?;
        Some(if inside == days { asked } else { RangeChoice::Days(inside) })
    }

    /// A label as it can be kept: one line without spaces around it; `None` where it is empty or too long.
    pub fn label(typed: &str) -> Option<String> {
        let label = typed.trim();
        let fits = !label.is_empty()
            && label.chars().count() <= Self::LONGEST_LABEL
            && !label.chars().any(|c| c.is_control() || is_steering(c));
        fits.then(|| label.to_owned())
    }
}

/// Characters that turn the direction of text, by which a label could pose as another.
fn is_steering(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}

/// The days that the query part of a link's address asks for. Nothing else in it is read.
pub fn asked_days(query: &str) -> Option<RangeChoice> {
    let says = |key: &str| query.split('&').any(|pair| pair.split('=').next() == Some(key));
    let asked = says("range") || (says("from") && says("to"));
    asked.then(|| PageQuery::parse(query).range)
}

/// Whether a text can be the key of a link: 32 hexadecimal digits.
pub fn is_link_id(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// The key of a link from a form; `None` where the text can be none.
pub fn link_id(text: &str) -> Option<LinkId> {
    is_link_id(text).then(|| LinkId::new(text))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::ids::TeamSlug;
    use proptest::prelude::*;

    fn contract(range: RangeChoice, window: Option<RangeChoice>) -> Contract {
        Contract {
            label: "Weekly".to_owned(),
            page: LinkPage::Overview,
            parts: vec![Part::Headline],
            filter: Filter { team: Some(TeamSlug::new("web")), ..Filter::default() },
            range,
            window,
            ..Contract::default()
        }
    }

    fn days(from: &str, to: &str) -> RangeChoice {
        RangeChoice::Days(DateRange::new(from.parse().unwrap(), to.parse().unwrap()).unwrap())
    }

    const MONTH: RangeChoice = RangeChoice::Preset(Preset::Month);

    #[test]
    fn without_a_window_the_days_are_the_owners() {
        let today = "2026-11-20".parse().unwrap();
        for asked in [None, Some(RangeChoice::Preset(Preset::All)), Some(days("2026-11-01", "2026-11-02"))] {
            assert_eq!(contract(MONTH, None).query(asked, today, None).range, MONTH);
        }
    }

    #[test]
    fn what_is_asked_for_is_cut_to_the_window() {
        let today = "2026-11-20".parse().unwrap();
        let link = contract(MONTH, Some(days("2026-10-01", "2026-10-31")));
        let shown = |asked| link.query(Some(asked), today, None).range;
        assert_eq!(shown(days("2026-10-05", "2026-10-09")), days("2026-10-05", "2026-10-09"));
        assert_eq!(shown(days("2026-09-05", "2026-10-09")), days("2026-10-01", "2026-10-09"));
        assert_eq!(shown(days("2026-11-05", "2026-11-09")), MONTH);
        assert_eq!(shown(RangeChoice::Preset(Preset::All)), MONTH, "today alone, where nothing is archived");
    }

    #[test]
    fn figures_are_made_of_the_window_or_of_the_days_in_view() {
        // A Friday.
        let today = "2026-11-20".parse().unwrap();
        let frozen = days("2026-11-01", "2026-11-07");
        let allowed = |link: &Contract, shown, whole| RangeChoice::Days(link.allowed(shown, whole, today, None));
        assert_eq!(allowed(&contract(frozen, None), frozen, true), frozen);
        let quarter = contract(MONTH, Some(RangeChoice::Preset(Preset::Quarter)));
        assert_eq!(allowed(&quarter, frozen, false), days("2026-10-01", "2026-11-20"));
        let before = days("2026-09-01", "2026-11-07");
        assert_eq!(allowed(&quarter, before, false), before, "the owner's own days, partly before the window");
        let week = RangeChoice::Preset(Preset::Week);
        let link = contract(week, None);
        assert_eq!(allowed(&link, week, false), days("2026-11-14", "2026-11-20"));
        assert_eq!(allowed(&link, week, true), days("2026-11-09", "2026-11-20"));
    }

    #[test]
    fn an_address_says_days_and_nothing_else() {
        let full =
            "team=ops&client=x&model=y&connection=z&compare=1&show=credits&split=team&by=week&range=7d&order=name";
        let asked = asked_days(full);
        assert_eq!(asked, Some(RangeChoice::Preset(Preset::Week)));
        let link = contract(MONTH, Some(RangeChoice::Preset(Preset::Year)));
        let today = "2026-11-20".parse().unwrap();
        let expected =
            PageQuery { range: RangeChoice::Preset(Preset::Week), filter: link.filter.clone(), ..PageQuery::default() };
        assert_eq!(link.query(asked, today, None), expected);
        for nothing in ["", "team=x", "from=2026-10-01", "to=2026-10-01", "ranges=7d"] {
            assert_eq!(asked_days(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn presets_on_offer_lie_within_the_window() {
        let today = "2026-11-20".parse().unwrap();
        let link = contract(MONTH, Some(RangeChoice::Preset(Preset::Ninety)));
        assert_eq!(
            link.presets(today, None),
            [Preset::Week, Preset::Month, Preset::Ninety, Preset::Quarter, Preset::All]
        );
        assert!(contract(MONTH, None).presets(today, None).is_empty());
    }

    #[test]
    fn a_contract_of_before_has_no_picture() {
        let mut kept = serde_json::to_value(contract(MONTH, None)).unwrap();
        kept.as_object_mut().unwrap().remove("picture").unwrap();
        assert_eq!(serde_json::from_value::<Contract>(kept).unwrap(), contract(MONTH, None));
    }

    #[test]
    fn labels_are_one_line_that_reads_as_it_is_written() {
        assert_eq!(Contract::label("  Weekly ").as_deref(), Some("Weekly"));
        for wrong in ["", " ", "a\nb", "a\u{202e}b", &"x".repeat(81)] {
            assert_eq!(Contract::label(wrong), None, "{wrong:?}");
        }
    }

    proptest! {
        #[test]
        fn nobody_gets_out_of_the_window(from in 0i32..40_000, len in 1u32..800, wfrom in 0i32..40_000, wlen in 1u32..800) {
            let window = DateRange::ending(Day::from_number(wfrom), wlen);
            let own = DateRange::single(window.to());
            let link = contract(RangeChoice::Days(own), Some(RangeChoice::Days(window)));
            let asked = RangeChoice::Days(DateRange::ending(Day::from_number(from), len));
            let shown = link.query(Some(asked), window.to(), None).range.resolve(window.to(), None);
            prop_assert!(window.contains(shown.from()) && window.contains(shown.to()));
        }

        #[test]
        fn no_address_moves_the_lock(text in "\\PC{0,120}") {
            let link = contract(MONTH, Some(RangeChoice::Preset(Preset::Year)));
            let shown = link.query(asked_days(&text), "2026-11-20".parse().unwrap(), None);
            prop_assert_eq!(shown.filter, link.filter);
            prop_assert!(!shown.compare && shown.show.is_none() && shown.by.is_none() && shown.sort.is_none());
        }
    }
}
