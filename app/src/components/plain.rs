//! What plain pages have alike: they ask the server once, and show the answer or why there is none. They work by links
//! and forms alone and are known to the server only; see [`crate::root`].

use leptos::prelude::*;
use leptos_meta::Title;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error_view::error_page;
use crate::error::AppError;
use crate::pages::dashboard::skeleton;

/// The page at a path: what `ask` answers, as `show` shows it.
pub fn plain<V, F>(
    title: &'static str,
    path: &'static str,
    ask: impl Fn() -> F + Send + Sync + 'static,
    show: fn(V) -> AnyView,
) -> AnyView
where
    V: Clone + Serialize + DeserializeOwned + Send + Sync + 'static,
    F: Future<Output = Result<V, AppError>> + Send + 'static,
{
    let answer = Resource::new(|| (), move |()| ask());
    let inside = move || {
        Suspend::new(async move {
            match answer.await {
                Ok(view) => show(view),
                Err(error) => error_page(&error, path),
            }
        })
    };
    view! {
        <Title text=title />
        <Suspense fallback=skeleton>{inside}</Suspense>
    }
    .into_any()
}
