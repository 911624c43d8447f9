//! Where to go after signing in: a path of this installation, or nothing. An open redirect is ruled out by
//! construction: what comes out begins with one slash and is resolved to this host by every reader of URLs.

use url::Url;

/// Longest path that is kept; a page's state is shorter, and so is a form that was refused and stands in its address.
const LONGEST: usize = 4_000;

/// The path and query to go to, where the text is one of this installation; never another host, never an
/// action of `/auth`.
pub fn local_path(text: &str) -> Option<String> {
    let clean = !text.chars().any(|c| c.is_control() || c == '\\' || c == ' ');
    if !clean || text.len() > LONGEST || !text.starts_with('/') || text.starts_with("//") {
        return None;
    }
    // Read as a browser reads it: a host that appears only after `/../` or the like must not slip through.
    let here = Url::parse("http://here.invalid/").ok()?;
    let there = here.join(text).ok()?;
    let stays = there.origin() == here.origin() && there.username().is_empty() && there.password().is_none();
    let path = there.path();
    let page =
        !path.starts_with("//") && !["/auth", "/sign-in", "/set-up", "/fn", "/events"].iter().any(|at| under(path, at));
    (stays && page).then(|| match there.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    })
}

/// Whether a path is `at` or lies under it.
fn under(path: &str, at: &str) -> bool {
    path.strip_prefix(at).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn pages_of_this_installation_are_kept() {
        for (text, path) in [
            ("/", "/"),
            ("/adoption?range=90d&team=%C3%A9quipe", "/adoption?range=90d&team=%C3%A9quipe"),
            ("/adoption#part", "/adoption"),
            ("/teams/../credits", "/credits"),
            ("/authors", "/authors"),
        ] {
            assert_eq!(local_path(text).as_deref(), Some(path), "{text}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for text in [
            "",
            "https://example.com/",
            "//example.com",
            "///example.com",
            "/\\example.com",
            "/\t/example.com",
            "/\n/example.com",
            "\\\\example.com",
            "javascript:alert(1)",
            "/..//example.com",
            "/.//example.com",
            "/auth/sign-out",
            "/auth",
            "/sign-in?next=/sign-in",
            "/x/../auth/sign-out",
            "/%2e%2e/auth/sign-out",
            "/fn/connect",
            "adoption",
        ] {
            assert_eq!(local_path(text), None, "{text}");
        }
        assert_eq!(local_path(&format!("/{}", "a".repeat(5_000))), None);
    }

    proptest! {
        #[test]
        fn whatever_comes_out_stays_here(text in "[/\\\\a-z.:@?#%0-9\\t ]{0,24}") {
            if let Some(path) = local_path(&text) {
                let base = Url::parse("https://uptake.example.com/").map_err(|e| TestCaseError::fail(e.to_string()))?;
                let there = base.join(&path).map_err(|e| TestCaseError::fail(e.to_string()))?;
                prop_assert_eq!(there.origin(), base.origin());
                prop_assert!(path.starts_with('/') && !path.starts_with("//"));
            }
        }
    }
}
