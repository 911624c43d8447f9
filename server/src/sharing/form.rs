//! The form of a shared link: what was typed becomes a contract, or the field that is wrong is named.

use access::passwords::check_rule;
use access::policy::may_share;
use chrono::{DateTime, Utc};
use domain::link::{Contract, LinkPage, MOST_DAYS, MOST_ORIGINS, Origin, Part};
use domain::view::{Choice, LinkForm};
use domain::{
    ClientFilter, ConnectionName, DateRange, Day, Email, Filter, PageQuery, Preset, RangeChoice, Role, TeamSlug,
};
use secrecy::SecretString;

use super::{SharingError, typed};
use crate::backend::{client_choices, model_choices, team_choices};
use crate::state::AppState;

/// What the owner of a link may share.
#[derive(Clone, Debug)]
pub struct Allowed {
    /// The owner's role.
    pub role: Role,
    /// The owner's teams, with those below them; asked for only of who leads teams.
    pub own: Vec<TeamSlug>,
}

impl Allowed {
    /// Whether what is narrowed to a team, or to none, may be shared.
    pub fn shares(&self, team: Option<&TeamSlug>) -> bool {
        may_share(self.role, &self.own, team)
    }
}

/// What there is to choose from.
#[derive(Clone, Debug)]
pub struct Choices {
    /// Teams of the roster.
    pub teams: Vec<Choice>,
    /// Clients, most credits first.
    pub clients: Vec<Choice>,
    /// Models, most credits first.
    pub models: Vec<Choice>,
    /// Connections.
    pub connections: Vec<Choice>,
}

impl Choices {
    /// Of an installation.
    pub fn of(state: &AppState) -> Self {
        let (index, today) = (state.index.snapshot(), state.clock.today());
        let all = Preset::All.resolve(today, index.first_day());
        let connection = |name: ConnectionName| Choice { key: name.to_string(), title: name.to_string() };
        Self {
            teams: team_choices(&index),
            clients: client_choices(&index, all),
            models: model_choices(&index, all, today),
            connections: index.connections().into_iter().map(connection).collect(),
        }
    }
}

fn wrong(field: &'static str, message: &str) -> SharingError {
    SharingError::Field { field, message: message.to_owned() }
}

/// The contract that was typed, if its owner may share it.
pub fn contract(form: &LinkForm, allowed: &Allowed, choices: &Choices) -> Result<Contract, SharingError> {
    let page = LinkPage::of_key(&form.page).ok_or_else(|| wrong("page", "There is no such page to share."))?;
    let label =
        Contract::label(&form.label).ok_or_else(|| wrong("label", "A name is one line of 1 to 80 characters."))?;
    let parts: Vec<Part> =
        page.parts().iter().copied().filter(|part| form.parts.iter().any(|key| key == part.key())).collect();
    if parts.is_empty() {
        return Err(wrong("parts", "Choose at least one part of the page."));
    }
    let filter = filter(form, page, choices)?;
    if !allowed.shares(filter.team.as_ref()) {
        return Err(if allowed.role.shares() {
            wrong("whom", "Choose one of your own teams.")
        } else {
            SharingError::Forbidden
        });
    }
    Ok(Contract {
        label,
        page,
        parts,
        filter,
        range: range(form)?,
        window: window(form)?,
        compare: form.compare,
        small_groups: form.small_groups,
        names_owner: form.names_owner,
        embed: origins(&form.embed)?,
        picture: form.picture,
    })
}

/// What the link is narrowed to: only to what there is, so that a typing error never shows everybody.
fn filter(form: &LinkForm, page: LinkPage, choices: &Choices) -> Result<Filter, SharingError> {
    let chosen = |field: &'static str, key: &str, from: &[Choice]| match key.trim() {
        "" => Ok(None),
        key if from.iter().any(|choice| choice.key == key) => Ok(Some(key.to_owned())),
        _ => Err(wrong(field, "This is not among the choices any more.")),
    };
    let family = domain::ClientFamily::ALL.map(|one| Choice { key: one.key().to_owned(), title: String::new() });
    let clients: Vec<Choice> = choices.clients.iter().cloned().chain(family).collect();
    let filter = Filter {
        team: chosen("whom", &form.team, &choices.teams)?.map(TeamSlug::new),
        client: chosen("client", &form.client, &clients)?.map(ClientFilter::new),
        model: chosen("model", &form.model, &choices.models)?,
        connection: chosen("connection", &form.connection, &choices.connections)?.map(ConnectionName::new),
    };
    if page == LinkPage::Team && filter.team.is_none() {
        return Err(wrong("whom", "Choose the team that the page is about."));
    }
    if filter.client.is_some() && filter.model.is_some() {
        return Err(wrong("model", "Choose a client or a model: OpenAI does not tell both at once."));
    }
    if page == LinkPage::Reviews && (filter.client.is_some() || filter.model.is_some()) {
        return Err(wrong("client", "Reviews are not told by client or model."));
    }
    Ok(filter)
}

fn preset(key: &str) -> Option<Preset> {
    Preset::ALL.into_iter().find(|preset| preset.key() == key)
}

fn range(form: &LinkForm) -> Result<RangeChoice, SharingError> {
    if form.range != "days" {
        let found = preset(&form.range).map(RangeChoice::Preset);
        return found.ok_or_else(|| wrong("range", "Choose which days the link shows."));
    }
    let day = |text: &str| text.trim().parse::<Day>().ok().filter(|day| day.year() >= 2000);
    let days = day(&form.from).zip(day(&form.to)).and_then(|(from, to)| DateRange::new(from, to).ok());
    let days = days.filter(|days| days.len_days() <= 3_660);
    days.map(RangeChoice::Days).ok_or_else(|| wrong("from", "Frozen days need a first and a last one, in this order."))
}

fn window(form: &LinkForm) -> Result<Option<RangeChoice>, SharingError> {
    if form.window.is_empty() {
        return Ok(None);
    }
    let found = preset(&form.window).map(RangeChoice::Preset);
    found.map(Some).ok_or_else(|| wrong("window", "Choose within which days visitors may move."))
}

/// One origin a line.
fn origins(typed: &str) -> Result<Vec<Origin>, SharingError> {
    let lines = typed.lines().map(str::trim).filter(|line| !line.is_empty());
    let mut found: Vec<Origin> = Vec::new();
    for line in lines {
        let origin: Origin =
            line.parse().map_err(|error: domain::link::NotAnOrigin| wrong("embed", &error.to_string()))?;
        if !found.contains(&origin) {
            found.push(origin);
        }
    }
    if found.len() > MOST_ORIGINS {
        return Err(wrong("embed", "At most 8 sites may embed one link."));
    }
    Ok(found)
}

/// From when on the link does not open any more: the last day that was typed has ended.
pub fn end(form: &LinkForm, today: Day, endless: bool) -> Result<Option<DateTime<Utc>>, SharingError> {
    if form.ends.trim().is_empty() {
        return if endless { Ok(None) } else { Err(wrong("ends", "A link must end: choose its last day.")) };
    }
    let last = form.ends.trim().parse::<Day>().ok();
    let most = today.plus(if endless { 3_660 } else { MOST_DAYS });
    let last = last.filter(|last| *last >= today && *last <= most);
    let last = last.ok_or_else(|| wrong("ends", "The last day lies between today and a year from now."))?;
    Ok(Some(last.end()))
}

/// The password that was typed, if it is good enough. One that was typed before and is not here any more is asked for
/// again, so that no link opens without it by oversight.
pub fn password(form: &LinkForm, owner: &Email) -> Result<Option<SecretString>, SharingError> {
    let Some(password) = typed(&form.password) else {
        let lost = form.again && !form.no_password;
        return if lost { Err(wrong("password", "Type the password again, or choose none.")) } else { Ok(None) };
    };
    check_rule(&password, owner).map_err(|rule| wrong("password", &rule.to_string()))?;
    Ok(Some(password))
}

/// In a frame of another site no cookie is sent, so nobody could come in; and a picture would tell before the password.
pub fn password_fits(contract: &Contract, password: bool) -> Result<(), SharingError> {
    match contract {
        _ if !password => Ok(()),
        Contract { embed, .. } if !embed.is_empty() => {
            Err(wrong("embed", "A link with a password cannot be embedded."))
        }
        Contract { picture: true, .. } => Err(wrong("picture", "A link with a password has no preview picture.")),
        _ => Ok(()),
    }
}

/// What a link of an owner opens up, for the audit log. What it does not say is off.
pub fn told(contract: &Contract, owner: &Email, (expires_at, password): (Option<DateTime<Utc>>, bool)) -> String {
    let query = PageQuery { filter: contract.filter.clone(), range: contract.range, ..PageQuery::default() };
    let parts: Vec<&str> = contract.parts.iter().map(|part| part.key()).collect();
    let ends = expires_at.map_or_else(|| "never".to_owned(), |end| Day::of(end).previous().to_string());
    let embed: Vec<&str> = contract.embed.iter().map(Origin::as_str).collect();
    let window = contract.window.map(|window| match window {
        RangeChoice::Preset(preset) => format!("other days within {}", preset.key()),
        RangeChoice::Days(days) => format!("other days within {}", days.in_words()),
    });
    let on = |is: bool, words: &str| is.then(|| words.to_owned());
    let more: Vec<String> = [
        window,
        on(contract.compare, "beside the period before"),
        on(contract.small_groups, "groups by any days"),
        on(contract.names_owner, "names its owner"),
        on(password, "asks for a password"),
        on(!embed.is_empty(), &format!("embedded by {}", embed.join(" "))),
        on(contract.picture, "with preview picture"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let (label, page, parts) = (&contract.label, query.href(contract.page.key()), parts.join(" "));
    let told = format!("“{label}” of {owner}: {page} [{parts}], ends {ends}");
    [vec![told], more].concat().join(", ")
}

/// What became of a password, for the audit log.
pub fn password_told(before: Option<&str>, after: Option<&str>) -> &'static str {
    match (before, after) {
        (None, Some(_)) => "password set; ",
        (Some(_), None) => "password taken away; ",
        (Some(before), Some(after)) if before != after => "another password; ",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn typed_form() -> LinkForm {
        LinkForm {
            page: "overview".to_owned(),
            parts: vec!["teams".to_owned(), "headline".to_owned(), "spikes".to_owned()],
            label: " Weekly ".to_owned(),
            range: "28d".to_owned(),
            ends: "2027-02-18".to_owned(),
            ..LinkForm::default()
        }
    }

    fn choices() -> Choices {
        let choice = |key: &str| Choice { key: key.to_owned(), title: key.to_uppercase() };
        Choices {
            teams: vec![choice("web"), choice("ops")],
            clients: vec![choice("CODEX_CLI")],
            models: vec![choice("gpt-5")],
            connections: vec![choice("Acme")],
        }
    }

    fn lead() -> Allowed {
        Allowed { role: Role::TeamLead, own: vec![TeamSlug::new("web")] }
    }

    const LEADER: Allowed = Allowed { role: Role::Leader, own: Vec::new() };

    fn field(form: &LinkForm, allowed: &Allowed) -> &'static str {
        match contract(form, allowed, &choices()) {
            Err(SharingError::Field { field, .. }) => field,
            Err(SharingError::Forbidden) => "forbidden",
            other => unreachable!("{other:?}"),
        }
    }

    #[test]
    fn what_was_typed_becomes_a_contract() {
        let made = contract(&typed_form(), &LEADER, &choices()).unwrap();
        assert_eq!(made.parts, [Part::Headline, Part::Teams], "of this page, in its order");
        let end = end(&typed_form(), "2026-11-20".parse().unwrap(), false).unwrap();
        let owner = "lee@example.com".parse().unwrap();
        let plain = "“Weekly” of lee@example.com: overview [headline teams], ends 2027-02-18";
        assert_eq!(told(&made, &owner, (end, false)), plain);
        let open = LinkForm {
            window: "90d".to_owned(),
            compare: true,
            small_groups: true,
            names_owner: true,
            embed: "https://wiki.example.com".to_owned(),
            picture: true,
            ..typed_form()
        };
        let open = contract(&open, &LEADER, &choices()).unwrap();
        assert_eq!(
            told(&open, &owner, (end, true)),
            format!(
                "{plain}, other days within 90d, beside the period before, groups by any days, names its owner, \
                 asks for a password, embedded by https://wiki.example.com, with preview picture"
            )
        );
    }

    #[test]
    fn each_wrong_field_is_named() {
        let owned = str::to_owned;
        for (form, name) in [
            (LinkForm { page: owned("people"), ..typed_form() }, "page"),
            (LinkForm { label: owned(" "), ..typed_form() }, "label"),
            (LinkForm { parts: vec![owned("spikes")], ..typed_form() }, "parts"),
            (LinkForm { team: owned("nobody"), ..typed_form() }, "whom"),
            (LinkForm { client: owned("x"), ..typed_form() }, "client"),
            (LinkForm { model: owned("gpt-5"), client: owned("CODEX_CLI"), ..typed_form() }, "model"),
            (LinkForm { connection: owned("x"), ..typed_form() }, "connection"),
            (LinkForm { page: owned("team"), ..typed_form() }, "whom"),
            (
                LinkForm { page: owned("reviews"), parts: vec![owned("made")], client: owned("ide"), ..typed_form() },
                "client",
            ),
            (LinkForm { range: owned("century"), ..typed_form() }, "range"),
            (
                LinkForm { range: owned("days"), from: owned("2026-11-02"), to: owned("2026-11-01"), ..typed_form() },
                "from",
            ),
            (LinkForm { window: owned("century"), ..typed_form() }, "window"),
            (LinkForm { embed: owned("https://*"), ..typed_form() }, "embed"),
        ] {
            assert_eq!(field(&form, &LEADER), name);
        }
    }

    #[test]
    fn who_leads_teams_shares_those_alone() {
        let of = |team: &str| LinkForm { team: team.to_owned(), ..typed_form() };
        assert!(contract(&of("web"), &lead(), &choices()).is_ok());
        assert_eq!(field(&of("ops"), &lead()), "whom");
        assert_eq!(field(&of(""), &lead()), "whom");
        let member = Allowed { role: Role::Member, own: vec![TeamSlug::new("web")] };
        assert_eq!(field(&of("web"), &member), "forbidden");
    }

    #[test]
    fn a_link_ends_unless_it_need_not() {
        let today = "2026-11-20".parse().unwrap();
        let ends = |text: &str, endless| {
            let form = LinkForm { ends: text.to_owned(), ..typed_form() };
            end(&form, today, endless).ok().map(|end| end.map(|end| end.to_rfc3339()))
        };
        assert_eq!(ends("2026-11-20", false), Some(Some("2026-11-21T00:00:00+00:00".to_owned())));
        for (text, endless, good) in [
            ("", false, false),
            ("", true, true),
            ("2026-11-19", false, false),
            ("2027-11-21", false, true),
            ("2027-11-22", false, false),
            ("soon", true, false),
        ] {
            assert_eq!(ends(text, endless).is_some(), good, "{text} {endless}");
        }
    }

    #[test]
    fn a_password_goes_with_neither_a_frame_nor_a_picture() {
        let embed =
            LinkForm { embed: "https://wiki.example.com\n\nhttps://wiki.example.com/".to_owned(), ..typed_form() };
        let made = contract(&embed, &LEADER, &choices()).unwrap();
        assert_eq!(made.embed.len(), 1);
        assert!(password_fits(&made, false).is_ok() && password_fits(&made, true).is_err());
        let picture = contract(&LinkForm { picture: true, ..typed_form() }, &LEADER, &choices()).unwrap();
        assert!(password_fits(&picture, false).is_ok() && password_fits(&picture, true).is_err());
        let email = "lee@example.com".parse().unwrap();
        let short = LinkForm { password: "short".to_owned(), ..typed_form() };
        assert!(password(&short, &email).is_err());
        assert!(password(&typed_form(), &email).unwrap().is_none());
        let lost = LinkForm { again: true, ..typed_form() };
        assert!(password(&lost, &email).is_err(), "no link opens without the password that was typed before");
        assert!(password(&LinkForm { no_password: true, ..lost }, &email).unwrap().is_none());
    }
}
