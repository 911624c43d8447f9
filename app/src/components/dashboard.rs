//! What every page of figures has alike: controls above, then what it shows, or why there is nothing to show.
//! What it shows is the page's; how it comes to whoever looks is in [`crate::pages::dashboard`].

use domain::link::Part;
use domain::view::{Figure, Frame, PointState};
use leptos::prelude::*;

use super::chart::Marks;
use super::export::Desk;
use super::page::Controls;
use super::states::{empty, nothing};
use super::still::{Still, without_links};
use crate::backend::Caller;
use crate::server_fns::Fragment;

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

/// What a page is about, where there is one for each of several things.
pub struct Subject {
    /// Its address.
    pub path: String,
    /// Its name.
    pub title: String,
    /// What stands over the page, whether there is anything to show or not.
    pub above: AnyView,
}

impl<V> Dashboard<V> {
    /// The page as HTML.
    pub fn show(self, view: &V, caller: &Caller) -> Fragment {
        let subject = Subject { path: self.path.to_owned(), title: self.title.to_owned(), above: ().into_any() };
        self.about(subject, view, caller)
    }

    /// What it shows to whoever opened a link: parts of it, no controls, and nothing that leads anywhere.
    pub fn alone(self, view: &V, parts: &[Part]) -> String {
        let frame = (self.frame)(view);
        let html = Owner::new().with(|| {
            Marks::provide(frame);
            provide_context(Still::of(parts));
            let body = match nothing(frame, self.figure(view)) {
                Some(why) => empty(frame, why, "", false),
                None => (self.body)(view, false),
            };
            body.to_html()
        });
        without_links(&html.replace("<!>", ""))
    }

    fn figure(&self, view: &V) -> Figure {
        (self.measure)(view).unwrap_or(Figure { value: None, state: PointState::Gap })
    }

    /// The page of one of several things as HTML.
    pub fn about(self, subject: Subject, view: &V, caller: &Caller) -> Fragment {
        let Subject { path, title, above } = subject;
        let admin = caller.role.administers();
        let frame = (self.frame)(view);
        let figure = self.figure(view);
        // Figures find the page, and what is marked on their axis, in the context; it ends with the page.
        let html = Owner::new().with(|| {
            Marks::provide(frame);
            let body = if let Some(why) = nothing(frame, figure) {
                empty(frame, why, &path, admin)
            } else {
                provide_context(Desk::new(&title, &path, frame));
                (self.body)(view, admin)
            };
            let page = view! {
                {above}
                <Controls frame=frame.clone() title=title.clone() path=path role=caller.role />
                {body}
            };
            page.into_any().to_html()
        });
        // The marks are for views that wake in the browser. These do not, and a `<` of theirs is never a bare one.
        Fragment { title, html: html.replace("<!>", "") }
    }
}
