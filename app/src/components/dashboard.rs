//! What every dashboard page does alike: ask for its view when the address changes, keep the old one with a thin
//! line meanwhile, show controls above, and say why where there is nothing to show. What it shows is the page's.

use domain::view::{Figure, Frame, PointState};
use leptos::prelude::*;
use leptos_meta::Title;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::chart::Marks;
use super::error_view::error_page;
use super::header::WhoLooks;
use super::page::{Controls, Pending, skeleton};
use super::states::{empty, nothing};
use crate::error::AppError;
use crate::state::{Revision, links, use_page_query};

/// A page of figures, by what sets it apart from the others.
#[derive(Debug)]
pub struct Dashboard<V> {
    /// Its name, as in the navigation.
    pub title: &'static str,
    /// Its address.
    pub path: &'static str,
    /// The part of its view that all pages have.
    pub frame: fn(&V) -> &Frame,
    /// The figure that tells whether there is anything to show; `None` where the view holds none.
    pub measure: fn(&V) -> Option<Figure>,
    /// What it shows if there is, and whether to an admin.
    pub body: fn(&V, bool) -> AnyView,
}

// Derived, they would ask the same of the view.
impl<V> Clone for Dashboard<V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V> Copy for Dashboard<V> {}

impl<V> Dashboard<V>
where
    V: Clone + Serialize + DeserializeOwned + Send + Sync + 'static,
{
    /// The page. `ask` is its server function, which takes the query part of the address.
    pub fn show<F>(self, ask: fn(String) -> F) -> AnyView
    where
        F: Future<Output = Result<V, AppError>> + Send + 'static,
    {
        self.about(Memo::new(|_| String::new()), |_| ().into_any(), move |_, query| ask(query))
    }

    /// A page about one of several things: `subject` is the part of the address below the page's own that names it.
    /// `above` stands over the page, whether there is anything to show or not.
    pub fn about<A, F>(self, subject: Memo<String>, above: fn(&V) -> AnyView, ask: A) -> AnyView
    where
        A: Fn(String, String) -> F + Copy + Send + Sync + 'static,
        F: Future<Output = Result<V, AppError>> + Send + 'static,
    {
        let (query, revision) = (use_page_query(), Revision::from_context());
        let source = move || (subject.get(), query.get(), revision.0.get());
        let answer = Resource::new(source, move |(subject, query, _)| ask(subject, query.to_query()));
        let pending = RwSignal::new(false);
        let inside = move || {
            Suspend::new(async move {
                let admin = WhoLooks::known().await.is_some_and(|visitor| visitor.role.administers());
                let answer = answer.await;
                let path = links::below(self.path, &subject.get_untracked());
                match answer {
                    Ok(view) => self.page(&view, above(&view), path, admin),
                    Err(error) => error_page(&error, &query.get_untracked().href(&path)),
                }
            })
        };
        view! {
            <Title text=self.title />
            <Pending pending=pending />
            <Transition fallback=skeleton set_pending=pending>
                {inside}
            </Transition>
        }
        .into_any()
    }

    fn page(self, view: &V, above: AnyView, path: String, admin: bool) -> AnyView {
        let frame = (self.frame)(view);
        Marks::provide(frame);
        let figure = (self.measure)(view).unwrap_or(Figure { value: None, state: PointState::Gap });
        let body = match nothing(frame, figure) {
            Some(why) => empty(frame, why, &path, admin),
            None => (self.body)(view, admin),
        };
        view! {
            {above}
            <Controls frame=frame.clone() path=path admin=admin />
            {body}
        }
        .into_any()
    }
}
