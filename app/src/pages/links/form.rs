//! The form of a link: what it shows, to whom it speaks, when it ends.

use domain::link::{Contract, LinkPage, Part};
use domain::view::{Choice, LinkForm, LinkRow, LinksView};
use domain::{ClientFamily, PageQuery, Preset};
use leptos::prelude::*;

use super::{PATH, PREVIEW};
use crate::components::form::in_textarea;
use crate::error::AppError;
use crate::server_fns::{ChangeLink, MakeLink};

/// The windows that are offered besides none.
const WINDOWS: [Preset; 4] = [Preset::Ninety, Preset::Quarter, Preset::Year, Preset::All];

/// What the fields begin with.
struct Draft<'a> {
    view: &'a LinksView,
    page: LinkPage,
    form: LinkForm,
    /// Whether the link has a password.
    locked: bool,
    wrong: Option<&'a str>,
}

/// What a new link of a page begins with, as it would be shown in this state.
pub fn begun(view: &LinksView, page: LinkPage, query: &PageQuery) -> LinkForm {
    let form = LinkForm::of_page(page, query, view.today);
    let team = view.teams.iter().find(|team| page == LinkPage::Team && team.key == form.team);
    match team {
        Some(team) => LinkForm { label: team.title.clone(), ..form },
        None => form,
    }
}

/// A new link of a page.
pub fn new(view: &LinksView, page: LinkPage, form: LinkForm, refused: Option<&AppError>) -> AnyView {
    let make = ServerAction::<MakeLink>::new();
    let fields = Draft { view, page, form, locked: false, wrong: field(refused) }.fields();
    view! {
        <section aria-labelledby="new-h">
            <h2 id="new-h">{format!("Share: {}", page.title())}</h2>
            <ActionForm action=make>
                {fields}
                <div class="does">
                    <button type="submit" class="btn primary">
                        "Make the link"
                    </button>
                    {preview()}
                    <a class="btn" href=PATH>
                        "Leave it"
                    </a>
                </div>
            </ActionForm>
        </section>
    }
    .into_any()
}

/// A link to be changed: as it is, or as it was typed and refused.
pub fn change(view: &LinksView, row: &LinkRow, typed: Option<&LinkForm>, refused: Option<&AppError>) -> AnyView {
    let change = ServerAction::<ChangeLink>::new();
    let form = typed.cloned().unwrap_or_else(|| LinkForm::of_link(row, view.today));
    let (id, revision) = (row.id.to_string(), form.revision.unwrap_or(row.revision).to_string());
    let fields = Draft { view, page: row.contract.page, form, locked: row.password, wrong: field(refused) }.fields();
    view! {
        <section aria-label=format!("Edit: {}", row.contract.label)>
            <ActionForm action=change>
                <input type="hidden" name="id" value=id />
                <input type="hidden" name="form[revision]" value=revision />
                {fields}
                <div class="does">
                    <button type="submit" class="btn primary">
                        "Save"
                    </button>
                    {preview()}
                    <a class="btn" href=PATH>
                        "Leave it as it is"
                    </a>
                </div>
            </ActionForm>
        </section>
    }
    .into_any()
}

/// Shows what visitors would see of what is typed. It is sent, so that no address holds a password, and it opens beside
/// the form, so that nothing has to be typed again.
fn preview() -> AnyView {
    view! {
        <button type="submit" class="btn" formaction=PREVIEW formtarget="_blank">
            "Preview"
            <span class="vh">" in a new tab"</span>
        </button>
    }
    .into_any()
}

fn field(refused: Option<&AppError>) -> Option<&str> {
    match refused {
        Some(AppError::Invalid { field, .. }) => Some(field),
        _ => None,
    }
}

impl Draft<'_> {
    fn invalid(&self, name: &str) -> Option<&'static str> {
        (self.wrong == Some(name)).then_some("true")
    }

    fn fields(&self) -> AnyView {
        let label = self.form.label.clone();
        view! {
            <input type="hidden" name="form[page]" value=self.page.key() />
            <div class="link-form">
                <div class="stack">
                    <label>
                        "Name"
                        <input name="form[label]" required maxlength=Contract::LONGEST_LABEL.to_string() autocomplete="off" value=label aria-invalid=self.invalid("label") />
                        <span class="hint">"Visitors read it above the page."</span>
                    </label>
                    {self.parts()}
                    {self.narrowing()}
                </div>
                <div class="stack">{self.days()} {self.end()} {self.details()} {self.secrets()}</div>
            </div>
        }
        .into_any()
    }

    fn parts(&self) -> AnyView {
        let chosen = |part: Part| self.form.parts.iter().any(|key| key == part.key());
        let boxes = self.page.parts().iter().map(|part| {
            view! {
                <label class="check">
                    <input type="checkbox" name="form[parts][]" value=part.key() checked=chosen(*part) />
                    {part.title()}
                </label>
            }
        });
        let boxes = boxes.collect_view();
        view! {
            <fieldset aria-invalid=self.invalid("parts")>
                <legend>"What it shows"</legend>
                {boxes}
            </fieldset>
        }
        .into_any()
    }

    /// Whom and what it is narrowed to; visitors cannot change it.
    fn narrowing(&self) -> AnyView {
        let needs = self.page == LinkPage::Team || !self.view.whole;
        let everyone = (!needs).then_some("Everyone");
        let mut parts = vec![self.select(("whom", "form[team]", "Team"), everyone, &self.view.teams, &self.form.team)];
        if self.page != LinkPage::Reviews {
            let family =
                |one: ClientFamily| Choice { key: one.key().to_owned(), title: format!("{} (all)", one.title()) };
            let clients: Vec<Choice> =
                ClientFamily::ALL.into_iter().map(family).chain(self.view.clients.iter().cloned()).collect();
            parts.push(self.select(
                ("client", "form[client]", "Client"),
                Some("All clients"),
                &clients,
                &self.form.client,
            ));
            let models = &self.view.models;
            let all = Some("All models");
            parts.push(self.select(("model", "form[model]", "Model"), all, models, &self.form.model));
        }
        let connection = &self.form.connection;
        if self.view.connections.len() > 1 || !connection.is_empty() {
            let names = ("connection", "form[connection]", "Connection");
            parts.push(self.select(names, Some("All connections"), &self.view.connections, connection));
        }
        view! {
            <fieldset>
                <legend>"Narrowed to"</legend>
                {parts}
                <p class="hint">"Visitors can neither lift nor change this."</p>
            </fieldset>
        }
        .into_any()
    }

    fn select(
        &self,
        (field, name, label): (&'static str, &'static str, &'static str),
        all: Option<&'static str>,
        choices: &[Choice],
        chosen: &str,
    ) -> AnyView {
        let gone = !chosen.is_empty() && !choices.iter().any(|choice| choice.key == chosen);
        let gone = gone.then(|| option(chosen, &format!("{chosen} (no longer there)"), true));
        let options = choices.iter().map(|one| option(&one.key, &one.title, one.key == chosen)).collect_view();
        view! {
            <label>
                {label} <select name=name required=all.is_none() aria-invalid=self.invalid(field)>
                    {all.map(|title| option("", title, chosen.is_empty()))}
                    {gone}
                    {options}
                </select>
            </label>
        }
        .into_any()
    }

    fn days(&self) -> AnyView {
        let LinkForm { range, from, to, window, compare, .. } = &self.form;
        let moving = Preset::ALL.into_iter().map(|preset| option(preset.key(), live(preset), range == preset.key()));
        let windows = WINDOWS.into_iter().map(|preset| {
            option(preset.key(), &format!("Within {}", live(preset).to_lowercase()), window == preset.key())
        });
        let (frozen, from, to) = (range == "days", from.clone(), to.clone());
        view! {
            <fieldset>
                <legend>"Days"</legend>
                <label>
                    "Shown" <select name="form[range]" aria-invalid=self.invalid("range")>
                        {moving.collect_view()}
                        {option("days", "Frozen: the days below", frozen)}
                    </select>
                </label>
                <div class="two">
                    <label>
                        "First frozen day" <input type="date" name="form[from]" value=from aria-invalid=self.invalid("from") />
                    </label>
                    <label>
                        "Last frozen day" <input type="date" name="form[to]" value=to />
                    </label>
                </div>
                <label>
                    "Visitors may choose other days" <select name="form[window]" aria-invalid=self.invalid("window")>
                        {option("", "No", window.is_empty())}
                        {windows.collect_view()}
                    </select>
                </label>
                {check("form[compare]", *compare, "Beside the period before", "The change of each figure, and why credits moved. It is as many days, just before those in view. Without it the link tells of them only where visitors may choose them, too.")}
                <p class="hint">"Other days are not told of: weekly charts, who comes back and the pace of a cycle are shown as far as the days of the link reach. Some figures look back by their definition, whichever days are shown: active people, adoption and how often people come back over 7 or 28 days, days that stand out against the 28 before, who is new, back or gone against the week before and the first use, a forecast over up to 8 weeks."</p>
            </fieldset>
        }
        .into_any()
    }

    fn end(&self) -> AnyView {
        let value = self.form.ends.clone();
        let hint =
            if self.view.endless { "A UTC day. Empty: it does not end." } else { "A UTC day, at most a year ahead." };
        view! {
            <label>
                "Last day on which it works"
                <input type="date" name="form[ends]" required=!self.view.endless value=value min=self.view.today.to_string() aria-invalid=self.invalid("ends") />
                <span class="hint">{hint}</span>
            </label>
        }
        .into_any()
    }

    fn details(&self) -> AnyView {
        view! {
            <fieldset>
                <legend>"Details"</legend>
                {check("form[small_groups]", self.form.small_groups, "Groups by any days", "Teams and other groups as readers with an account see them. Without it they are given in whole weeks only, so that a day of a group cannot be told by subtracting two views: frozen days show the weeks within them, the last 7 days the last week that has ended, and charts by the day are left empty where the page is narrowed. Fewer than five people are never shown alone.")}
                {check("form[names_owner]", self.form.names_owner, "Say whose link it is", "Visitors read the owner’s address.")}
            </fieldset>
        }
        .into_any()
    }

    /// What a preview picture is, and whether chats find it.
    fn picture(&self) -> &'static str {
        if self.view.origin.is_some() {
            "A chat into which somebody puts the link shows its name, the headline or key figures and the main chart, as far as the link shows them, to everybody in the chat, and may keep them. Not with a password."
        } else {
            "Chats find it only where UPTAKE_PUBLIC_URL is set. It shows the link’s name, the headline or key figures and the main chart to everybody in a chat. Not with a password."
        }
    }

    fn secrets(&self) -> AnyView {
        let hint = match (self.form.again, self.locked) {
            (true, _) => "Type it again: a password is not kept in a form that comes back. At least 12 characters.",
            (false, true) => "It has one. Type another to change it. At least 12 characters.",
            (false, false) => "Optional. At least 12 characters; tell it to people by another way than the link.",
        };
        let wrong = self.invalid("password").or(self.form.again.then_some("true"));
        let without = if self.locked { "Take the password away" } else { "No password after all" };
        let again = self.form.again.then(|| view! { <input type="hidden" name="form[again]" value="true" /> });
        view! {
            <fieldset>
                <legend>"Who may open it"</legend>
                {again}
                <label>
                    "Password"
                    <input type="password" name="form[password]" autocomplete="new-password" aria-invalid=wrong />
                    <span class="hint">{hint}</span>
                </label>
                {(self.locked || self.form.again).then(|| check("form[no_password]", self.form.no_password, without, ""))}
                <label>
                    "Sites that may embed it"
                    <textarea name="form[embed]" rows="2" placeholder="https://wiki.example.com" aria-invalid=self.invalid("embed")>
                        {in_textarea(&self.form.embed)}
                    </textarea>
                    <span class="hint">"One origin a line, exactly; empty for none. Not with a password."</span>
                </label>
                {check("form[picture]", self.form.picture, "A picture of it in chats", self.picture())}
            </fieldset>
        }
        .into_any()
    }
}

fn option(key: &str, title: &str, chosen: bool) -> AnyView {
    view! {
        <option value=key.to_owned() selected=chosen>
            {title.to_owned()}
        </option>
    }
    .into_any()
}

fn check(name: &'static str, on: bool, label: &'static str, hint: &'static str) -> AnyView {
    let hint = (!hint.is_empty()).then(|| view! { <p class="hint">{hint}</p> });
    view! {
        <label class="check">
            <input type="checkbox" name=name value="true" checked=on />
            {label}
        </label>
        {hint}
    }
    .into_any()
}

/// Days that move with the calendar, in words.
pub fn live(preset: Preset) -> &'static str {
    match preset {
        Preset::Week => "The last 7 days",
        Preset::Month => "The last 28 days",
        Preset::Ninety => "The last 90 days",
        Preset::Quarter => "The running quarter",
        Preset::Year => "The last 365 days",
        Preset::All => "All days",
    }
}
