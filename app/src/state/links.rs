//! Links that change one part of a page's state and keep the rest. Pure, and for the server alone.

use domain::link::LinkPage;
use domain::view::{Frame, PeopleChoice, PeopleOrder, PersonBand, Split, TeamOrder};
use domain::{
    ClientFilter, ConnectionName, DateRange, Day, Filter, Interval, Metric, PageQuery, Preset, RangeChoice, TeamSlug,
};

/// The URL with another preset.
pub fn with_preset(query: &PageQuery, path: &str, preset: Preset) -> String {
    PageQuery { range: RangeChoice::Preset(preset), ..query.clone() }.href(path)
}

/// Where a link to what is in view is made; `None` for pages that no link can open. The page of a team is about that
/// team, which its path names, whatever else it is narrowed to.
pub fn sharing(query: &PageQuery, path: &str) -> Option<String> {
    let (page, about, team) = match (path, path.strip_prefix("/teams/")) {
        (_, Some(team)) => (LinkPage::Team, format!("&team={team}"), None),
        ("/", None) => (LinkPage::Overview, String::new(), query.filter.team.clone()),
        (_, None) => {
            let page = LinkPage::of_key(path.strip_prefix('/')?).filter(|page| *page != LinkPage::Team)?;
            (page, String::new(), query.filter.team.clone())
        }
    };
    let filter = Filter { team, ..query.filter.clone() };
    let seen = PageQuery { range: query.range, compare: query.compare, filter, ..PageQuery::default() }.to_query();
    let and = if seen.is_empty() { "" } else { "&" };
    Some(format!("/links?new={}{about}{and}{seen}", page.key()))
}

/// The URL with another interval.
pub fn with_interval(query: &PageQuery, path: &str, by: Interval) -> String {
    PageQuery { by: Some(by), ..query.clone() }.href(path)
}

/// The URL with the comparison turned round.
pub fn with_comparison_turned(query: &PageQuery, path: &str) -> String {
    PageQuery { compare: !query.compare, ..query.clone() }.href(path)
}

/// The URL with another metric in the main chart.
pub fn showing(query: &PageQuery, path: &str, metric: Metric) -> String {
    PageQuery { show: Some(metric), ..query.clone() }.href(path)
}

/// The URL narrowed to a team.
pub fn with_team(query: &PageQuery, path: &str, team: &str) -> String {
    let filter = Filter { team: Some(TeamSlug::new(team)), ..query.filter.clone() };
    PageQuery { filter, ..query.clone() }.href(path)
}

/// The URL narrowed to a client, or to a family of them by its key. A filter by model goes, because the source has no such split.
pub fn with_client(query: &PageQuery, path: &str, client: &str) -> String {
    let filter = Filter { client: Some(ClientFilter::new(client)), model: None, ..query.filter.clone() };
    PageQuery { filter, ..query.clone() }.href(path)
}

/// The URL narrowed to a model. A filter by client goes, because the source has no such split.
pub fn with_model(query: &PageQuery, path: &str, model: &str) -> String {
    let filter = Filter { model: Some(model.to_owned()), client: None, ..query.filter.clone() };
    PageQuery { filter, ..query.clone() }.href(path)
}

/// The URL narrowed to a connection.
pub fn with_connection(query: &PageQuery, path: &str, name: &str) -> String {
    let filter = Filter { connection: Some(ConnectionName::new(name)), ..query.filter.clone() };
    PageQuery { filter, ..query.clone() }.href(path)
}

/// The URL narrowed to no client and no model.
pub fn without_surface(query: &PageQuery, path: &str) -> String {
    let filter = Filter { client: None, model: None, ..query.filter.clone() };
    PageQuery { filter, ..query.clone() }.href(path)
}

/// The URL with the main chart split otherwise.
pub fn with_split(query: &PageQuery, path: &str, split: Split) -> String {
    PageQuery { split, ..query.clone() }.href(path)
}

/// The URL with the table of teams sorted otherwise; `None` for the roster's order.
pub fn sorted(query: &PageQuery, path: &str, sort: Option<TeamOrder>) -> String {
    PageQuery { sort, ..query.clone() }.href(path)
}

/// The path of something below a page; the page's own where nothing is named.
pub fn below(path: &str, name: &str) -> String {
    if name.is_empty() { path.to_owned() } else { format!("{path}/{}", super::encoded(name)) }
}

/// The URL of a team's page over the same days. The team is in its path.
pub fn team(query: &PageQuery, slug: &str) -> String {
    let filter = Filter { team: None, ..query.filter.clone() };
    super::elsewhere(&PageQuery { filter, ..query.clone() }, &below("/teams", slug))
}

/// The URL of the list of people of a band; of everyone without one.
pub fn of_band(query: &PageQuery, path: &str, band: Option<PersonBand>) -> String {
    chosen(query, path, PeopleChoice { band, ..query.people.clone() })
}

/// The URL of the list of people whose name or address has a text in it.
pub fn found(query: &PageQuery, path: &str, find: Option<String>) -> String {
    chosen(query, path, PeopleChoice { find, ..query.people.clone() })
}

/// The URL of the list of people in another order.
pub fn people_by(query: &PageQuery, path: &str, order: PeopleOrder) -> String {
    chosen(query, path, PeopleChoice { order, ..query.people.clone() })
}

/// Another choice begins on its first page.
fn chosen(query: &PageQuery, path: &str, people: PeopleChoice) -> String {
    PageQuery { people, page: 0, ..query.clone() }.href(path)
}

/// The URL of another page of the list of people.
pub fn people_page(query: &PageQuery, path: &str, page: u32) -> String {
    PageQuery { page, ..query.clone() }.href(path)
}

/// The URL of a person's page over the same days. The person is in its path.
pub fn person(query: &PageQuery, key: &str) -> String {
    let filter = Filter { team: None, ..query.filter.clone() };
    super::elsewhere(&PageQuery { filter, ..query.clone() }, &below("/people", key))
}

/// The file of usage over a page's days and team.
pub fn usage_file(frame: &Frame, ending: &str) -> String {
    let team = frame.query.filter.team.as_ref().map(|team| format!("&team={}", super::encoded(team.as_str())));
    format!("/export/usage.{ending}?from={}&to={}{}", frame.range.from(), frame.range.to(), team.unwrap_or_default())
}

/// A filter in force, with the URL that lifts it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chip {
    /// What kind of filter: `Team`.
    pub kind: &'static str,
    /// The value in the URL.
    pub key: String,
    /// The URL without it.
    pub without: String,
}

/// The filters in force.
pub fn chips(query: &PageQuery, path: &str) -> Vec<Chip> {
    let filter = &query.filter;
    let without = |filter: Filter| PageQuery { filter, ..query.clone() }.href(path);
    let mut chips = Vec::new();
    if let Some(team) = &filter.team {
        let without = without(Filter { team: None, ..filter.clone() });
        chips.push(Chip { kind: "Team", key: team.to_string(), without });
    }
    if let Some(client) = &filter.client {
        let without = without(Filter { client: None, ..filter.clone() });
        chips.push(Chip { kind: "Client", key: client.to_string(), without });
    }
    if let Some(model) = &filter.model {
        chips.push(Chip {
            kind: "Model",
            key: model.clone(),
            without: without(Filter { model: None, ..filter.clone() }),
        });
    }
    if let Some(connection) = &filter.connection {
        let without = without(Filter { connection: None, ..filter.clone() });
        chips.push(Chip { kind: "Connection", key: connection.to_string(), without });
    }
    chips
}

/// The state moved by whole periods: back where `steps` is negative. Never beyond today; a preset becomes fixed
/// days, and becomes itself again where the step leads back to it.
pub fn stepped(query: &PageQuery, range: DateRange, today: Day, steps: i64) -> PageQuery {
    let moved = range.shifted(i64::from(range.len_days()) * steps);
    let range = if moved.ends_in_future(today) { DateRange::ending(today, range.len_days()) } else { moved };
    let preset = Preset::ALL
        .into_iter()
        .filter(|preset| !matches!(preset, Preset::All | Preset::Quarter))
        .find(|preset| preset.resolve(today, None) == range);
    let choice = preset.map_or(RangeChoice::Days(range), RangeChoice::Preset);
    PageQuery { range: choice, ..query.clone() }
}

/// The pairs that a form must carry as hidden fields so that it changes only `own` and keeps the rest.
pub fn kept(query: &PageQuery, own: &[&str]) -> Vec<(&'static str, String)> {
    query.pairs().into_iter().filter(|(key, _)| !own.contains(key)).collect()
}

/// Where a sign-in may lead: a path on this site, never another.
pub fn safe_next(next: Option<&str>) -> String {
    let inside = next.filter(|next| {
        next.starts_with('/')
            && !next.starts_with("//")
            && !next.contains(['\\', '\r', '\n', '\t'])
            && !next.starts_with("/auth/")
            && !next.starts_with("/sign-in")
    });
    inside.unwrap_or("/").to_owned()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::state::elsewhere;

    const FULL: &str = "from=2026-10-01&to=2026-10-28&compare=1&by=week&team=platform&client=CODEX_CLI&show=credits";

    fn full() -> PageQuery {
        PageQuery::parse(FULL)
    }

    fn query_of(href: &str) -> PageQuery {
        PageQuery::parse(href.split_once('?').map_or("", |(_, query)| query))
    }

    #[test]
    fn a_link_changes_one_part_and_keeps_the_rest() {
        let href = with_preset(&full(), "/", Preset::Year);
        assert_eq!(href, "/?range=year&compare=1&by=week&team=platform&client=CODEX_CLI&show=credits");
        assert_eq!(query_of(&with_comparison_turned(&full(), "/")), PageQuery { compare: false, ..full() });
        assert_eq!(query_of(&with_interval(&full(), "/", Interval::Day)).by, Some(Interval::Day));
        assert_eq!(query_of(&showing(&full(), "/", Metric::Wau)), PageQuery { show: Some(Metric::Wau), ..full() });
        assert_eq!(query_of(&elsewhere(&full(), "/adoption")), PageQuery { show: None, ..full() });
    }

    #[test]
    fn a_team_stands_in_the_path_and_nothing_of_it_in_the_query() {
        let href =
            team(&PageQuery::parse("range=90d&team=web&show=credits&split=parent_team&sort=-credits"), "größe/1");
        assert_eq!(href, "/teams/gr%C3%B6%C3%9Fe%2F1?range=90d");
        assert_eq!(below("/teams", ""), "/teams");
    }

    #[test]
    fn a_person_stands_in_the_path_and_the_list_keeps_its_choice() {
        let query = PageQuery::parse("range=90d&team=web&order=turns&band=dormant&find=al&page=3");
        assert_eq!(person(&query, "1/user x"), "/people/1%2Fuser%20x?range=90d");
        assert_eq!(person(&query, "al@example.com"), "/people/al%40example.com?range=90d");
        let base = "/people?range=90d&team=web";
        assert_eq!(people_page(&query, "/people", 1), format!("{base}&order=turns&band=dormant&find=al"));
        assert_eq!(of_band(&query, "/people", None), format!("{base}&order=turns&find=al"));
        assert_eq!(found(&query, "/people", None), format!("{base}&order=turns&band=dormant"));
        assert_eq!(people_by(&query, "/people", PeopleOrder::Name), format!("{base}&band=dormant&find=al"));
        assert_eq!(elsewhere(&query, "/"), "/?range=90d&team=web");
    }

    #[test]
    fn what_is_in_view_can_be_shared() {
        let query = PageQuery::parse("range=90d&team=web&compare=1&by=week&show=credits");
        let shared = |path| sharing(&query, path);
        assert_eq!(shared("/").as_deref(), Some("/links?new=overview&range=90d&compare=1&team=web"));
        assert_eq!(shared("/credits").as_deref(), Some("/links?new=credits&range=90d&compare=1&team=web"));
        assert_eq!(sharing(&PageQuery::default(), "/reviews").as_deref(), Some("/links?new=reviews"));
        let team = sharing(&PageQuery::parse("client=CODEX_CLI"), "/teams/r%26d");
        assert_eq!(team.as_deref(), Some("/links?new=team&team=r%26d&client=CODEX_CLI"));
        for path in ["/people", "/teams", "/team", "/people/x"] {
            assert_eq!(sharing(&query, path), None, "{path}");
        }
    }

    #[test]
    fn a_client_takes_the_place_of_a_model() {
        let query = PageQuery::parse("model=gpt-5:fast&team=web");
        let narrowed = query_of(&with_client(&query, "/", "CODEX_CLI"));
        assert_eq!((narrowed.filter.model, narrowed.filter.team.unwrap().as_str()), (None, "web"));
    }

    #[test]
    fn each_chip_lifts_only_itself() {
        let found = chips(&full(), "/");
        let kinds: Vec<&str> = found.iter().map(|chip| chip.kind).collect();
        assert_eq!(kinds, ["Team", "Client"]);
        let without_team = query_of(&found.first().unwrap().without);
        assert_eq!(without_team.filter.team, None);
        assert_eq!(without_team.filter.client, full().filter.client);
        assert_eq!(without_team.range, full().range);
    }

    #[test]
    fn steps_go_by_whole_periods_and_stop_at_today() {
        let today: Day = "2026-11-20".parse().unwrap();
        let query = PageQuery::default();
        let range = query.range.resolve(today, None);
        let back = stepped(&query, range, today, -1);
        assert_eq!(back.range, RangeChoice::Days(range.shifted(-28)));
        let forth = stepped(&back, range.shifted(-28), today, 1);
        assert_eq!(forth, query);
        assert_eq!(stepped(&query, range, today, 1), query);
    }

    #[test]
    fn a_form_keeps_what_it_does_not_set() {
        let keys: Vec<&str> = kept(&full(), &["team", "client"]).iter().map(|(key, _)| *key).collect();
        assert_eq!(keys, ["from", "to", "compare", "by", "show"]);
    }

    #[test]
    fn a_sign_in_leads_nowhere_else() {
        assert_eq!(safe_next(Some("/adoption?range=90d")), "/adoption?range=90d");
        for wrong in
            ["https://example.com", "//example.com", "/\\example.com", "", "/a\nb", "/auth/sign-out", "/sign-in"]
        {
            assert_eq!(safe_next(Some(wrong)), "/", "{wrong}");
        }
        assert_eq!(safe_next(None), "/");
    }
}
