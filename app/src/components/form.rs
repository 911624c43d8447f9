//! What forms of plain pages share: the error that comes back in the address, and how it is shown.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::error::AppError;

/// The error that a form brought back in the address. Anyone can write an address, so only
/// which error it is counts, and no text of its own. `thing` is what the form was about, should it be gone.
pub fn error_in_address(endpoint: &'static str, thing: &'static str) -> Memo<Option<AppError>> {
    let query = use_query_map();
    Memo::new(move |_| {
        let query = query.get();
        let path = query.get("__path")?;
        let error = query.get("__err").filter(|_| path.ends_with(endpoint))?;
        let error = leptos::server_fn::error::ServerFnUrlError::<AppError>::decode_err(&error);
        Some(without_text(error, thing))
    })
}

fn without_text(error: AppError, thing: &str) -> AppError {
    match error {
        AppError::Invalid { field, .. } => {
            let message = match field.as_str() {
                "name" => "This name cannot be used: it is empty, too long or taken.",
                "workspace" => {
                    "This workspace id cannot be used: it is not one (it looks like 3f0f5aaf-1e2b-4f10-bb50-0123456789ab), or the workspace is connected already."
                }
                "key" => "This is not a key.",
                "monthly" => "A budget is a number of credits above 0, without separators, such as 25000.",
                "starts" => "A cycle begins on a day from 1 to 28, so that every month has it.",
                "rate" => "A rate is an amount above 0 per credit, such as 0.04.",
                "day" => "A day looks like 2026-11-20 and lies at most a year ahead.",
                "text" => "A text is one line of 1 to 80 characters.",
                "team" => "There is no such team on the roster any more.",
                "keyname" => "The key’s name is one line of 1 to 80 characters, and not the key itself.",
                "creator" => "Who made the key is one line of 1 to 80 characters, and not the key itself.",
                "lastfour" => "These are exactly the last four characters of the key: never more of it.",
                "sent" => {
                    "The day of the e-mail looks like 2026-11-20; it is not in the future and at most a year ago."
                }
                "owner" => "An owner is one line of at most 80 characters.",
                "due" => "A date looks like 2026-11-20 and lies within two years.",
                "page" => "There is no such page to share.",
                "label" => "A name is one line of 1 to 80 characters.",
                "parts" => "Choose at least one part of the page.",
                "whom" => "Choose the team: one that is on the roster and that you may share.",
                "client" => "There is no such client any more, or the page is not told by client.",
                "model" => {
                    "There is no such model any more, or a client is chosen as well: OpenAI does not tell both at once."
                }
                "connection" => "There is no such connection any more.",
                "range" | "window" => "Choose the days from the list.",
                "from" => "Frozen days need a first and a last one, in this order.",
                "ends" => "The last day of a link lies between today and a year from now.",
                "embed" => {
                    "A site that may embed is an origin such as https://wiki.example.com, at most 8, and never with a password."
                }
                "password" => {
                    "A password needs at least 12 characters, and is not the address. One that was typed before has to be typed again, or the link shall have none."
                }
                "picture" => {
                    "A link with a password has no preview picture: it would tell everybody in a chat. The picture is switched off now; save again, or take the password away."
                }
                "revision" => {
                    "Somebody else changed this link in the meantime, and nothing was saved. The form shows it as it is now: make your change again."
                }
                "currency" => "A rate needs a currency of three letters, such as EUR.",
                _ => "Something in the form cannot be used.",
            };
            AppError::Invalid { field, message: message.to_owned() }
        }
        AppError::Connection { problem, .. } => AppError::Connection { problem, detail: String::new() },
        AppError::NotFound { .. } => AppError::NotFound { what: format!("such {thing} any more") },
        AppError::Unavailable { .. } => AppError::Unavailable { what: "The server".to_owned() },
        AppError::Internal { .. } => AppError::Internal { reference: "in the server’s log".to_owned() },
        error @ (AppError::SignedOut | AppError::Forbidden) => error,
    }
}

/// What went wrong with a form: which problem, what exactly, what to do.
pub fn alert(id: &'static str, error: &AppError) -> AnyView {
    let detail = match error {
        AppError::Connection { problem, detail } => {
            let code = problem.code();
            let detail = if detail.is_empty() { String::new() } else { format!("{detail} ") };
            view! { <p class="quiet">{detail} <code>{code}</code></p> }.into_any()
        }
        _ => ().into_any(),
    };
    view! {
        <div class="alert" role="alert" id=id>
            <p>
                <strong>{error.to_string()}</strong>
            </p>
            <p>{error.way_on()}</p>
            {detail}
        </div>
    }
    .into_any()
}

/// A text as it must stand in a `<textarea>`: there, and nowhere else in a body, views write text as it is, and a text
/// with a tag in it would end the field.
pub fn in_textarea(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ConnectionProblem;

    #[test]
    fn an_address_brings_no_text_of_its_own() {
        let lure = "Call 555-0100 and read out your key".to_owned();
        for error in [
            AppError::Invalid { field: "key".to_owned(), message: lure.clone() },
            AppError::Connection { problem: ConnectionProblem::MissingScope, detail: lure.clone() },
            AppError::NotFound { what: lure.clone() },
            AppError::Unavailable { what: lure.clone() },
            AppError::Internal { reference: lure.clone() },
        ] {
            let shown = without_text(error, "entry");
            assert!(!format!("{shown} {}", shown.way_on()).contains("555"), "{shown:?}");
        }
    }

    #[test]
    fn a_text_does_not_leave_its_field() {
        let hostile = "</textarea><form action=/x> &quot; onload=";
        let view = view! { <textarea>{in_textarea(hostile)}</textarea> };
        let html = Owner::new().with(|| view.into_any().to_html());
        assert_eq!(html.matches('<').count(), 2, "{html}");
        let shown = html.replace("&lt;", "<").replace("&amp;", "&");
        assert!(shown.contains(hostile), "{shown}");
    }

    #[test]
    fn a_form_that_is_out_of_date_says_what_to_do() {
        let error = AppError::Invalid { field: "revision".to_owned(), message: String::new() };
        assert!(without_text(error, "link").to_string().contains("make your change again"));
    }
}
