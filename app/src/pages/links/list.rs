//! The links: what each shows, how it is, its address, and what can be done with it.

use domain::link::Contract;
use domain::view::{LinkForm, LinkRow, LinkState, LinksView};
use domain::{Email, RangeChoice};
use leptos::prelude::*;

use super::embed::embed;
use super::form::{change, live};
use super::{PATH, PREVIEW};
use crate::error::AppError;
use crate::server_fns::{RevokeAllLinks, RevokeLink, RevokeLinksOf, RotateLink};
use crate::words::counted;

/// All links, one of them perhaps as a form with what was typed and refused.
pub fn list(view: &LinksView, edited: Option<&LinkRow>, refused: (Option<&LinkForm>, Option<&AppError>)) -> AnyView {
    if view.links.is_empty() {
        return view! { <p class="state">"Nothing is shared yet."</p> }.into_any();
    }
    let (rotate, revoke) = (ServerAction::<RotateLink>::new(), ServerAction::<RevokeLink>::new());
    let origin = view.origin.clone().or_else(asked_under).unwrap_or_default();
    let item = |row: &LinkRow| match edited {
        Some(edited) if edited.id == row.id => view! {
            <li class="edited" id="edit">
                {change(view, row, refused.0, refused.1)}
            </li>
        }
        .into_any(),
        _ => shown(view, row, &origin, (rotate, revoke)),
    };
    let items = view.links.iter().map(item).collect_view();
    let title = if view.everybody { "Everybody’s links" } else { "Your links" };
    view! {
        <section aria-labelledby="links-h">
            <h2 id="links-h">{title}</h2>
            <ul class="links">{items}</ul>
        </section>
        {several(view)}
    }
    .into_any()
}

/// The origin that this page was asked under; for installations that were not told their own.
fn asked_under() -> Option<String> {
    let parts = use_context::<http::request::Parts>()?;
    let host = parts.headers.get(http::header::HOST)?.to_str().ok()?;
    Some(format!("http://{host}"))
}

fn shown(
    view: &LinksView,
    row: &LinkRow,
    origin: &str,
    (rotate, revoke): (ServerAction<RotateLink>, ServerAction<RevokeLink>),
) -> AnyView {
    let (id, label) = (row.id.to_string(), row.contract.label.clone());
    let named = format!(": {label}");
    let url = format!("{origin}{}", row.path);
    let [rotated_id, revoked_id] = [id.clone(), id.clone()];
    let rotated = view! {
        <ActionForm action=rotate>
            <input type="hidden" name="id" value=rotated_id />
            <p class="quiet">"The address that you gave away stops at once; everything else stays."</p>
            <button type="submit" class="btn primary">
                "Give it a new address"
            </button>
        </ActionForm>
    };
    let revoked = view! {
        <ActionForm action=revoke>
            <input type="hidden" name="id" value=revoked_id />
            <p class="quiet">"It stops at once and is gone for good."</p>
            <button type="submit" class="btn primary">
                "Take it back"
            </button>
        </ActionForm>
    };
    // A link that is sealed has no address that could be said.
    let address = (row.state != LinkState::Sealed).then(|| {
        let named = format!("Address of “{label}”");
        view! {
            <label class="address">
                <span class="vh">{named}</span>
                <input readonly value=url />
            </label>
        }
    });
    view! {
        <li>
            <div class="link-head">
                <h3>{label.clone()}</h3>
                {state(row.state)}
            </div>
            <p class="what">{what(row)}</p>
            <p class="quiet">{how(view, row)}</p>
            {address}
            {embed(row, origin)}
            <div class="does">
                <a class="btn" href=format!("{PREVIEW}?id={id}") rel="external">
                    "Preview"
                    <span class="vh">{named.clone()}</span>
                </a>
                <a class="btn" href=format!("{PATH}?edit={id}#edit")>
                    "Edit"
                    <span class="vh">{named.clone()}</span>
                </a>
                {sure("New address …", named.clone(), rotated.into_any())}
                {sure("Take back …", named, revoked.into_any())}
            </div>
        </li>
    }
    .into_any()
}

/// A button that asks once more.
fn sure(label: &'static str, of: String, form: AnyView) -> AnyView {
    view! {
        <details class="sure" name="sure">
            <summary class="btn">
                {label}
                <span class="vh">{of}</span>
            </summary>
            <div class="pop">{form}</div>
        </details>
    }
    .into_any()
}

fn state(state: LinkState) -> AnyView {
    let text = match state {
        LinkState::Open => return ().into_any(),
        LinkState::Over => "Its time is over",
        LinkState::Sealed => "Does not open: the secret key file is another",
        LinkState::Withheld => "Does not open: its owner may not share this any more",
    };
    view! { <span class="badge">{text}</span> }.into_any()
}

/// What it shows, in words.
fn what(row: &LinkRow) -> String {
    let Contract { page, parts, filter, range, window, compare, .. } = &row.contract;
    let mut said = vec![page.title().to_owned()];
    if parts.len() < page.parts().len() {
        said.push(format!("{} of {} parts", parts.len(), page.parts().len()));
    }
    said.extend(row.team.as_ref().map(|team| format!("team {team}")));
    said.extend(filter.client.as_ref().map(domain::ClientFilter::title));
    said.extend(filter.model.as_ref().map(|model| format!("model {model}")));
    said.extend(filter.connection.as_ref().map(|name| format!("connection {name}")));
    said.push(match range {
        RangeChoice::Preset(preset) => live(*preset).to_lowercase(),
        RangeChoice::Days(days) => days.in_words(),
    });
    if *compare {
        said.push("beside the period before".to_owned());
    }
    if let Some(RangeChoice::Preset(preset)) = window {
        said.push(format!("other days within {}", live(*preset).to_lowercase()));
    }
    said.join(" · ")
}

/// Whose, until when, for whom, and how often it was opened.
fn how(view: &LinksView, row: &LinkRow) -> String {
    let mut said = Vec::new();
    if view.everybody {
        said.push(if row.mine { "Yours".to_owned() } else { format!("By {}", row.owner) });
    }
    said.push(match row.ends {
        Some(day) => format!("until {}", day.in_words()),
        None => "does not end".to_owned(),
    });
    if row.password {
        said.push("with a password".to_owned());
    }
    if row.contract.names_owner {
        said.push("says whose it is".to_owned());
    }
    if row.contract.picture {
        said.push("with a preview picture".to_owned());
    }
    if !row.contract.small_groups {
        said.push("groups in whole weeks".to_owned());
    }
    said.push(match (row.opened, row.last_opened) {
        (0, _) => "not opened yet".to_owned(),
        (times, last) => {
            let last = last.map(|at| format!(", last {}", at.ago(view.now)));
            format!("opened {}{}", counted(times, "time", "times"), last.unwrap_or_default())
        }
    });
    crate::words::capital(&said.join(" · "))
}

/// Several at once: all of a person, or all.
fn several(view: &LinksView) -> AnyView {
    let (of, all) = (ServerAction::<RevokeLinksOf>::new(), ServerAction::<RevokeAllLinks>::new());
    let mut owners: Vec<&Email> = view.links.iter().map(|row| &row.owner).collect();
    owners.sort();
    owners.dedup();
    let one = |owner: &Email| {
        let links = view.links.iter().filter(|row| row.owner == *owner).count();
        let links = counted(u64::try_from(links).unwrap_or(u64::MAX), "link", "links");
        let (email, named) = (owner.to_string(), format!(": {owner}"));
        let said = format!("{owner}, {links}");
        view! {
            <li>
                <ActionForm action=of>
                    <input type="hidden" name="email" value=email />
                    <span>{said}</span>
                    <button type="submit" class="btn">
                        "Take them back"
                        <span class="vh">{named}</span>
                    </button>
                </ActionForm>
            </li>
        }
    };
    let rows = owners.into_iter().map(one).collect_view();
    let everything = view.everybody.then(|| {
        view! {
            <ActionForm action=all>
                <span>"Everybody’s"</span>
                <button type="submit" class="btn">
                    "Take all links back"
                </button>
            </ActionForm>
        }
    });
    view! {
        <details class="several">
            <summary class="btn">"Take back several at once …"</summary>
            <p class="quiet">"They stop at once and are gone for good."</p>
            <ul>{rows}</ul>
            {everything}
        </details>
    }
    .into_any()
}
