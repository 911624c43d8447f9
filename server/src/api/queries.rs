//! The parameters that several endpoints share: which days, narrowed to what, cut and split how.

use domain::view::Split;
use domain::{ClientFilter, ConnectionName, DateRange, Day, Filter, Interval, TeamSlug};
use metrics::Scope;
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};

use super::asked::{Query, Reading};
use super::params::Params;
use super::problem::Problem;
use super::schemas;

/// Which days, narrowed to what.
#[derive(Clone, Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Days {
    /// First UTC day.
    #[param(value_type = schemas::Day, inline)]
    from: Day,
    /// Last UTC day, included. At most ten years after the first.
    #[param(value_type = schemas::Day, inline)]
    to: Day,
    /// One team by its slug, the teams below it included, or `no-team`.
    #[param(value_type = Option<String>, min_length = 1, max_length = 200)]
    team: Option<TeamSlug>,
    /// One client, for example `CODEX_CLI`, or a family: `cli`, `ide`, `cloud-web`, `desktop`, `integrations`, `other`.
    /// Does not combine with a model.
    #[param(value_type = Option<String>, min_length = 1, max_length = 200)]
    client: Option<ClientFilter>,
    /// One connection by its name.
    #[param(value_type = Option<String>, min_length = 1, max_length = 200)]
    connection: Option<ConnectionName>,
}

impl Query for Days {
    fn read(params: &Params) -> Result<Self, Problem> {
        let range = params.range()?;
        Ok(Self {
            from: range.from(),
            to: range.to(),
            team: params.text("team").map(TeamSlug::new),
            client: params.text("client").map(ClientFilter::new),
            connection: params.text("connection").map(ConnectionName::new),
        })
    }
}

impl Days {
    /// The days.
    pub fn range(&self) -> DateRange {
        // The order was checked as they were read.
        DateRange::new(self.from, self.to).unwrap_or(DateRange::single(self.to))
    }

    /// The same days, filter and reader as a question to `metrics`.
    pub fn scope(&self, reading: &Reading) -> Scope {
        Scope {
            range: self.range(),
            filter: Filter {
                team: self.team.clone(),
                client: self.client.clone(),
                model: None,
                connection: self.connection.clone(),
            },
            policy: reading.policy,
            today: reading.today,
        }
    }
}

/// How a range is cut, and what stands in a series of its own.
#[derive(Clone, Copy, Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Cut {
    /// How the range is cut; `day` unless said otherwise. Weeks are ISO weeks.
    #[param(value_type = schemas::Interval, required = false)]
    pub by: Interval,
    /// What stands in a series of its own; `none` unless said otherwise.
    #[param(value_type = schemas::Split, required = false)]
    pub split: Split,
}

impl Query for Cut {
    fn read(params: &Params) -> Result<Self, Problem> {
        Ok(Self {
            by: params.chosen("by", &Interval::ALL, Interval::name)?.unwrap_or_default(),
            split: params.chosen("split", &Split::ALL, Split::name)?.unwrap_or_default(),
        })
    }
}

/// Two sets of parameters in one question.
#[derive(Clone, Debug)]
pub struct Both<A, B>(pub A, pub B);

impl<A: Query, B: Query> IntoParams for Both<A, B> {
    fn into_params(parameter_in: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let mut all = A::into_params(&parameter_in);
        all.extend(B::into_params(&parameter_in));
        all
    }
}

impl<A: Query, B: Query> Query for Both<A, B> {
    fn read(params: &Params) -> Result<Self, Problem> {
        Ok(Self(A::read(params)?, B::read(params)?))
    }
}
