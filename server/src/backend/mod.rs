//! The ports of `app`, implemented: authorise, ask the crates, shape the view model. Nothing is
//! counted here (that is `metrics`) and nothing is laid out (that is `app`).

mod adoption;
mod compared;
mod connections;
mod credits;
mod dashboards;
mod errors;
mod frame;
mod guides;
pub(crate) mod links;
mod overview;
mod people;
mod reading;
mod reviews;
mod settings;
pub mod shared;
mod sights;
mod team;
mod teams;

use std::sync::Arc;

use app::backend::{Backend, Caller};
use app::error::AppError;

pub use connections::state_of;
pub(crate) use errors::internal;
pub(crate) use frame::{clients as client_choices, models as model_choices, teams as team_choices};

use crate::config::Config;
use crate::state::AppState;

/// The ports on a running installation.
pub fn backend(state: &AppState) -> Backend {
    Backend {
        dashboards: Arc::new(dashboards::ArchivedDashboards::new(state.clone())),
        connections: Arc::new(connections::ArchivedConnections::new(state.clone())),
        settings: Arc::new(settings::ArchivedSettings::new(state.clone())),
        guides: Arc::new(guides::ArchivedGuides::new(state.clone())),
        links: Arc::new(links::ArchivedLinks::new(state.clone())),
    }
}

fn admins_only(caller: &Caller) -> Result<(), AppError> {
    if caller.role.administers() { Ok(()) } else { Err(AppError::Forbidden) }
}

fn who_sees_persons(caller: &Caller) -> Result<(), AppError> {
    if caller.role.sees_persons() { Ok(()) } else { Err(AppError::Forbidden) }
}

/// What a reader may see, as the question to `metrics` carries it.
pub fn policy(policy: access::Policy, config: &Config) -> metrics::Policy {
    metrics::Policy { floor: policy.floor, strict: config.privacy.strict_groups }
}
