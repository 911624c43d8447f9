//! `Simulator`: a running organisation with its API on loopback.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::{DateRange, Day, WorkspaceId};
use secrecy::SecretString;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::config::OrgConfig;
use crate::faults::FaultRule;
use crate::organisation::Organisation;
use crate::state::{LoggedRequest, State};
use crate::truth::Truth;
use crate::{api, control};

/// A simulator that could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The port is taken or may not be used.
    #[error("cannot listen on {address}: {source}; choose another port or 0 for any")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: std::io::Error,
    },
    /// The address does not make a URL. Does not happen with loopback addresses.
    #[error("the address does not make a URL: {0}")]
    Address(#[from] url::ParseError),
    /// The ids that follow from the seed are not well formed.
    #[error(transparent)]
    Workspace(#[from] domain::ids::NotAWorkspaceId),
    /// The roster does not become a CSV.
    #[error("the roster does not become a CSV: {0}")]
    Roster(#[from] csv::Error),
}

/// A running simulator. Dropping it ends it; [`Simulator::stop`] waits until it has ended.
pub struct Simulator {
    state: Arc<State>,
    base: Url,
    control: Url,
    workspace: WorkspaceId,
    other_workspace: WorkspaceId,
    teams_csv: String,
    stop: CancellationToken,
    servers: Vec<JoinHandle<()>>,
}

impl Simulator {
    /// Starts on any free port of 127.0.0.1.
    pub async fn start(config: OrgConfig) -> Result<Self, StartError> {
        Self::start_on(config, 0).await
    }

    /// Starts on a port of 127.0.0.1; 0 means any. The control listener takes any other.
    pub async fn start_on(config: OrgConfig, port: u16) -> Result<Self, StartError> {
        let organisation = Organisation::new(config);
        let (workspace, other_workspace) = (organisation.workspace().parse()?, organisation.other_workspace().parse()?);
        let teams_csv = organisation.teams_csv()?;
        let state = Arc::new(State::new(organisation));
        let stop = CancellationToken::new();
        let (base, api) = serve(port, api::router(Arc::clone(&state)), &stop).await?;
        let (control, controls) = serve(0, control::router(Arc::clone(&state)), &stop).await?;
        Ok(Self {
            base: base.join("v1")?,
            control: control.join("_control")?,
            workspace,
            other_workspace,
            teams_csv,
            state,
            stop,
            servers: vec![api, controls],
        })
    }

    /// The address that stands for `https://api.chatgpt.com/v1`; without a slash at its end.
    pub fn base_url(&self) -> Url {
        self.base.clone()
    }

    /// The address of the handle for tests, ending in `/_control`.
    pub fn control_url(&self) -> Url {
        self.control.clone()
    }

    /// The workspace.
    pub fn workspace(&self) -> WorkspaceId {
        self.workspace.clone()
    }

    /// A workspace that exists and that [`Simulator::key`] does not open.
    pub fn other_workspace(&self) -> WorkspaceId {
        self.other_workspace.clone()
    }

    /// The key that opens the workspace.
    pub fn key(&self) -> SecretString {
        self.state.keys.good.clone().into()
    }

    /// A key that lacks the scope: 403.
    pub fn key_without_scope(&self) -> SecretString {
        self.state.keys.without_scope.clone().into()
    }

    /// A key of another workspace: 403 naming the workspace.
    pub fn key_of_another_workspace(&self) -> SecretString {
        self.state.keys.of_another_workspace.clone().into()
    }

    /// What it was started with.
    pub fn config(&self) -> &OrgConfig {
        self.state.organisation.config()
    }

    /// The organisation behind it.
    pub fn organisation(&self) -> &Organisation {
        &self.state.organisation
    }

    /// The totals of the whole history as they show now.
    pub fn truth(&self) -> Truth {
        let (first, today) = (self.config().first_day(), Day::of(self.now()));
        self.truth_over(DateRange::new(first, today).unwrap_or_else(|_| DateRange::single(first)))
    }

    /// The totals of a range as they show now. People are counted as if the archive held just these days.
    pub fn truth_over(&self, range: DateRange) -> Truth {
        Truth::tell(&self.state.organisation, &self.state.ledger, range, self.now())
    }

    /// The roster, dated moves included: `email,team,name,from,to,parent`.
    pub fn teams_csv(&self) -> String {
        self.teams_csv.clone()
    }

    /// Switches a fault on. Of several, the oldest that matches a request is used.
    pub fn set_fault(&self, fault: impl Into<FaultRule>) {
        self.state.faults().push(fault.into());
    }

    /// Switches all faults off.
    pub fn clear_faults(&self) {
        self.state.faults().clear();
    }

    /// The simulated moment.
    pub fn now(&self) -> DateTime<Utc> {
        self.state.now()
    }

    /// Moves the simulated moment: the last days grow until they are settled, and new days begin.
    pub fn advance_to(&self, now: DateTime<Utc>) {
        self.state.set_now(now);
    }

    /// The requests so far, without keys.
    pub fn request_log(&self) -> Vec<LoggedRequest> {
        self.state.log().clone()
    }

    /// Forgets the requests so far.
    pub fn clear_request_log(&self) {
        self.state.log().clear();
    }

    /// Ends it and waits until both listeners are closed.
    pub async fn stop(mut self) {
        self.stop.cancel();
        for server in self.servers.drain(..) {
            server.abort();
            // An aborted task is the point: there is nothing to do about its error.
            drop(server.await);
        }
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.stop.cancel();
        self.servers.iter().for_each(JoinHandle::abort);
    }
}

/// Serves on a port of loopback until the token is cancelled.
async fn serve(port: u16, router: axum::Router, stop: &CancellationToken) -> Result<(Url, JoinHandle<()>), StartError> {
    let wanted = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let refused = |source| StartError::Listen { address: wanted, source };
    let listener = TcpListener::bind(wanted).await.map_err(refused)?;
    let address = listener.local_addr().map_err(refused)?;
    let stop = stop.clone();
    let server = tokio::spawn(async move {
        let ended = axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned()).await;
        if let Err(error) = ended {
            tracing::error!(%error, "the simulator's listener failed");
        }
    });
    Ok((Url::parse(&format!("http://{address}/"))?, server))
}
