//! Pages that stand alone: whoever opens a shared link sees the parts that its owner chose, and nothing on the page
//! leads anywhere. Parts ask [`part`] whether they are shown; what links are left is taken out of the HTML at the end,
//! so that a part that is new one day cannot leak a way out.

use std::sync::Arc;

use domain::link::Part;
use leptos::prelude::*;

/// That the page stands alone, and which of its parts are shown; found in the context.
#[derive(Clone)]
pub struct Still(Arc<[Part]>);

impl Still {
    /// A page with these parts.
    pub fn of(parts: &[Part]) -> Self {
        Self(parts.into())
    }
}

/// Whether the page stands alone.
pub fn is_still() -> bool {
    use_context::<Still>().is_some()
}

/// A part of the page, unless it is left out. Whoever has an account sees all of them.
pub fn part(part: Part, inside: impl FnOnce() -> AnyView) -> Option<AnyView> {
    use_context::<Still>().is_none_or(|Still(parts)| parts.contains(&part)).then(inside)
}

/// Two parts side by side; nothing where both are left out.
pub fn beside(class: &'static str, parts: [Option<AnyView>; 2]) -> Option<AnyView> {
    if parts.iter().all(Option::is_none) {
        return None;
    }
    let inside = parts.into_iter().flatten().collect_view();
    Some(view! { <div class=class>{inside}</div> }.into_any())
}

/// HTML of our own with every link turned into plain text: `<a>` becomes `<span>` and keeps its class alone.
pub fn without_links(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((text, from)) = rest.find('<').and_then(|at| rest.split_at_checked(at)) {
        let (tag, after) = from.split_at_checked(end_of_tag(from)).unwrap_or((from, ""));
        out.push_str(text);
        match name_of(tag) {
            "a" => {
                out.push_str("<span");
                if let Some(class) = class_of(tag) {
                    out.push_str(class);
                }
                out.push('>');
            }
            "/a" => out.push_str("</span>"),
            _ => out.push_str(tag),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Behind the `>` that ends the tag with which a text begins; one in a quoted value does not.
fn end_of_tag(from: &str) -> usize {
    let mut quote = None;
    for (at, byte) in from.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    from.len()
}

fn name_of(tag: &str) -> &str {
    tag.trim_start_matches('<').split(|c: char| c.is_ascii_whitespace() || c == '>').next().unwrap_or_default()
}

/// ` class="…"` of a tag as our renderer writes it.
fn class_of(tag: &str) -> Option<&str> {
    let from = tag.get(tag.find(" class=\"")?..)?;
    let end = from.get(8..)?.find('"')?;
    from.get(..end + 9)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_become_plain_text_and_all_else_stays() {
        for (html, plain) in [
            ("<p>1 &lt; 2</p>", "<p>1 &lt; 2</p>"),
            ("<a href=\"/x?team=a\" class=\"chip\" data-noscroll=\"\">A</a>", "<span class=\"chip\">A</span>"),
            ("<a href=\"/x\"><b>A</b></a><a>B</a>", "<span><b>A</b></span><span>B</span>"),
            ("<p title=\"a > b <a href='/x'>\">t</p>", "<p title=\"a > b <a href='/x'>\">t</p>"),
            ("<article>x</article><abbr>y</abbr>", "<article>x</article><abbr>y</abbr>"),
            ("<a\nhref=\"/x\">A</a>", "<span>A</span>"),
            ("<a href=\"/x\"", "<span>"),
            ("no tag < at all", "no tag < at all"),
            ("", ""),
        ] {
            assert_eq!(without_links(html), plain, "{html}");
        }
    }

    #[test]
    fn parts_are_shown_to_accounts_and_by_contract() {
        let shown = |still: Option<&[Part]>| {
            Owner::new().with(|| {
                if let Some(parts) = still {
                    provide_context(Still::of(parts));
                }
                (is_still(), part(Part::Teams, || ().into_any()).is_some(), beside("x", [None, None]).is_some())
            })
        };
        assert_eq!(shown(None), (false, true, false));
        assert_eq!(shown(Some(&[Part::Teams])), (true, true, false));
        assert_eq!(shown(Some(&[Part::Figures])), (true, false, false));
    }
}
