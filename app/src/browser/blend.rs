//! Newer HTML in the place of older: only what differs is touched, so that focus, open tables and half-typed dates
//! stay where they are.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, HtmlOptionElement, HtmlTemplateElement, Node};

use super::tend::let_go;
use crate::components::live::Live;

/// Makes a page that the server rendered answer: its charts can be reached by keyboard, and passes that it shows
/// are listened to.
pub fn wake(page: &Element, live: Option<Live>) {
    make_reachable(page);
    let began = page.query_selector("[data-began]").ok().flatten().and_then(|one| one.get_attribute("data-began"));
    if let (Some(live), Some(began)) = (live, began.and_then(|began| began.parse().ok())) {
        live.want_since(began);
    }
}

fn make_reachable(within: &Node) {
    for plot in super::all(within, ".plot") {
        let _ = plot.set_attribute("tabindex", "0");
    }
}

/// Makes a page look like newer HTML of ours.
pub fn blend(page: &Element, html: &str, live: Option<Live>) {
    let Some(template) = document().create_element("template").ok().and_then(|one| one.dyn_into().ok()) else { return };
    let template: HtmlTemplateElement = template;
    template.set_inner_html(html);
    let newer = template.content();
    make_reachable(&newer);
    let_go();
    children(page, &newer);
    wake(page, live);
}

fn children(old: &Node, new: &Node) {
    let (mut here, mut there) = (old.first_child(), new.first_child());
    while let Some(newer) = there {
        there = newer.next_sibling();
        match here {
            None => {
                let _ = old.append_child(&newer);
            }
            Some(older) => {
                here = older.next_sibling();
                node(old, &older, &newer);
            }
        }
    }
    while let Some(left) = here {
        here = left.next_sibling();
        let _ = old.remove_child(&left);
    }
}

fn node(parent: &Node, old: &Node, new: &Node) {
    if old.is_equal_node(Some(new)) {
        return;
    }
    match (old.dyn_ref::<Element>(), new.dyn_ref::<Element>()) {
        (Some(older), Some(newer)) if older.tag_name() == newer.tag_name() => {
            attributes(older, newer);
            children(old, new);
        }
        _ => {
            let _ = parent.replace_child(new, old);
        }
    }
}

fn attributes(old: &Element, new: &Element) {
    for name in new.get_attribute_names().iter().filter_map(|name| name.as_string()) {
        let value = new.get_attribute(&name).unwrap_or_default();
        if old.get_attribute(&name).as_ref() == Some(&value) {
            continue;
        }
        let _ = old.set_attribute(&name, &value);
        if let Some(field) = old.dyn_ref::<HtmlInputElement>().filter(|_| name == "value") {
            field.set_value(&value);
        }
    }
    for name in old.get_attribute_names().iter().filter_map(|name| name.as_string()) {
        // What a person has opened stays open.
        if name != "open" && !new.has_attribute(&name) {
            let _ = old.remove_attribute(&name);
        }
    }
    if let Some(option) = old.dyn_ref::<HtmlOptionElement>() {
        option.set_selected(new.has_attribute("selected"));
    }
}
