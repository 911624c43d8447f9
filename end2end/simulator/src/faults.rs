//! Faults that a test switches on: what goes wrong, on which requests, how often.

use serde::{Deserialize, Serialize};

use crate::endpoint::Endpoint;

/// When a refused client may come back, as the header `Retry-After` says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetryAfter {
    /// In so many seconds.
    Seconds(u64),
    /// At an HTTP date, passed on as it is: `Fri, 20 Nov 2026 12:00:30 GMT`.
    HttpDate(String),
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fault {
    /// 401.
    Unauthorized,
    /// 403 naming the missing scope.
    Forbidden,
    /// 403 naming the workspace.
    ForbiddenWorkspace,
    /// 404.
    NotFound,
    /// 422 in the published shape.
    Unprocessable,
    /// 429, with or without `Retry-After`.
    TooMany {
        /// The header.
        #[serde(default)]
        retry_after: Option<RetryAfter>,
    },
    /// 500 with a text that is no JSON.
    ServerError,
    /// 503, with or without `Retry-After`.
    Unavailable {
        /// The header.
        #[serde(default)]
        retry_after: Option<RetryAfter>,
    },
    /// 307 to another place, which must not see the key.
    Redirect {
        /// The place.
        location: String,
    },
    /// The right answer after a while.
    Slow {
        /// How long.
        millis: u64,
    },
    /// The connection is cut in the middle of the body.
    Cut,
    /// The body ends in the middle of the JSON, the answer is otherwise complete.
    Truncated,
    /// JSON of which nothing is known.
    UnexpectedShape,
    /// The answer's cursor is the request's own, so that the walk never ends.
    RepeatedCursor,
    /// An empty page with more to come; the next request goes on where this one stood.
    EmptyPage,
    /// Fields, a client and a speed that nobody has heard of, besides the right ones.
    UnknownFields,
    /// Days that ended more than a week ago come without rows.
    EmptyOldDays,
    /// Every answer comes without rows.
    NoRows,
}

/// Faults and the requests that they apply to. Made from a [`Fault`]: by default the next request alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultRule {
    /// What goes wrong.
    #[serde(flatten)]
    pub fault: Fault,
    /// Only on this endpoint.
    #[serde(default)]
    pub endpoint: Option<Endpoint>,
    /// Only on this page of a walk, counted from 1.
    #[serde(default)]
    pub page: Option<u32>,
    /// Only with (`true`) or without (`false`) `group=workspace`.
    #[serde(default)]
    pub grouped: Option<bool>,
    /// Lets so many matching requests through first.
    #[serde(default)]
    pub after: u32,
    /// On so many requests; `null` until faults are cleared.
    #[serde(default = "once")]
    pub times: Option<u32>,
}

#[expect(clippy::unnecessary_wraps, reason = "the default of an optional field")]
fn once() -> Option<u32> {
    Some(1)
}

impl From<Fault> for FaultRule {
    fn from(fault: Fault) -> Self {
        Self { fault, endpoint: None, page: None, grouped: None, after: 0, times: once() }
    }
}

impl Fault {
    /// On the next `times` requests.
    pub fn times(self, times: u32) -> FaultRule {
        FaultRule { times: Some(times), ..self.into() }
    }

    /// On every request until faults are cleared.
    pub fn always(self) -> FaultRule {
        FaultRule { times: None, ..self.into() }
    }

    /// On the next request to an endpoint.
    pub fn on(self, endpoint: Endpoint) -> FaultRule {
        FaultRule::from(self).on(endpoint)
    }
}

impl FaultRule {
    /// Only on this endpoint.
    #[must_use]
    pub fn on(self, endpoint: Endpoint) -> Self {
        Self { endpoint: Some(endpoint), ..self }
    }

    /// Only on this page of a walk, counted from 1.
    #[must_use]
    pub fn page(self, page: u32) -> Self {
        Self { page: Some(page), ..self }
    }

    /// Only with or without `group=workspace`.
    #[must_use]
    pub fn grouped(self, grouped: bool) -> Self {
        Self { grouped: Some(grouped), ..self }
    }

    /// Lets so many matching requests through first.
    #[must_use]
    pub fn after(self, requests: u32) -> Self {
        Self { after: requests, ..self }
    }

    fn matches(&self, endpoint: Endpoint, grouped: bool, page: u32) -> bool {
        self.endpoint.is_none_or(|only| only == endpoint)
            && self.grouped.is_none_or(|only| only == grouped)
            && self.page.is_none_or(|only| only == page)
    }
}

/// The faults in force, oldest first.
#[derive(Debug, Default)]
pub struct Faults(Vec<FaultRule>);

impl Faults {
    /// Adds a fault behind the others.
    pub fn push(&mut self, rule: FaultRule) {
        self.0.push(rule);
    }

    /// Ends all faults.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// The fault of a request: the oldest that matches. Uses it up.
    pub fn take(&mut self, endpoint: Endpoint, grouped: bool, page: u32) -> Option<Fault> {
        let mut found = None;
        for rule in self.0.iter_mut().filter(|rule| rule.matches(endpoint, grouped, page)) {
            if rule.after > 0 {
                rule.after -= 1;
                continue;
            }
            if rule.times != Some(0) {
                rule.times = rule.times.map(|times| times - 1);
                found = Some(rule.fault.clone());
                break;
            }
        }
        self.0.retain(|rule| rule.times != Some(0));
        found
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_fault_is_used_up_by_the_requests_it_names() {
        let mut faults = Faults::default();
        faults.push(Fault::Cut.times(2).on(Endpoint::CodeReviews).page(2));
        faults.push(Fault::NotFound.into());
        assert_eq!(faults.take(Endpoint::CodeReviews, false, 1), Some(Fault::NotFound));
        assert_eq!(faults.take(Endpoint::Usage, false, 2), None);
        assert_eq!(faults.take(Endpoint::CodeReviews, false, 2), Some(Fault::Cut));
        assert_eq!(faults.take(Endpoint::CodeReviews, false, 2), Some(Fault::Cut));
        assert_eq!(faults.take(Endpoint::CodeReviews, false, 2), None);
    }

    #[test]
    fn a_fault_may_wait_and_may_last() {
        let mut faults = Faults::default();
        faults.push(Fault::ServerError.always().after(1).grouped(true));
        assert_eq!(faults.take(Endpoint::Usage, true, 1), None);
        assert_eq!(faults.take(Endpoint::Usage, false, 1), None);
        for _ in 0..3 {
            assert_eq!(faults.take(Endpoint::Usage, true, 1), Some(Fault::ServerError));
        }
        faults.clear();
        assert_eq!(faults.take(Endpoint::Usage, true, 1), None);
    }

    #[test]
    fn a_fault_reads_from_json() {
        let rule: FaultRule =
            serde_json::from_str(r#"{"kind":"too_many","retry_after":{"seconds":3},"endpoint":"usage"}"#).unwrap();
        let expected = Fault::TooMany { retry_after: Some(RetryAfter::Seconds(3)) };
        assert_eq!(rule, expected.on(Endpoint::Usage));
        let rule: FaultRule = serde_json::from_str(r#"{"kind":"cut","times":null}"#).unwrap();
        assert_eq!(rule, Fault::Cut.always());
    }
}
