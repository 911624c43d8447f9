//! Segments keep every bit: any rows of any dataset come back as they were, in canonical order.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use super::*;
use domain::fact::{ClientUsage, CodeAttribution, ModelKey, ModelUsage, Spend, Work};
use domain::{ClientId, Credits, Day, Email, Usd, UserId};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

/// Counts as far as a segment keeps them, the ends included.
fn count() -> impl Strategy<Value = u64> {
    prop_oneof![Just(0), Just(9_223_372_036_854_775_807), 0u64..1000, 0u64..9_223_372_036_854_775_807]
}

fn micros() -> impl Strategy<Value = i64> {
    prop_oneof![Just(i64::MIN), Just(i64::MAX), -5_000_000i64..5_000_000, any::<i64>()]
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "[A-Z_]{1,12}", "\\PC{0,12}", Just("日本語 🚀 é\u{301}".to_owned())]
}

fn email() -> impl Strategy<Value = Email> {
    "[a-zß-ü日本.+]{1,8}@[a-z]{1,6}\\.example".prop_map(|text| text.parse().unwrap())
}

prop_compose! {
    fn spend()(
        credits in micros(),
        money in (option::of(micros()), option::of(micros())),
        tokens in (option::of(count()), option::of(count()), option::of(count()), option::of(count())),
    ) -> Spend {
        Spend {
            credits: Credits::from_micros(credits),
            estimated_cost_usd: money.0.map(Usd::from_micros),
            cost_usd: money.1.map(Usd::from_micros),
            uncached_input_tokens: tokens.0,
            cached_input_tokens: tokens.1,
            output_tokens: tokens.2,
            total_tokens: tokens.3,
        }
    }
}

prop_compose! {
    fn work()(threads in count(), turns in count(), spend in spend()) -> Work {
        Work { threads, turns, spend }
    }
}

prop_compose! {
    fn attribution()(added in count(), rest in vec(option::of(count()), 5)) -> CodeAttribution {
        CodeAttribution {
            lines_added: added,
            lines_removed: rest[0],
            lines_committed: rest[1],
            lines_committed_total: rest[2],
            commits_with_codex: rest[3],
            commits_total: rest[4],
        }
    }
}

prop_compose! {
    fn usage_row()(
        day in -10_000i32..40_000,
        // Few users, so that duplicates and rows without a person are common.
        user_id in option::of(prop_oneof!["user-[0-3]", word()]),
        email in option::of(email()),
        totals in work(),
        clients in vec((word(), work()), 0..5),
        models in vec((word(), option::of(prop_oneof![Just("fast".to_owned()), word()]), spend()), 0..5),
        attribution in option::of(attribution()),
    ) -> UsageRow {
        UsageRow {
            day: Day::from_number(day),
            user_id: user_id.map(UserId::new),
            email,
            totals,
            clients: clients.into_iter().map(|(id, work)| ClientUsage { client: ClientId::new(id), work }).collect(),
            models: models
                .into_iter()
                .map(|(model, speed, spend)| ModelUsage { key: ModelKey { model, speed }, spend })
                .collect(),
            attribution,
        }
    }
}

prop_compose! {
    fn review_row()(day in 0i32..40_000, user in option::of(word()), email in option::of(email()), n in vec(count(), 5))
        -> ReviewRow
    {
        ReviewRow {
            day: Day::from_number(day),
            user_id: user.map(UserId::new),
            email,
            reviews: n[0], comments: n[1], p0: n[2], p1: n[3], p2: n[4],
        }
    }
}

prop_compose! {
    fn response_row()(day in 0i32..40_000, user in option::of(word()), email in option::of(email()), n in vec(count(), 13))
        -> ReviewResponseRow
    {
        ReviewResponseRow {
            day: Day::from_number(day),
            user_id: user.map(UserId::new),
            email,
            reviews: n[0], comments: n[1], replies: n[2], reactions: n[3], engaged: n[4], reacted: n[5],
            upvoted: n[6], downvoted: n[7], reacted_other: n[8], replied: n[9], upvotes: n[10], downvotes: n[11],
            other_reactions: n[12],
        }
    }
}

fn round_trip(dataset: Dataset, rows: &DayRows) -> DayRows {
    decode(dataset, Bytes::from(encode(&Sorted::new(rows)).unwrap())).unwrap()
}

/// The same rows with everything that has no order reversed.
fn reversed(rows: &[UsageRow]) -> Vec<UsageRow> {
    let mut rows: Vec<UsageRow> = rows.iter().rev().cloned().collect();
    for row in &mut rows {
        row.clients.reverse();
        row.models.reverse();
    }
    rows
}

/// Rows in an order of their own, by everything they say: to compare without trusting the code's order.
fn bag(rows: &[UsageRow]) -> Vec<String> {
    let mut rows: Vec<String> = rows
        .iter()
        .map(|row| {
            let mut clients: Vec<String> = row.clients.iter().map(|entry| format!("{entry:?}")).collect();
            let mut models: Vec<String> = row.models.iter().map(|entry| format!("{entry:?}")).collect();
            clients.sort();
            models.sort();
            let rest = UsageRow { clients: Vec::new(), models: Vec::new(), ..row.clone() };
            format!("{rest:?} {clients:?} {models:?}")
        })
        .collect();
    rows.sort();
    rows
}

fn debug_bag<T: std::fmt::Debug>(rows: &[T]) -> Vec<String> {
    let mut rows: Vec<String> = rows.iter().map(|row| format!("{row:?}")).collect();
    rows.sort();
    rows
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn usage_comes_back_whole_and_sorted(rows in vec(usage_row(), 0..12), workspace in any::<bool>()) {
        let dataset = if workspace { Dataset::UsageWorkspace } else { Dataset::Usage };
        let DayRows::Usage(back) = round_trip(dataset, &DayRows::Usage(rows.clone())) else { panic!("another dataset") };
        prop_assert_eq!(bag(&back), bag(&rows));
        prop_assert!(back.is_sorted_by_key(|row| (row.user_id.clone(), row.email.clone())));
        prop_assert!(back.iter().all(|row| row.clients.is_sorted_by_key(|entry| entry.client.clone())));
        prop_assert!(back.iter().all(|row| row.models.is_sorted_by_key(|entry| entry.key.clone())));
    }

    #[test]
    fn columns_are_what_the_rows_are(rows in vec(usage_row(), 0..12)) {
        let payload = Bytes::from(encode(&Sorted::new(&DayRows::Usage(rows))).unwrap());
        let rows = decode(Dataset::Usage, payload.clone()).unwrap();
        prop_assert_eq!(decode_columns(Dataset::Usage, payload).unwrap(), DayColumns::from(&rows));
    }

    #[test]
    fn order_means_nothing_to_hash_and_bytes(rows in vec(usage_row(), 0..12)) {
        let (one, other) = (DayRows::Usage(rows.clone()), DayRows::Usage(reversed(&rows)));
        let (one, other) = (Sorted::new(&one), Sorted::new(&other));
        prop_assert_eq!(one.hash(), other.hash());
        prop_assert_eq!(encode(&one).unwrap(), encode(&other).unwrap());
    }

    #[test]
    fn any_difference_changes_the_hash(rows in vec(usage_row(), 1..8), other in usage_row(), at in any::<prop::sample::Index>()) {
        let mut changed = rows.clone();
        changed[at.index(rows.len())] = other;
        let same = bag(&rows) == bag(&changed);
        let (one, two) = (DayRows::Usage(rows), DayRows::Usage(changed));
        prop_assert_eq!(Sorted::new(&one).hash() == Sorted::new(&two).hash(), same);
    }

    #[test]
    fn reviews_come_back_whole(rows in vec(review_row(), 0..12)) {
        let all = DayRows::Reviews(rows.clone());
        let DayRows::Reviews(back) = round_trip(Dataset::CodeReviews, &all) else { panic!("another dataset") };
        prop_assert_eq!(debug_bag(&back), debug_bag(&rows));
    }

    #[test]
    fn responses_come_back_whole(rows in vec(response_row(), 0..12)) {
        let all = DayRows::ReviewResponses(rows.clone());
        let back = round_trip(Dataset::CodeReviewResponses, &all);
        let DayRows::ReviewResponses(back) = back else { panic!("another dataset") };
        prop_assert_eq!(debug_bag(&back), debug_bag(&rows));
    }
}

fn plain_row(day: &str) -> UsageRow {
    UsageRow {
        day: day.parse().unwrap(),
        user_id: Some(UserId::new("user-1")),
        email: None,
        totals: Work { threads: 1, turns: 2, spend: Spend::default() },
        clients: Vec::new(),
        models: Vec::new(),
        attribution: None,
    }
}

#[test]
fn each_field_is_part_of_the_hash() {
    let row = plain_row("2026-03-01");
    let hash = |row: UsageRow| Sorted::new(&DayRows::Usage(vec![row])).hash();
    let base = hash(row.clone());
    let zero = Some(0);
    let with = |change: fn(&mut UsageRow)| {
        let mut row = row.clone();
        change(&mut row);
        hash(row)
    };
    // Absent is not zero, and a text is not another's neighbour.
    assert_ne!(base, with(|row| row.totals.spend.output_tokens = Some(0)));
    assert_ne!(base, with(|row| row.totals.spend.cost_usd = Some(Usd::ZERO)));
    assert_ne!(base, with(|row| row.email = "a@b.example".parse().ok()));
    assert_ne!(base, with(|row| row.attribution = Some(CodeAttribution::default())));
    assert_ne!(
        with(|row| row.totals.spend.cached_input_tokens = Some(0)),
        with(|row| row.totals.spend.uncached_input_tokens = Some(0))
    );
    let lines = CodeAttribution { lines_removed: zero, ..CodeAttribution::default() };
    let commits = CodeAttribution { commits_total: zero, ..CodeAttribution::default() };
    assert_ne!(
        hash(UsageRow { attribution: Some(lines), ..row.clone() }),
        hash(UsageRow { attribution: Some(commits), ..row.clone() })
    );
    // Once changed, the form makes every stored day look changed: this hash is part of the archive.
    assert_eq!(
        hex::encode(base),
        "9451599f727537bf955156ae9ce55860870b0c2b7d551ad8e4ec898fca49c848",
        "the canonical form has changed"
    );
}

#[test]
fn empty_days_of_different_datasets_differ() {
    let usage = Sorted::new(&DayRows::Usage(Vec::new())).hash();
    let reviews = Sorted::new(&DayRows::Reviews(Vec::new())).hash();
    assert_ne!(usage, reviews);
    assert_eq!(round_trip(Dataset::Usage, &DayRows::Usage(Vec::new())), DayRows::Usage(Vec::new()));
}

#[test]
fn a_count_beyond_reach_is_refused_by_name() {
    let mut row = plain_row("2026-03-01");
    row.totals.spend.output_tokens = Some(u64::MAX);
    let rows = DayRows::Usage(vec![row]);
    let refused = encode(&Sorted::new(&rows)).unwrap_err();
    assert!(matches!(refused, ArchiveError::TooLarge { field: "output_tokens", value: u64::MAX }), "{refused}");
}

#[test]
fn the_columns_are_those_that_other_engines_are_told_of() {
    let rows = DayRows::Usage(vec![plain_row("2026-03-01")]);
    let payload = Bytes::from(encode(&Sorted::new(&rows)).unwrap());
    let file = ParquetRecordBatchReaderBuilder::try_new(payload).unwrap();
    let names: Vec<&str> = file.schema().fields().iter().map(|field| field.name().as_str()).collect();
    assert_eq!(
        names,
        [
            "day",
            "user_id",
            "email",
            "threads",
            "turns",
            "credits_micros",
            "estimated_cost_usd_micros",
            "cost_usd_micros",
            "uncached_input_tokens",
            "cached_input_tokens",
            "output_tokens",
            "total_tokens",
            "clients",
            "models",
            "lines_added",
            "lines_removed",
            "lines_committed",
            "lines_committed_total",
            "commits_with_codex",
            "commits_total",
        ]
    );
    assert_eq!(names[usize::try_from(USER_COLUMN).unwrap()], "user_id");
    let metadata = file.metadata().file_metadata().key_value_metadata().unwrap();
    assert!(metadata.iter().any(|pair| pair.key == SCHEMA_KEY && pair.value.as_deref() == Some("1")));
}

#[test]
fn damaged_and_newer_payloads_are_errors_and_not_empty_days() {
    let rows = DayRows::Usage(vec![plain_row("2026-03-01")]);
    let payload = encode(&Sorted::new(&rows)).unwrap();
    for cut in [0, 3, payload.len() / 2, payload.len() - 1] {
        assert!(decode(Dataset::Usage, Bytes::copy_from_slice(&payload[..cut])).is_err(), "{cut} bytes");
    }
    assert!(decode(Dataset::CodeReviews, Bytes::from(payload)).is_err(), "columns of another dataset");
    let newer = vec![KeyValue::new(SCHEMA_KEY.to_owned(), "2".to_owned())];
    assert!(check_version(Some(&newer)).unwrap_err().to_string().contains("newer"));
    assert!(check_version(None).is_err());
}
