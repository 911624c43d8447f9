//! The e-mail to OpenAI support: first what it says of the key, then the mail itself to send or copy, then the day.

use domain::guide::{SUPPORT, Step, SupportMail};
use domain::view::GuideView;
use leptos::prelude::*;

use super::{Refused, wrong};
use crate::components::form::in_textarea;
use crate::server_fns::{DescribeKey, MailSent};
use crate::state::encoded;

pub(super) fn body(view: &GuideView, refused: Refused) -> AnyView {
    let ready = view.draft.mail.wrong().is_none();
    let mail = ready.then(|| mail(view, refused));
    // One form at a time: the details are folded once the mail can be written.
    let details = details(view, ready, refused);
    if ready {
        return view! {
            {mail}
            <details>
                <summary>"Change what it says of the key"</summary>
                {details}
            </details>
        }
        .into_any();
    }
    view! {
        <p>"Support adds the scope to the key by hand, and needs to know which. Fill this in, and the e-mail is written for you."</p>
        {details}
    }
    .into_any()
}

/// The three fields that name the key without giving it away.
fn details(view: &GuideView, ready: bool, refused: Refused) -> AnyView {
    let describe = ServerAction::<DescribeKey>::new();
    let id = view.id.to_string();
    let SupportMail { key_name, creator, last_four } = view.draft.mail.clone();
    let longest = SupportMail::LONGEST.to_string();
    let kind = if ready { "btn" } else { "btn primary" };
    view! {
        <ActionForm action=describe>
            <div class="stack">
                <input type="hidden" name="id" value=id />
                <label>
                    "The key’s name at OpenAI"
                    <input name="keyname" required maxlength=longest.clone() value=key_name autocomplete="off" aria-invalid=move || wrong(refused, "keyname") />
                </label>
                <label>
                    "Who made it"
                    <input name="creator" required maxlength=longest value=creator autocomplete="off" placeholder="Ada Lovelace, ada@example.com" aria-invalid=move || wrong(refused, "creator") />
                </label>
                <label>
                    "Its last four characters"
                    <input name="lastfour" required maxlength="4" size="4" value=last_four autocomplete="off" spellcheck="false" aria-invalid=move || wrong(refused, "lastfour") />
                    <span class="hint">"Four and no more. Never write the key itself into a form or an e-mail."</span>
                </label>
                <button type="submit" class=kind>
                    "Write the e-mail"
                </button>
            </div>
        </ActionForm>
    }
    .into_any()
}

/// The mail to send or copy, and the day on which it was sent.
fn mail(view: &GuideView, refused: Refused) -> AnyView {
    let sent = ServerAction::<MailSent>::new();
    let id = view.id.to_string();
    let body = view.draft.mail.body(&view.draft.workspace);
    // Long lines are wrapped.
    let (rows, subject) = ((body.lines().count() + 3).to_string(), view.draft.mail.subject());
    let day = view.draft.sent_on.unwrap_or(view.today).to_string();
    let today = view.today.to_string();
    let label = if view.draft.mark(Step::AskSupport).is_some() { "Change the day" } else { "It is sent" };
    view! {
        <p>{mail_link(view, "Open it in your e-mail program")} ", or copy it from here:"</p>
        <dl class="mail">
            <dt>"To"</dt>
            <dd>{SUPPORT}</dd>
            <dt>"Subject"</dt>
            <dd>{subject}</dd>
        </dl>
        <label class="vh" for="mail-text">
            "Text of the e-mail"
        </label>
        <textarea id="mail-text" class="report prose" readonly rows=rows>
            {in_textarea(&body)}
        </textarea>
        <ActionForm action=sent>
            <div class="stack">
                <input type="hidden" name="id" value=id />
                <label>
                    "Sent on"
                    <input type="date" name="sent" required value=day max=today aria-invalid=move || wrong(refused, "sent") />
                    <span class="hint">"From this day on Uptake counts: after five business days without an answer it tells you to ask again."</span>
                </label>
                <button type="submit" class="btn primary">
                    {label}
                </button>
            </div>
        </ActionForm>
    }
    .into_any()
}

/// A link that opens the mail in the reader's own program.
pub(super) fn mail_link(view: &GuideView, label: &'static str) -> AnyView {
    let mail = &view.draft.mail;
    let (subject, body) = (encoded(&mail.subject()), encoded(&mail.body(&view.draft.workspace)));
    view! { <a href=format!("mailto:{SUPPORT}?subject={subject}&body={body}")>{label}</a> }.into_any()
}
