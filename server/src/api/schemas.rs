//! The words of the API's description: days, moments, names out of a list. Lists are taken from `domain`, so that
//! the description and the code cannot drift apart. The types here describe; none of them is ever made.

use std::borrow::Cow;

use domain::view as v;
use serde_json::json;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{KnownFormat, Object, ObjectBuilder, Schema, SchemaFormat, SchemaType, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::export::{Detail as Fineness, Format};

/// Types by which fields are described.
macro_rules! described {
    ($($(#[$doc:meta])* $name:ident = $schema:expr;)+) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug)]
            pub enum $name {}

            impl PartialSchema for $name {
                fn schema() -> RefOr<Schema> {
                    RefOr::T(Schema::Object($schema))
                }
            }

            impl ToSchema for $name {
                fn name() -> Cow<'static, str> {
                    Cow::Borrowed(stringify!($name))
                }
            }
        )+
    };
}

described! {
    /// A UTC day.
    Day = text().format(Some(kind(KnownFormat::Date))).examples([json!("2026-10-31")]).build();
    /// A UTC day where there is one.
    DayOrNull = or_null(Type::String).format(Some(kind(KnownFormat::Date))).build();
    /// A moment by RFC 3339.
    Moment = text().format(Some(kind(KnownFormat::DateTime))).build();
    /// A moment where there is one.
    MomentOrNull = or_null(Type::String).format(Some(kind(KnownFormat::DateTime))).build();
    /// A figure; null in the states without one.
    NumberOrNull = or_null(Type::Number).build();
    /// A share of 1 where there is one.
    ShareOrNull = or_null(Type::Number).minimum(Some(0)).maximum(Some(1)).build();
    /// An amount of credits.
    CreditAmount = ObjectBuilder::new().schema_type(Type::Number).examples([json!(1250.5)]).build();
    /// How a range is cut.
    Interval = one_of(domain::Interval::ALL.map(domain::Interval::name));
    /// What stands in a series of its own.
    Split = one_of(v::Split::ALL.map(v::Split::name));
    /// A metric's name.
    Metric = one_of(domain::Metric::ALL.iter().map(|metric| metric.name()));
    /// A dataset's name.
    Dataset = one_of(domain::Dataset::ALL.map(domain::Dataset::name));
    /// What a token may do.
    Scope = one_of(domain::Scope::ALL.map(domain::Scope::name));
    /// The code of what is wrong with a connection.
    ConnectionProblem = one_of(domain::ConnectionProblem::ALL.map(domain::ConnectionProblem::code));
    /// How far a figure can be trusted.
    PointState = one_of(POINT_STATES.map(v::PointState::name));
    /// How far a day can be trusted.
    DayState = one_of(DAY_STATES.map(domain::DayState::name));
    /// How a connection is.
    ConnectionState = one_of(CONNECTION_STATES.map(domain::sync::ConnectionState::name));
    /// What a metric's numbers are.
    Unit = one_of(["people", "count", "tokens", "credits", "usd", "share", "ratio"]);
    /// Which direction of a metric is good.
    Good = one_of(["up", "down", "neutral"]);
    /// How it is known which reviews are a team's.
    ReviewBasis = one_of(["everybody", "people", "connection", "both", "not_known", "no_rows"]);
    /// Why a figure is left blank; null where it is not.
    BlankOrNull = or_null(Type::String).enum_values(Some(BLANKS.map(|name| json!(name)).into_iter().chain([json!(null)]))).build();
    /// How often a person came back.
    PersonBand = one_of(["power", "regular", "light", "dormant", "never"]);
    /// Whole rows, or their parts.
    Detail = one_of([Fineness::Total, Fineness::Client, Fineness::Model].map(Fineness::name));
    /// A metric's name, a point, and a format.
    MetricFile = text().pattern(Some(metric_file())).build();
    /// How people are ordered.
    PeopleOrder = one_of(v::PeopleOrder::ALL.map(v::PeopleOrder::name));
}

const POINT_STATES: [v::PointState; 6] = [
    v::PointState::Settled,
    v::PointState::Provisional,
    v::PointState::Partial,
    v::PointState::Gap,
    v::PointState::TooFew,
    v::PointState::Unavailable,
];
const DAY_STATES: [domain::DayState; 3] =
    [domain::DayState::Settled, domain::DayState::Provisional, domain::DayState::Gap];
const CONNECTION_STATES: [domain::sync::ConnectionState; 6] = [
    domain::sync::ConnectionState::New,
    domain::sync::ConnectionState::Syncing,
    domain::sync::ConnectionState::Healthy,
    domain::sync::ConnectionState::Failing,
    domain::sync::ConnectionState::Paused,
    domain::sync::ConnectionState::Disconnected,
];
const BLANKS: [&str; 7] =
    ["nothing_settled", "too_little_settled", "gap", "zero", "unavailable", "too_few", "not_begun"];

fn metric_file() -> String {
    let names: Vec<&str> = domain::Metric::ALL.iter().map(|metric| metric.name()).collect();
    let endings = Format::ALL.map(Format::ending).join("|");
    format!("^({})\\.({endings})$", names.join("|"))
}

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

fn or_null(kind: Type) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::from_iter([kind, Type::Null]))
}

fn one_of(names: impl IntoIterator<Item = &'static str>) -> Object {
    text().enum_values(Some(names)).build()
}

fn kind(known: KnownFormat) -> SchemaFormat {
    SchemaFormat::KnownFormat(known)
}
