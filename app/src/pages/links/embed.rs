//! What is pasted into a page of a site that may show a link in a frame: the frame, and a few lines that let it be as
//! high as what is in it. `?theme=` in the address of the list chooses how the frame looks.

use domain::link::Origin;
use domain::view::LinkRow;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::PATH;
use crate::components::form::in_textarea;
use crate::pages::shared::AskedTheme;

/// How high a frame is until the page in it has told its height, and where the site runs no scripts.
const HEIGHT: u32 = 900;

/// The snippet of a link that may be shown in frames; nothing for all others.
pub fn embed(row: &LinkRow, origin: &str) -> AnyView {
    if row.contract.embed.is_empty() || row.path.is_empty() {
        return ().into_any();
    }
    let query = use_query_map();
    let theme = query.with_untracked(|query| AskedTheme::of(&format!("theme={}", query.get_str("theme")?)));
    let sites: Vec<&str> = row.contract.embed.iter().map(Origin::as_str).collect();
    let sites = format!("To embed it on {}:", sites.join(", "));
    let anchor = format!("embed-{}", row.id);
    let option = |option: Option<AskedTheme>, label: &'static str| {
        let key = option.map(|option| format!("?theme={}", option.key())).unwrap_or_default();
        let current = (theme == option).then_some("true");
        view! {
            <a href=format!("{PATH}{key}#{anchor}") aria-current=current rel="external">
                {label}
            </a>
        }
    };
    let themes = [(None, "As the reader’s"), (Some(AskedTheme::Light), "Light"), (Some(AskedTheme::Dark), "Dark")];
    let themes = themes.map(|(theme, label)| option(theme, label)).into_iter().collect_view();
    let named = format!("Theme of “{}” in a frame", row.contract.label);
    view! {
        <div class="embed" id=anchor.clone()>
            <label class="address">
                <span class="quiet">{sites}</span>
                <textarea readonly rows="4" spellcheck="false">
                    {in_textarea(&snippet(row, origin, theme))}
                </textarea>
            </label>
            <div class="seg" role="group" aria-label=named>
                {themes}
            </div>
            <p class="quiet">"The script lets the frame be as high as the page in it. Without it the frame keeps its height and scrolls."</p>
        </div>
    }
    .into_any()
}

/// The frame, as tight as it works: the page in it runs its one script, has its own origin, by which the other page
/// knows it, and sends a form only where visitors may choose days.
fn snippet(row: &LinkRow, origin: &str, theme: Option<AskedTheme>) -> String {
    let theme = theme.map(|theme| format!("?theme={}", theme.key())).unwrap_or_default();
    let label = row.contract.label.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    let forms = if row.contract.window.is_some() { " allow-forms" } else { "" };
    let name: String = row.id.as_str().chars().take(8).collect();
    let (path, id) = (&row.path, format!("uptake-{name}"));
    format!(
        "<iframe id=\"{id}\" src=\"{origin}{path}{theme}\" title=\"{label}\" width=\"100%\" height=\"{HEIGHT}\" \
         style=\"border: 0\" loading=\"lazy\" referrerpolicy=\"no-referrer\" sandbox=\"allow-scripts allow-same-origin{forms}\"></iframe>\n\
         <script>\n\
         addEventListener(\"message\", (event) => {{\n  \
           const frame = document.getElementById(\"{id}\");\n  \
           if (event.origin !== \"{origin}\" || event.source !== frame.contentWindow) return;\n  \
           const height = Number(event.data?.uptakeHeight);\n  \
           if (height > 0 && height < 50000) frame.height = Math.ceil(height);\n\
         }});\n\
         </script>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::link::Contract;
    use domain::sync::Moment;
    use domain::view::LinkState;
    use domain::{LinkId, Preset, RangeChoice};

    fn row(window: Option<RangeChoice>) -> Option<LinkRow> {
        let contract = Contract {
            label: "A \"b\" </textarea><script>".to_owned(),
            window,
            embed: vec!["https://wiki.example.com".parse().ok()?],
            ..Contract::default()
        };
        Some(LinkRow {
            id: LinkId::new("0123456789abcdef"),
            owner: "lee@example.com".parse().ok()?,
            mine: true,
            path: "/s/token".to_owned(),
            contract,
            team: None,
            ends: None,
            revision: 0,
            password: false,
            state: LinkState::Open,
            opened: 0,
            last_opened: Some(Moment(0)),
        })
    }

    #[test]
    fn a_frame_is_tight_and_listens_to_one_page_alone() {
        let of = |window, theme| row(window).map(|row| snippet(&row, "https://uptake.example.com", theme));
        let text = of(None, Some(AskedTheme::Dark)).unwrap_or_default();
        for said in [
            "src=\"https://uptake.example.com/s/token?theme=dark\"",
            "title=\"A &quot;b&quot; &lt;/textarea>&lt;script>\"",
            "sandbox=\"allow-scripts allow-same-origin\"",
            "referrerpolicy=\"no-referrer\"",
            "loading=\"lazy\"",
            "event.origin !== \"https://uptake.example.com\" || event.source !== frame.contentWindow",
        ] {
            assert!(text.contains(said), "{said} in {text}");
        }
        let choosing = of(Some(RangeChoice::Preset(Preset::Year)), None).unwrap_or_default();
        assert!(choosing.contains("allow-same-origin allow-forms\"") && choosing.contains("/s/token\" title"));
    }
}
