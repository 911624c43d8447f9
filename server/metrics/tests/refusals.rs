//! Questions that cannot be asked are refused by the name of the parameter, and pages find what they need.
#![expect(clippy::unwrap_used, reason = "tests")]

use domain::view::Split;
use domain::{ClientFilter, ConnectionId, ConnectionName, DateRange, Day, Filter, Interval, Metric, TeamSlug};
use metrics::{Ask, AskError, Index, Policy};

fn ask(metric: Metric) -> Ask {
    let today = Day::from_ymd(2026, 11, 20).unwrap();
    Ask {
        metric,
        range: DateRange::ending(today, 28),
        by: Interval::Day,
        split: Split::None,
        filter: Filter::default(),
        policy: Policy::default(),
        today,
    }
}

fn refusal(ask: &Ask) -> AskError {
    let mut index = Index::empty();
    index.set_connection(ConnectionId::new(1), ConnectionName::new("main"));
    let why = metrics::answer(&index, ask).unwrap_err();
    assert!(why.to_string().starts_with(&format!("{}: ", why.parameter())), "{why}");
    assert_eq!(metrics::deltas(&index, ask).unwrap_err(), why);
    why
}

#[test]
fn rolling_windows_are_given_by_day_only() {
    for metric in [Metric::Dau, Metric::Wau, Metric::Mau] {
        for by in [Interval::Week, Interval::Month, Interval::Total] {
            assert_eq!(refusal(&Ask { by, ..ask(metric) }), AskError::NotByDay { metric });
        }
    }
}

#[test]
fn what_the_source_does_not_split_is_not_split() {
    for (metric, split) in [
        (Metric::Threads, Split::Model),
        (Metric::ActivePeople, Split::Model),
        (Metric::Reviews, Split::Client),
        (Metric::ReviewPositiveShare, Split::ClientFamily),
    ] {
        let why = refusal(&Ask { split, ..ask(metric) });
        assert_eq!(why, AskError::NoSplit { metric, split });
        assert!(why.to_string().contains("use one of none, team"), "{why}");
    }
}

#[test]
fn unknown_names_are_named() {
    let team = TeamSlug::new("nobody");
    let filter = Filter { team: Some(team.clone()), ..Filter::default() };
    assert_eq!(refusal(&Ask { filter, ..ask(Metric::Credits) }), AskError::UnknownTeam(team));
    let connection = ConnectionName::new("other");
    let filter = Filter { connection: Some(connection.clone()), ..Filter::default() };
    assert_eq!(refusal(&Ask { filter, ..ask(Metric::Credits) }), AskError::UnknownConnection(connection));
}

#[test]
fn client_and_model_do_not_combine() {
    let filter =
        Filter { client: Some(ClientFilter::new("CODEX_CLI")), model: Some("a".to_owned()), ..Filter::default() };
    assert_eq!(refusal(&Ask { filter, ..ask(Metric::Credits) }), AskError::FilterConflict);
    let filter = Filter { client: Some(ClientFilter::new("CODEX_CLI")), ..Filter::default() };
    assert_eq!(refusal(&Ask { filter, split: Split::Model, ..ask(Metric::Credits) }), AskError::FilterConflict);
}

#[test]
fn more_than_ten_years_is_too_long() {
    let range = DateRange::ending(ask(Metric::Credits).today, 3_661);
    assert_eq!(refusal(&Ask { range, ..ask(Metric::Credits) }), AskError::TooLong { days: 3_661, max: 3_660 });
}

#[test]
fn an_empty_index_knows_nothing_and_says_so() {
    let index = Index::empty();
    for metric in Metric::ALL {
        let answer = metrics::answer(&index, &ask(*metric)).unwrap();
        let all = answer.series.first().unwrap();
        assert_eq!((all.key.as_str(), all.points.len(), all.total.value), ("all", 28, None), "{metric}");
        assert!(all.points.iter().all(|point| point.figure.value.is_none()), "{metric}");
    }
    assert_eq!((index.first_day(), index.settled_through()), (None, None));
    assert_eq!(index.roster_size(ask(Metric::Dau).today, None), None);
    assert!(index.people().is_empty() && index.teams().is_empty());
    assert_eq!(metrics::bands(&index, &ask(Metric::Dau)).unwrap().roster, None);
}
