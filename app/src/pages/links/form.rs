//! The form of a link: what it shows, to whom it speaks, when it ends.

use domain::link::{Contract, LinkPage, Part, USUAL_DAYS};
use domain::view::{Choice, LinkRow, LinksView};
use domain::{ClientFamily, Day, Preset, RangeChoice};
use leptos::prelude::*;

use super::PATH;
use crate::components::form::in_textarea;
use crate::error::AppError;
use crate::server_fns::{ChangeLink, MakeLink};

/// The windows that are offered besides none.
const WINDOWS: [Preset; 4] = [Preset::Ninety, Preset::Quarter, Preset::Year, Preset::All];

/// What the fields begin with.
struct Draft<'a> {
    view: &'a LinksView,
    page: LinkPage,
    of: Option<&'a LinkRow>,
    wrong: Option<&'a str>,
}

/// A new link of a page.
pub fn new(view: &LinksView, page: LinkPage, refused: Option<&AppError>) -> AnyView {
    let make = ServerAction::<MakeLink>::new();
    let fields = Draft { view, page, of: None, wrong: field(refused) }.fields();
    view! {
        <section aria-labelledby="new-h">
            <h2 id="new-h">{format!("Share: {}", page.title())}</h2>
            <ActionForm action=make>
                {fields}
                <div class="does">
                    <button type="submit" class="btn primary">
                        "Make the link"
                    </button>
                    <a class="btn" href=PATH>
                        "Leave it"
                    </a>
                </div>
            </ActionForm>
        </section>
    }
    .into_any()
}

/// A link as it is, to be changed.
pub fn change(view: &LinksView, row: &LinkRow, refused: Option<&AppError>) -> AnyView {
    let change = ServerAction::<ChangeLink>::new();
    let (id, revision) = (row.id.to_string(), row.revision.to_string());
    let fields = Draft { view, page: row.contract.page, of: Some(row), wrong: field(refused) }.fields();
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
                    <a class="btn" href=PATH>
                        "Leave it as it is"
                    </a>
                </div>
            </ActionForm>
        </section>
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
    fn contract(&self) -> Option<&Contract> {
        self.of.map(|row| &row.contract)
    }

    fn invalid(&self, name: &str) -> Option<&'static str> {
        (self.wrong == Some(name)).then_some("true")
    }

    fn fields(&self) -> AnyView {
        let label = self.contract().map_or_else(|| self.page.title().to_owned(), |of| of.label.clone());
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
        let chosen = |part: Part| self.contract().is_none_or(|of| of.parts.contains(&part));
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
        let filter = self.contract().map(|of| of.filter.clone()).unwrap_or_default();
        let team = filter.team.map(|team| team.to_string()).unwrap_or_default();
        let needs = self.page == LinkPage::Team || !self.view.whole;
        let everyone = (!needs).then_some("Everyone");
        let mut parts = vec![self.select(("whom", "form[team]", "Team"), everyone, &self.view.teams, &team)];
        if self.page != LinkPage::Reviews {
            let family =
                |one: ClientFamily| Choice { key: one.key().to_owned(), title: format!("{} (all)", one.title()) };
            let clients: Vec<Choice> =
                ClientFamily::ALL.into_iter().map(family).chain(self.view.clients.iter().cloned()).collect();
            let client = filter.client.map(|client| client.key().to_owned()).unwrap_or_default();
            parts.push(self.select(("client", "form[client]", "Client"), Some("All clients"), &clients, &client));
            let model = filter.model.unwrap_or_default();
            parts.push(self.select(("model", "form[model]", "Model"), Some("All models"), &self.view.models, &model));
        }
        let connection = filter.connection.map(|name| name.to_string()).unwrap_or_default();
        if self.view.connections.len() > 1 || !connection.is_empty() {
            let names = ("connection", "form[connection]", "Connection");
            parts.push(self.select(names, Some("All connections"), &self.view.connections, &connection));
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
        let range = self.contract().map(|of| of.range).unwrap_or_default();
        let moving = Preset::ALL
            .into_iter()
            .map(|preset| option(preset.key(), live(preset), range == RangeChoice::Preset(preset)));
        let (frozen, days) = match range {
            RangeChoice::Days(days) => (true, days),
            RangeChoice::Preset(preset) => (false, preset.resolve(self.view.today, None)),
        };
        let window = self.contract().and_then(|of| of.window);
        let windows = WINDOWS.into_iter().map(|preset| {
            option(
                preset.key(),
                &format!("Within {}", live(preset).to_lowercase()),
                window == Some(RangeChoice::Preset(preset)),
            )
        });
        let compare = self.contract().is_some_and(|of| of.compare);
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
                        "First frozen day" <input type="date" name="form[from]" value=days.from().to_string() aria-invalid=self.invalid("from") />
                    </label>
                    <label>
                        "Last frozen day" <input type="date" name="form[to]" value=days.to().to_string() />
                    </label>
                </div>
                <label>
                    "Visitors may choose other days" <select name="form[window]" aria-invalid=self.invalid("window")>
                        {option("", "No", window.is_none())}
                        {windows.collect_view()}
                    </select>
                </label>
                {check("form[compare]", compare, "Beside the period before", "The change of each figure, and why credits moved. It is as many days, just before those in view. Without it the link tells of them only where visitors may choose them, too.")}
                <p class="hint">"Other days are not told of: weekly charts, who comes back and the pace of a cycle are shown as far as the days of the link reach. Some figures look back by their definition, whichever days are shown: active people, adoption and how often people come back over 7 or 28 days, days that stand out against the 28 before, who is new, back or gone against the week before and the first use, a forecast over up to 8 weeks."</p>
            </fieldset>
        }
        .into_any()
    }

    fn end(&self) -> AnyView {
        let usual = Some(self.view.today.plus(USUAL_DAYS));
        let ends = self.of.map_or(usual, |row| row.ends);
        let past = ends.is_some_and(|ends| ends < self.view.today);
        let value = ends.filter(|_| !past).map(|day: Day| day.to_string());
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
        let is = |of: fn(&Contract) -> bool| self.contract().is_some_and(of);
        view! {
            <fieldset>
                <legend>"Details"</legend>
                {check("form[small_groups]", is(|of| of.small_groups), "Groups by any days", "Teams and other groups as readers with an account see them. Without it they are given in whole weeks only, so that a day of a group cannot be told by subtracting two views: frozen days show the weeks within them, the last 7 days the last week that has ended, and charts by the day are left empty where the page is narrowed. Fewer than five people are never shown alone.")}
                {check("form[names_owner]", is(|of| of.names_owner), "Say whose link it is", "Visitors read the owner’s address.")}
            </fieldset>
        }
        .into_any()
    }

    fn secrets(&self) -> AnyView {
        let has = self.of.is_some_and(|row| row.password);
        let hint = if has {
            "It has one. Type another to change it. At least 12 characters."
        } else {
            "Optional. At least 12 characters; tell it to people by another way than the link."
        };
        let embed: Vec<&str> =
            self.contract().map(|of| of.embed.iter().map(domain::link::Origin::as_str).collect()).unwrap_or_default();
        let embed = embed.join("\n");
        view! {
            <fieldset>
                <legend>"Who may open it"</legend>
                <label>
                    "Password"
                    <input type="password" name="form[password]" autocomplete="new-password" aria-invalid=self.invalid("password") />
                    <span class="hint">{hint}</span>
                </label>
                {has.then(|| check("form[no_password]", false, "Take the password away", ""))}
                <label>
                    "Sites that may embed it"
                    <textarea name="form[embed]" rows="2" placeholder="https://wiki.example.com" aria-invalid=self.invalid("embed")>
                        {in_textarea(&embed)}
                    </textarea>
                    <span class="hint">"One origin a line, exactly; empty for none. Not with a password."</span>
                </label>
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
