//! The words of the API's description: days, moments, names out of a list. Lists are taken from `domain`, so that
//! the description and the code cannot drift apart.

use domain::view::{PointState, Split};
use domain::{ConnectionProblem, Dataset, Interval, Metric, Scope};
use serde_json::json;
use utoipa::openapi::schema::{KnownFormat, Object, ObjectBuilder, SchemaFormat, SchemaType, Type};

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

fn or_null(kind: Type) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::from_iter([kind, Type::Null]))
}

fn one_of(names: impl IntoIterator<Item = &'static str>) -> Object {
    text().enum_values(Some(names)).build()
}

fn format(known: KnownFormat) -> Option<SchemaFormat> {
    Some(SchemaFormat::KnownFormat(known))
}

/// A UTC day.
pub fn day() -> Object {
    text().format(format(KnownFormat::Date)).examples([json!("2026-10-31")]).build()
}

/// A UTC day where there is one.
pub fn day_or_null() -> Object {
    or_null(Type::String).format(format(KnownFormat::Date)).build()
}

/// A moment by RFC 3339.
pub fn moment() -> Object {
    text().format(format(KnownFormat::DateTime)).build()
}

/// A moment where there is one.
pub fn moment_or_null() -> Object {
    or_null(Type::String).format(format(KnownFormat::DateTime)).build()
}

/// A figure; null in the states without one.
pub fn number_or_null() -> Object {
    or_null(Type::Number).build()
}

/// A share of 1 where there is one.
pub fn share_or_null() -> Object {
    or_null(Type::Number).minimum(Some(0.0)).maximum(Some(1.0)).build()
}

/// How a range is cut.
pub fn interval() -> Object {
    one_of(Interval::ALL.map(Interval::name))
}

/// How an answer is split.
pub fn split() -> Object {
    one_of(Split::ALL.map(Split::name))
}

/// A metric's name.
pub fn metric() -> Object {
    one_of(Metric::ALL.iter().map(|metric| metric.name()))
}

/// A dataset's name.
pub fn dataset() -> Object {
    one_of(Dataset::ALL.map(Dataset::name))
}

/// A token's scope.
pub fn scope() -> Object {
    one_of(Scope::ALL.map(Scope::name))
}

/// The code of what is wrong with a connection.
pub fn connection_problem() -> Object {
    one_of(ConnectionProblem::ALL.map(ConnectionProblem::code))
}

/// How far a figure can be trusted.
pub fn point_state() -> Object {
    use PointState as S;
    one_of([S::Settled, S::Provisional, S::Partial, S::Gap, S::TooFew, S::Unavailable].map(S::name))
}

/// How far a day can be trusted.
pub fn day_state() -> Object {
    use domain::DayState as S;
    one_of([S::Settled, S::Provisional, S::Gap].map(S::name))
}

/// How a connection is.
pub fn connection_state() -> Object {
    use domain::sync::ConnectionState as S;
    one_of([S::New, S::Syncing, S::Healthy, S::Failing].map(S::name))
}

/// What a metric's numbers are.
pub fn unit() -> Object {
    one_of(["people", "count", "tokens", "credits", "usd", "share", "ratio"])
}

/// Which direction of a metric is good.
pub fn good() -> Object {
    one_of(["up", "down", "neutral"])
}

/// How it is known which reviews are a team's.
pub fn review_basis() -> Object {
    one_of(["everybody", "people", "connection", "both", "not_known", "no_rows"])
}

/// Why a figure is left blank, where it is.
pub fn blank_or_null() -> Object {
    let names = ["nothing_settled", "too_little_settled", "gap", "zero", "unavailable", "too_few", "not_begun"];
    let values = names.into_iter().map(|name| json!(name)).chain([json!(null)]);
    or_null(Type::String).enum_values(Some(values)).build()
}

/// How often a person came back.
pub fn person_band() -> Object {
    one_of(["power", "regular", "light", "dormant", "never"])
}

/// How people are ordered.
pub fn people_order() -> Object {
    one_of(["key", "credits", "active_days", "last_day"])
}

/// An amount of credits.
pub fn credits() -> Object {
    ObjectBuilder::new().schema_type(Type::Number).examples([json!(1250.5)]).build()
}
