//! What pointer, keys and forms do on a page that the server rendered: one ear on the window for all of it.

use std::cell::RefCell;

use domain::PageQuery;
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{
    Element, Event, FormData, HtmlElement, HtmlFormElement, HtmlSelectElement, KeyboardEvent, PointerEvent,
    SubmitEvent, UrlSearchParams,
};

use super::{close_popups, cursor, focus, turn_dialog};
use crate::components::shortcuts::HELP;

thread_local! {
    /// The chart that is read, and the stop.
    static READ: RefCell<Option<(Element, usize)>> = const { RefCell::new(None) };
}

/// Hears until the component is gone. `go` leads to another address.
pub fn tend(go: impl Fn(&str) + 'static) {
    let handles = [
        window_event_listener(ev::pointerdown, |event| {
            close_popups(target(&event).as_ref());
            pointed(&event);
        }),
        window_event_listener(ev::pointermove, |event| pointed(&event)),
        window_event_listener(ev::pointerout, |event| {
            // A finger that is lifted leaves what it has found.
            if event.related_target().is_none() && event.pointer_type() == "mouse" {
                pointed_away();
            }
        }),
        window_event_listener(ev::click, |event| {
            if around(&event, "[data-print]").is_some() {
                close_popups(None);
                let _ = window().print();
            }
        }),
        window_event_listener(ev::focusout, |_| read(None)),
        window_event_listener(ev::keydown, |event| pressed(&event)),
        window_event_listener(ev::change, |event| changed(&event)),
        window_event_listener(ev::submit, move |event| {
            if let Some(address) = asked(&event) {
                go(&address);
            }
        }),
    ];
    on_cleanup(move || handles.into_iter().for_each(WindowListenerHandle::remove));
}

/// Forgets what was read: its page is changing.
pub fn let_go() {
    read(None);
}

fn target(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

/// The nearest element around a target, or itself, for a selector.
fn around(event: &Event, selector: &str) -> Option<Element> {
    target(event)?.closest(selector).ok().flatten()
}

fn data(element: &Element, name: &str) -> String {
    element.get_attribute(name).unwrap_or_default()
}

/// Asks where the stops of a pane are.
fn placed<T>(pane: &Element, ask: impl FnOnce(cursor::Places<'_>) -> T) -> T {
    let texts = ["data-frame", "data-xs", "data-ys", "data-areas"].map(|name| data(pane, name));
    let [frame, xs, ys, areas] = &texts;
    ask(cursor::Places { frame, xs, ys, areas })
}

/// Reads the stop under the pointer.
fn pointed(event: &PointerEvent) {
    let found = around(event, ".pane").and_then(|pane| {
        let bounds = pane.get_bounding_client_rect();
        let across = (f64::from(event.client_x()) - bounds.left()) / bounds.width();
        let down = (f64::from(event.client_y()) - bounds.top()) / bounds.height();
        let at = placed(&pane, |places| cursor::nearest(places, (across, down)))?;
        Some((pane.closest(".plot").ok()??, at))
    });
    if found.is_some() {
        read(found);
    } else {
        pointed_away();
    }
}

/// The pointer is beside every chart; the keyboard may still be reading one.
fn pointed_away() {
    if !reads_by_keyboard() {
        read(None);
    }
}

/// Whether the chart that is read has the focus.
fn reads_by_keyboard() -> bool {
    READ.with_borrow(|read| read.as_ref().is_some_and(|(plot, _)| document().active_element().as_ref() == Some(plot)))
}

/// Shows a stop of a chart, and no other any more.
fn read(next: Option<(Element, usize)>) {
    let before = READ.replace(next.clone());
    if before == next {
        return;
    }
    if let Some((plot, _)) = before.filter(|(plot, _)| next.as_ref().is_none_or(|(other, _)| plot != other)) {
        show(&plot, None);
    }
    if let Some((plot, at)) = next {
        show(&plot, Some(at));
    }
}

/// Writes cursors and tooltip of a chart, or takes them away.
fn show(plot: &Element, at: Option<usize>) {
    let marks = data(plot, "data-marks");
    let write = |holder: Option<Element>, html: Option<String>| {
        if let Some(holder) = holder {
            holder.set_inner_html(&html.unwrap_or_default());
        }
    };
    let tip = at.and_then(|at| cursor::tip(&marks, &data(plot, "data-tips"), at));
    write(plot.query_selector(".tip-at").ok().flatten(), tip);
    for pane in super::all(plot, ".pane") {
        let over = at.and_then(|at| placed(&pane, |places| cursor::cursor(places, &marks, at)));
        write(pane.query_selector(".over").ok().flatten(), over);
    }
}

/// Keys read the chart that has the focus, close what is open, and follow the links that name them.
fn pressed(event: &KeyboardEvent) {
    let key = event.key();
    if let Some(plot) = target(event).filter(|element| element.matches(".plot").unwrap_or(false)) {
        let at = READ.with_borrow(|read| read.as_ref().filter(|(other, _)| *other == plot).map(|(_, at)| *at));
        if let Some(step) = cursor::moved(&key, at, cursor::count(&data(&plot, "data-tips"))) {
            event.prevent_default();
            read(match step {
                cursor::Step::To(at) => Some((plot, at)),
                cursor::Step::Away => None,
            });
            return;
        }
    }
    if key == "Escape" {
        close_popups(None);
    }
    if is_typing(event) {
        return;
    }
    if key == "?" {
        turn_dialog(HELP);
        return;
    }
    let name = if key.len() == 1 { key.to_ascii_uppercase() } else { key };
    let links = super::all(&document(), "[aria-keyshortcuts]");
    let link = links.into_iter().find(|link| data(link, "aria-keyshortcuts") == name);
    if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
        event.prevent_default();
        if link.tag_name() == "INPUT" { focus(&link) } else { link.click() }
    }
}

/// Whether the person is typing into a field, or holds a modifier that belongs to the browser.
fn is_typing(event: &KeyboardEvent) -> bool {
    let field = target(event).and_then(|element| element.dyn_into::<HtmlElement>().ok()).is_some_and(|element| {
        element.is_content_editable() || matches!(element.tag_name().as_str(), "INPUT" | "SELECT" | "TEXTAREA")
    });
    field || event.ctrl_key() || event.meta_key() || event.alt_key() || event.default_prevented()
}

/// Sends the form of a list as soon as something is chosen.
fn changed(event: &Event) {
    let list = around(event, "form[method=get] select").and_then(|list| list.dyn_into::<HtmlSelectElement>().ok());
    if let Some(form) = list.and_then(|list| list.form()) {
        let _ = form.request_submit();
    }
}

/// The address that a `GET` form asks for, which the browser is kept from loading.
fn asked(event: &SubmitEvent) -> Option<String> {
    let form = around(event, "form[method=get]")?.dyn_into::<HtmlFormElement>().ok()?;
    let data = FormData::new_with_form(&form).ok()?;
    let params = UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?;
    event.prevent_default();
    close_popups(None);
    let path = form.get_attribute("action")?;
    Some(PageQuery::parse(&String::from(params.to_string())).href(&path))
}
