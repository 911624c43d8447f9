//! Light, dark, or as the system says. Remembered in the browser; the script in the head applies it before
//! the first paint, so that nothing flashes.

use leptos::prelude::*;

use crate::browser::{self, Theme};

/// Applies the remembered theme before the first paint, and says whether the page will be woken.
pub fn script(woken: bool) -> String {
    let js = if woken { "d.classList.add('js');" } else { "" };
    format!(
        "(function(){{var d=document.documentElement;{js}try{{var t=JSON.parse(localStorage.getItem('{}'));if(t==='light'||t==='dark')d.dataset.theme=t}}catch(e){{}}}})()",
        browser::THEME_KEY
    )
}

/// The switch. Without scripts the system decides, and the switch is not there.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let chosen = RwSignal::new(Theme::System);
    Effect::new(move |_| chosen.set(browser::chosen_theme()));
    let option = move |theme: Theme| {
        let choose = move |_| {
            chosen.set(theme);
            browser::choose_theme(theme);
        };
        view! {
            <label>
                <input type="radio" name="theme" value=theme.key() prop:checked=move || chosen.get() == theme on:change=choose />
                <span>{theme.label()}</span>
            </label>
        }
    };
    view! {
        <fieldset class="theme needs-js">
            <legend>"Theme"</legend>
            <div class="seg">{Theme::ALL.map(option).into_iter().collect_view()}</div>
        </fieldset>
    }
    .into_any()
}
