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
pub fn blend(page: &Element, html: &str) {
    let Some(template) = document().create_element("template").ok().and_then(|one| one.dyn_into().ok()) else { return };
    let template: HtmlTemplateElement = template;
    template.set_inner_html(html);
    let newer = template.content();
    make_reachable(&newer);
    let_go();
    children(page, &newer);
}

fn children(old: &Node, new: &Node) {
    let (mut here, mut there) = (old.first_child(), new.first_child());
    while let Some(newer) = there {
        there = newer.next_sibling();
        match next_alike(here.clone(), &newer) {
            Some(older) => {
                remove(old, here, Some(&older));
                here = older.next_sibling();
                node(&older, &newer);
            }
            None => {
                let _ = old.insert_before(&newer, here.as_ref());
            }
        }
    }
    remove(old, here, None);
}

/// Removes children from one on, up to another and without it.
fn remove(parent: &Node, from: Option<Node>, to: Option<&Node>) {
    let mut here = from;
    while let Some(gone) = here.filter(|node| Some(node) != to) {
        here = gone.next_sibling();
        let _ = parent.remove_child(&gone);
    }
}

/// The first from a node on among its siblings that newer one can be made of.
fn next_alike(from: Option<Node>, newer: &Node) -> Option<Node> {
    let wanted = kind(newer);
    let mut here = from;
    while let Some(older) = here {
        if kind(&older) == wanted {
            return Some(older);
        }
        here = older.next_sibling();
    }
    None
}

/// What a node is: its name and, of its classes, the first. The others say how it is at the moment.
fn kind(node: &Node) -> (String, Option<String>) {
    let class = node.dyn_ref::<Element>().and_then(|element| element.class_list().item(0));
    (node.node_name(), class)
}

fn node(old: &Node, new: &Node) {
    if old.is_equal_node(Some(new)) {
        return;
    }
    if let (Some(older), Some(newer)) = (old.dyn_ref::<Element>(), new.dyn_ref::<Element>()) {
        attributes(older, newer);
        children(old, new);
    } else {
        old.set_node_value(new.node_value().as_deref());
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
