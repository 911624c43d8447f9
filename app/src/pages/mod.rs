//! The pages, one file each, named as their paths.
//!
//! Pages of figures are rendered on the server and shown by [`dashboard`] wherever they are looked at. Plain pages
//! (see [`crate::root`]) and what is on the pages of figures are for the server alone.

#[cfg(feature = "ssr")]
mod adoption;
#[cfg(feature = "ssr")]
pub mod annotations;
#[cfg(feature = "ssr")]
pub mod budget;
#[cfg(feature = "ssr")]
pub mod connect;
#[cfg(feature = "ssr")]
mod credits;
pub mod dashboard;
#[cfg(feature = "ssr")]
pub mod links;
pub mod not_found;
#[cfg(feature = "ssr")]
mod overview;
#[cfg(feature = "ssr")]
mod people;
#[cfg(feature = "ssr")]
mod person;
#[cfg(feature = "ssr")]
mod reviews;
#[cfg(feature = "ssr")]
pub mod set_up;
#[cfg(feature = "ssr")]
pub mod shared;
#[cfg(feature = "ssr")]
pub mod sign_in;

#[cfg(feature = "ssr")]
mod team;
#[cfg(feature = "ssr")]
mod teams;

#[cfg(feature = "ssr")]
pub use figures::{Asked, figures, take};

#[cfg(feature = "ssr")]
mod figures {
    use domain::PageQuery;
    use leptos::prelude::{Owner, provide_context};
    use leptos::reactive::computed::ScopedFuture;
    use leptos_router::location::Url;

    use crate::backend::{Backend, Caller};
    use crate::components::export::Taken;
    use crate::error::AppError;
    use crate::server_fns::Fragment;

    /// Who asks for a page of figures, whom, and for what.
    pub struct Asked {
        /// Who asks.
        pub caller: Caller,
        /// What the page reads.
        pub backend: Backend,
        /// The state in the address.
        pub query: PageQuery,
    }

    impl Asked {
        /// For the query part of an address.
        pub fn new(caller: Caller, backend: Backend, query: &str) -> Self {
            Self { caller, backend, query: PageQuery::parse(query) }
        }
    }

    /// What can be taken out of the page of figures at a path: what whoever asks would see on it.
    pub async fn take(path: &str, asked: Asked) -> Result<Taken, AppError> {
        let (owner, taken) = (Owner::new(), Taken::default());
        let page = owner.with(|| {
            provide_context(taken.clone());
            ScopedFuture::new(figures(path, asked))
        });
        page.await?;
        Ok(taken)
    }

    /// The page of figures at a path. Each has a route of the same path in [`crate::root`]. What stands below the
    /// path of teams or of people names one of them, as an address writes it.
    pub async fn figures(path: &str, asked: Asked) -> Result<Fragment, AppError> {
        if let Some(slug) = path.strip_prefix("/teams/") {
            return super::team::page(&Url::unescape(slug), asked).await;
        }
        if let Some(who) = path.strip_prefix("/people/") {
            return super::person::page(&Url::unescape(who), asked).await;
        }
        match path {
            "/" => super::overview::page(asked).await,
            "/adoption" => super::adoption::page(asked).await,
            "/credits" => super::credits::page(asked).await,
            "/reviews" => super::reviews::page(asked).await,
            "/teams" => super::teams::page(asked).await,
            "/people" => super::people::page(asked).await,
            _ => Err(AppError::NotFound { what: format!("page at {path}") }),
        }
    }
}
