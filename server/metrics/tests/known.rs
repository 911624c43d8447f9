//! Answers that can be worked out by hand, on an organisation of three people.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use domain::fact::{ClientUsage, DayRows, ReviewResponseRow, Spend, UsageRow, Work};
use domain::people::{Membership, Person, Roster, Team};
use domain::view::{Blank, Number, PeopleOrder, PersonBand, PointState, ReviewBasis, Split};
use domain::{
    ClientFamily, ClientId, ConnectionId, ConnectionName, Credits, Dataset, DateRange, Day, DayState, Filter, Interval,
    Metric, TeamSlug,
};
use metrics::{AskError, Index, Policy, Scope};

const MAIN: ConnectionId = ConnectionId::new(1);

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn range(from: &str, to: &str) -> DateRange {
    DateRange::new(day(from), day(to)).unwrap()
}

fn credits(whole: i64) -> Credits {
    Credits::from_micros(whole * 1_000_000)
}

fn row(day: Day, who: &str, turns: u64, whole: i64) -> UsageRow {
    UsageRow {
        day,
        user_id: None,
        email: Some(format!("{who}@example.com").parse().unwrap()),
        totals: Work { threads: 1, turns, spend: Spend { credits: credits(whole), ..Spend::default() } },
        clients: Vec::new(),
        models: Vec::new(),
        attribution: None,
    }
}

/// Every day of 2026 up to `settled` is settled, with the rows that `rows` gives.
fn index(settled: Day, rows: impl Fn(Day) -> Vec<UsageRow>) -> Index {
    let mut index = Index::empty();
    index.set_connection(MAIN, ConnectionName::new("main"));
    for day in DateRange::new(day("2026-01-01"), settled).unwrap().days() {
        index.replace_day(MAIN, Dataset::Usage, day, DayState::Settled, &DayRows::Usage(rows(day)));
    }
    index
}

fn scope(range: DateRange, today: &str) -> Scope {
    Scope { range, filter: Filter::default(), policy: Policy::default(), today: day(today) }
}

#[test]
fn a_steady_burn_is_forecast_to_the_cycles_end() {
    // Ten credits each weekday, nothing on weekends. April 2026 begins on a Wednesday and has 22 weekdays.
    let ten = |day: Day| if day.is_weekday() { vec![row(day, "ana", 1, 10)] } else { Vec::new() };
    let index = index(day("2026-04-14"), ten);
    let april = scope(range("2026-04-01", "2026-04-30"), "2026-04-17");
    let told = metrics::forecast(&index, &april, Some(credits(150))).unwrap();
    assert_eq!(told.through, Some(day("2026-04-14")));
    assert_eq!(told.spent.value, Some(Number::Credits(credits(100))));
    assert_eq!((told.weekdays_left, told.burn, told.burn_days), (12, Some(credits(10)), 20));
    assert_eq!((told.forecast, told.band), (Some(credits(220)), Some((credits(220), credits(220)))));
    // 100 of 150 credits in 14 of 30 days.
    assert!((told.pace.unwrap() - 100.0 / 70.0).abs() < 1e-12);
    assert_eq!(told.blank, None);
    // When it is over, the cycle has cost what it has cost.
    let march = metrics::forecast(&index, &scope(range("2026-03-01", "2026-03-31"), "2026-04-17"), None).unwrap();
    assert_eq!((march.forecast, march.pace, march.weekdays_left), (Some(credits(220)), None, 0));
}

#[test]
fn a_slow_and_a_fast_week_make_the_band() {
    // The n-th week from the end costs n credits a weekday.
    let end = day("2026-04-12");
    let burn = |day: Day| end.days_since(day) / 7 + 1;
    let index = index(end, |day| if day.is_weekday() { vec![row(day, "ana", 1, burn(day))] } else { Vec::new() });
    let told = metrics::forecast(&index, &scope(range("2026-04-13", "2026-04-19"), "2026-04-15"), None).unwrap();
    // Nothing of the cycle is settled: it will cost five weekdays at 2.5, 1 and 8 credits.
    assert_eq!((told.through, told.spent.state, told.pace), (None, PointState::Gap, None));
    assert_eq!(told.forecast, Some(Credits::from_micros(12_500_000)));
    assert_eq!(told.band, Some((credits(5), credits(40))));
}

#[test]
fn without_enough_settled_days_there_is_no_forecast() {
    let index = index(day("2026-01-12"), |day| vec![row(day, "ana", 1, 10)]);
    let told = metrics::forecast(&index, &scope(range("2026-01-01", "2026-01-31"), "2026-01-15"), None).unwrap();
    assert_eq!((told.blank, told.forecast, told.burn_days), (Some(Blank::TooLittleSettled), None, 8));
    let ahead = metrics::forecast(&index, &scope(range("2026-02-01", "2026-02-28"), "2026-01-15"), None).unwrap();
    assert_eq!(ahead.blank, Some(Blank::NotBegun));
    let empty = metrics::forecast(&Index::empty(), &scope(range("2026-01-01", "2026-01-31"), "2026-01-15"), None);
    assert_eq!(empty.unwrap().blank, Some(Blank::NothingSettled));
}

#[test]
fn a_day_far_from_the_own_median_is_a_spike() {
    // 100 and 120 credits by turns: median 110, each 10 away; far begins above 161.891.
    let usual = |day: Day| if day.number() % 2 == 0 { 100 } else { 120 };
    let jump = day("2026-02-20");
    let index = index(day("2026-02-28"), |day| vec![row(day, "ana", 1, if day == jump { 162 } else { usual(day) })]);
    let february = scope(range("2026-02-01", "2026-02-28"), "2026-03-02");
    let told = metrics::spikes(&index, &february, credits(50)).unwrap();
    // Of 28 days the 28th of January is the first that has 28 known days before.
    assert_eq!((told.judged, told.days), (28, 28));
    let spike = &told.teams[0];
    assert_eq!((told.teams.len(), spike.day, spike.key.as_str(), spike.up), (1, jump, "no-team", true));
    assert_eq!((spike.credits, spike.median, spike.mad), (credits(162), credits(110), credits(10)));
    assert!((spike.score - 52.0 / 14.826).abs() < 1e-12);
    let people = told.people.unwrap();
    assert_eq!((people.len(), people[0].key.as_str()), (1, "ana@example.com"));
    // Below the least credits nothing is told.
    let higher = metrics::spikes(&index, &february, credits(162)).unwrap();
    assert!(higher.teams.is_empty());
}

#[test]
fn where_the_distance_is_zero_there_is_no_spike() {
    let jump = day("2026-02-20");
    let index = index(day("2026-02-28"), |day| vec![row(day, "ana", 1, if day == jump { 9_999 } else { 100 })]);
    let told = metrics::spikes(&index, &scope(range("2026-02-01", "2026-02-28"), "2026-03-02"), Credits::ZERO).unwrap();
    assert_eq!((told.judged, told.teams.len(), told.people.unwrap().len()), (28, 0, 0));
}

#[test]
fn credits_moved_because_of_people_turns_and_price() {
    // Twice the people, each with three times the turns, at the same price.
    let last_week = range("2026-02-02", "2026-02-08");
    let index = index(day("2026-02-15"), |day| {
        let (people, turns) =
            if last_week.to() < day { (["ana", "bo"].as_slice(), 3) } else { (["ana"].as_slice(), 1) };
        people.iter().map(|who| row(day, who, turns, 5 * i64::try_from(turns).unwrap())).collect()
    });
    let told = metrics::credit_change(&index, &scope(range("2026-02-09", "2026-02-15"), "2026-02-18")).unwrap();
    assert_eq!((told.current, told.previous), (Some(range("2026-02-09", "2026-02-15")), Some(last_week)));
    let bars = told.bars.unwrap();
    // From 35 to 210 credits; ln 2 and ln 3 of ln 6.
    assert_eq!(bars.change, credits(175));
    assert_eq!((bars.people.micros(), bars.turns_per_person.micros()), (67_699_241, 107_300_759));
    assert_eq!(bars.credits_per_turn, Credits::ZERO);
}

#[test]
fn those_who_came_back_stand_beside_those_who_began() {
    // Three begin in the week of 2 February: ana comes each week, bo skips the next, eve never returns.
    let index = index(day("2026-03-01"), |day| {
        let week = day.days_since("2026-02-02".parse().unwrap()).div_euclid(7);
        let mut rows = vec![row(day, "old", 1, 1)];
        rows.extend((0..4).contains(&week).then(|| row(day, "ana", 1, 1)));
        rows.extend((week == 0 || week == 2).then(|| row(day, "bo", 1, 1)));
        rows.extend((week == 0).then(|| row(day, "eve", 1, 1)));
        rows
    });
    let told = metrics::retention(&index, &scope(range("2026-02-04", "2026-02-25"), "2026-03-05")).unwrap();
    let counts: Vec<Option<f64>> = told.cohorts[0].active.iter().map(|figure| Some(figure.value?.as_f64())).collect();
    assert_eq!((told.weeks, told.cohorts[0].week), (4, day("2026-02-02")));
    assert_eq!(counts, [Some(3.0), Some(1.0), Some(2.0), Some(1.0)]);
    assert_eq!(told.cohorts[0].size.state, PointState::Settled);
    assert!((told.cohorts[0].share(2).unwrap() - 2.0 / 3.0).abs() < 1e-12);
    let floored = Scope {
        policy: Policy { floor: Some(4), strict: false },
        ..scope(range("2026-02-04", "2026-02-25"), "2026-03-05")
    };
    let hidden = metrics::retention(&index, &floored).unwrap();
    assert!(hidden.cohorts[0].active.iter().all(|figure| figure.state == PointState::TooFew && figure.value.is_none()));
}

fn roster() -> Roster {
    let team = |slug: &str, parent: Option<&str>| Team {
        slug: TeamSlug::new(slug),
        title: slug.to_uppercase(),
        parent: parent.map(TeamSlug::new),
    };
    let person = |who: &str, team: &str| Person {
        email: format!("{who}@example.com").parse().unwrap(),
        name: Some(who.to_uppercase()),
        memberships: vec![Membership { team: Some(TeamSlug::new(team)), from: None, to: None }],
    };
    Roster {
        teams: vec![team("apps", Some("unit")), team("data", Some("unit")), team("ops", None), team("unit", None)],
        people: vec![person("ana", "apps"), person("bo", "data"), person("eve", "ops")],
    }
}

#[test]
fn a_parent_stands_for_its_teams_and_is_filtered_with_them() {
    let mut index = index(day("2026-01-31"), |day| {
        vec![row(day, "ana", 1, 1), row(day, "bo", 1, 2), row(day, "eve", 1, 4), row(day, "guest", 1, 8)]
    });
    index.set_roster(&roster(), 1);
    let week = scope(range("2026-01-05", "2026-01-11"), "2026-02-05");
    let totals = |ask: &metrics::Ask| -> Vec<(String, f64)> {
        let answer = metrics::answer(&index, ask).unwrap();
        answer.series.into_iter().map(|series| (series.key, series.total.value.unwrap().as_f64())).collect()
    };
    let named = |pairs: &[(&str, f64)]| pairs.iter().map(|(key, n)| ((*key).to_owned(), *n)).collect::<Vec<_>>();
    let by_parent = totals(&week.ask(Metric::Credits, Interval::Week, Split::Parent));
    assert_eq!(by_parent, named(&[("ops", 28.0), ("unit", 21.0), ("no-team", 56.0)]));
    let unit = Filter { team: Some(TeamSlug::new("unit")), ..Filter::default() };
    let unit = Scope { filter: unit, ..week };
    assert_eq!(totals(&unit.ask(Metric::ActivePeople, Interval::Total, Split::None)), named(&[("all", 2.0)]));
    assert_eq!(totals(&unit.ask(Metric::Credits, Interval::Day, Split::Team)), named(&[("apps", 7.0), ("data", 14.0)]));
    let people = metrics::people(&index, &unit, PeopleOrder::Credits, 0..10).unwrap();
    let rows: Vec<_> =
        people.rows.iter().map(|row| (row.key.as_str(), row.name.as_deref(), row.band, row.new)).collect();
    assert_eq!(
        rows,
        [
            ("bo@example.com", Some("BO"), PersonBand::Regular, true),
            ("ana@example.com", Some("ANA"), PersonBand::Regular, true)
        ]
    );
}

fn responses(index: &mut Index, connection: ConnectionId, comments: u64, engaged: u64) {
    let day = day("2026-01-05");
    let row = ReviewResponseRow {
        day,
        user_id: None,
        email: None,
        reviews: 1,
        comments,
        replies: 0,
        reactions: 0,
        engaged,
        reacted: 0,
        upvoted: 0,
        downvoted: 0,
        reacted_other: 0,
        replied: 0,
        upvotes: 0,
        downvotes: 0,
        other_reactions: 0,
    };
    let rows = DayRows::ReviewResponses(vec![row]);
    index.replace_day(connection, Dataset::CodeReviewResponses, day, DayState::Settled, &rows);
}

#[test]
fn a_connection_of_its_own_gives_a_team_its_reviews() {
    let mut index = index(day("2026-01-31"), |day| vec![row(day, "ana", 1, 1), row(day, "eve", 1, 4)]);
    let unit = ConnectionId::new(2);
    index.set_connection(unit, ConnectionName::new("unit"));
    index.set_roster(&roster(), 1);
    responses(&mut index, MAIN, 40, 10);
    responses(&mut index, unit, 100, 80);
    let ask = |metric, split| scope(range("2026-01-05", "2026-01-11"), "2026-02-05").ask(metric, Interval::Week, split);
    let comments = ask(Metric::ReviewResponsesComments, Split::Parent);
    let totals = |index: &Index, ask: &metrics::Ask| -> Vec<(String, Option<f64>)> {
        let answer = metrics::answer(index, ask).unwrap();
        answer.series.into_iter().map(|series| (series.key, series.total.value.map(Number::as_f64))).collect()
    };
    let named =
        |pairs: &[(&str, Option<f64>)]| pairs.iter().map(|(key, n)| ((*key).to_owned(), *n)).collect::<Vec<_>>();
    // Nobody knows whose they are.
    assert_eq!(totals(&index, &comments), named(&[("ops", None), ("unit", None), ("unattributed", Some(140.0))]));
    index.set_connection_owner(unit, Some(TeamSlug::new("unit")));
    assert_eq!(totals(&index, &comments), named(&[("ops", None), ("unit", Some(100.0)), ("unattributed", Some(40.0))]));
    // The unit's reviews are no single team's.
    let by_team = ask(Metric::ReviewResponsesComments, Split::Team);
    let nobody = [("apps", None), ("data", None), ("ops", None), ("unattributed", Some(140.0))];
    assert_eq!(totals(&index, &by_team), named(&nobody));
    let basis = metrics::review_basis(&index, &comments).unwrap();
    assert_eq!(basis, [("ops".to_owned(), ReviewBasis::NotKnown), ("unit".to_owned(), ReviewBasis::Connection)]);
    // 80 of 100: Wilson's interval is 0.711 to 0.867.
    let told = metrics::intervals(&index, &ask(Metric::ReviewEngagementRate, Split::Parent)).unwrap();
    let interval = told[1].total.unwrap();
    assert_eq!((told[0].total, interval.hits, interval.base), (None, 80, 100));
    assert!((interval.low - 0.711_170).abs() < 1e-6 && (interval.high - 0.866_633).abs() < 1e-6, "{interval:?}");
}

#[test]
fn a_reader_with_a_floor_sees_no_persons() {
    let index = index(day("2026-01-31"), |day| vec![row(day, "ana", 1, 1)]);
    let floored = Policy { floor: Some(5), strict: false };
    let scope = Scope { policy: floored, ..scope(range("2026-01-05", "2026-01-11"), "2026-02-05") };
    let why = metrics::people(&index, &scope, PeopleOrder::Key, 0..10).unwrap_err();
    assert_eq!(why.parameter(), "policy");
    assert!(why.to_string().starts_with("policy: "), "{why}");
    assert!(metrics::spikes(&index, &scope, Credits::ZERO).unwrap().people.is_none());
    let strict = Scope { policy: Policy { strict: true, ..floored }, ..scope };
    assert!(matches!(metrics::spikes(&index, &strict, Credits::ZERO), Err(AskError::Withheld { .. })));
}

#[test]
fn the_strict_policy_holds_for_groups_in_every_question() {
    let mut index = index(day("2026-01-31"), |day| ["ana", "bo", "eve"].map(|who| row(day, who, 1, 1)).to_vec());
    index.set_roster(&roster(), 1);
    let filter = Filter { team: Some(TeamSlug::new("apps")), ..Filter::default() };
    let policy = Policy { floor: Some(1), strict: true };
    let cut = Scope { filter, policy, ..scope(range("2026-01-06", "2026-01-11"), "2026-02-05") };
    let refused = Err::<(), _>(AskError::NotWhole { parameter: "from" });
    assert_eq!(metrics::credit_change(&index, &cut).map(drop), refused);
    assert_eq!(metrics::forecast(&index, &cut, None).map(drop), refused);
    assert_eq!(metrics::attribution(&index, &cut, Interval::Week, Split::None).map(drop), refused);
    assert_eq!(
        metrics::attribution(&index, &cut, Interval::Day, Split::Team).map(drop),
        Err(AskError::NotWhole { parameter: "by" })
    );
    // Retention is told in whole weeks whatever the range.
    let whole = Scope { range: range("2026-01-05", "2026-01-11"), ..cut.clone() };
    assert_eq!(metrics::retention(&index, &cut), metrics::retention(&index, &whole));
    // A forecast of a group rests on whole weeks: the last settled day is a Saturday, the last Sunday the 25th.
    let january = Scope { range: range("2026-01-01", "2026-01-31"), ..cut };
    assert_eq!(metrics::forecast(&index, &january, None).unwrap().through, Some(day("2026-01-25")));
}

#[test]
fn a_family_less_its_shown_clients_tells_of_nobody() {
    // Two people of an editor are too few; with the six of the command line they hide. The other editor is shown.
    let users = [("CODEX_IDE_VSCODE", 10), ("CODEX_IDE_FLEET", 2), ("CODEX_CLI", 6), ("CODEX_SERVICE_EXEC", 30)];
    let index = index(day("2026-01-31"), |day| {
        let of = |(client, people): (&str, u32)| {
            let client = ClientId::new(client);
            let using = move |at: u32| {
                let plain = row(day, &format!("{}-{at}", client.as_str().to_lowercase()), 1, 1);
                let part = ClientUsage { client: client.clone(), work: plain.totals };
                UsageRow { clients: vec![part], ..plain }
            };
            (0..people).map(using).collect::<Vec<_>>()
        };
        users.into_iter().flat_map(of).collect()
    });
    let policy = Policy { floor: Some(5), strict: false };
    let january = Scope { policy, ..scope(range("2026-01-05", "2026-01-18"), "2026-02-10") };
    let hidden = |split: Split| -> Vec<String> {
        let answer = metrics::answer(&index, &january.ask(Metric::Credits, Interval::Total, split)).unwrap();
        let few = answer.series.into_iter().filter(|series| series.total.state == PointState::TooFew);
        few.map(|series| series.key).collect()
    };
    assert_eq!(hidden(Split::Client), ["CODEX_CLI", "CODEX_IDE_FLEET"]);
    // Were the editors shown together, those less the one that is shown would be the two people.
    assert_eq!(hidden(Split::ClientFamily), [ClientFamily::Cli, ClientFamily::Ide].map(ClientFamily::key));
}

#[test]
fn rows_that_join_two_of_the_roster_make_them_one_on_all_days() {
    let last = day("2026-01-31");
    let only_ana = |day| vec![row(day, "ana", 1, 1)];
    let joining = |day| {
        let of = |who| UsageRow { user_id: Some(domain::UserId::new("user-9")), ..row(day, who, 1, 1) };
        if day == last { vec![of("bo"), of("eve")] } else { only_ana(day) }
    };
    let before = scope(range("2026-01-05", "2026-01-11"), "2026-02-05");
    let ask = before.ask(Metric::AdoptionRate, Interval::Total, Split::None);
    let adoption = |index: &Index| metrics::answer(index, &ask).unwrap().series[0].total.value;
    let mut patched = index(last, only_ana);
    patched.set_roster(&roster(), 1);
    patched.warm();
    assert_eq!(adoption(&patched), Some(Number::Ratio(1.0 / 3.0)));
    patched.replace_day(MAIN, Dataset::Usage, last, DayState::Settled, &DayRows::Usage(joining(last)));
    patched.warm();
    let mut fresh = index(last, joining);
    fresh.set_roster(&roster(), 1);
    assert_eq!((adoption(&patched), adoption(&fresh)), (Some(Number::Ratio(0.5)), Some(Number::Ratio(0.5))));
}
