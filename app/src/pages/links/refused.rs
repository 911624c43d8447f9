//! A form that was refused comes back as it was typed: in its own address, as forms without scripts can. Passwords are
//! left out, and whoever typed one is told to type it again.

use domain::view::LinkForm;
use http::header::ACCEPT;
use http::request::Parts;
use leptos::prelude::use_context;
use leptos::server_fn::error::ServerFnUrlError;

use super::PATH;
use crate::error::AppError;

/// Leads a browser that sent a form back to it. Whoever did not send it as a page gets the error alone, and a form that
/// is out of date is shown as the link is now.
pub fn lead_back(error: AppError, form: &LinkForm, edited: Option<&str>) -> AppError {
    let page = use_context::<Parts>()
        .and_then(|parts| Some(parts.headers.get(ACCEPT)?.to_str().ok()?.contains("text/html")))
        .unwrap_or_default();
    if page && let Some(address) = address(&error, form, edited) {
        leptos_axum::redirect(&address);
    }
    error
}

/// Where a refused form is seen again with what was typed, and why it was refused; `None` where the address cannot keep
/// that, or should not. `edited` is the key of the link that it changes.
pub fn address(error: &AppError, form: &LinkForm, edited: Option<&str>) -> Option<String> {
    let field = match error {
        AppError::Invalid { field, .. } => field.as_str(),
        _ => "",
    };
    if field == "revision" {
        return None;
    }
    let endpoint = if edited.is_some() { "/fn/change_link" } else { "/fn/make_link" };
    let mut url = ServerFnUrlError::new(endpoint, error.clone()).to_url("http://here.invalid/").ok()?;
    match edited {
        Some(id) => url.query_pairs_mut().append_pair("edit", id),
        None => url.query_pairs_mut().append_pair("new", &form.page),
    };
    // A picture that a password rules out is switched off, so that saving again is enough.
    let form = LinkForm { picture: form.picture && field != "picture", ..form.clone() };
    Some(format!("{PATH}?{}&{}", url.query()?, form.to_query()?))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn invalid(field: &str) -> AppError {
        AppError::Invalid { field: field.to_owned(), message: "m".to_owned() }
    }

    #[test]
    fn a_form_comes_back_with_what_was_typed_and_without_the_password() {
        let owned = str::to_owned;
        let form = LinkForm {
            page: owned("credits"),
            label: owned("Ünï & co"),
            password: owned("four unrelated words"),
            ..LinkForm::default()
        };
        let new = address(&invalid("ends"), &form, None).unwrap();
        assert!(new.starts_with("/links?__path=%2Ffn%2Fmake_link&__err=") && new.contains("&new=credits&"), "{new}");
        assert!(!new.contains("unrelated"), "{new}");
        let back = LinkForm::of_query(new.split_once('?').unwrap().1).unwrap();
        assert_eq!(back, LinkForm { password: String::new(), again: true, ..form.clone() });
        let edited = address(&invalid("ends"), &form, Some("abc")).unwrap();
        assert!(edited.contains("change_link") && edited.contains("&edit=abc&"), "{edited}");
        assert_eq!(address(&invalid("revision"), &form, Some("abc")), None, "the form shows the link as it is now");
        let long = LinkForm { label: "x".repeat(9_000), ..form };
        assert_eq!(address(&invalid("label"), &long, None), None, "the framework leads back without it");
    }
}
