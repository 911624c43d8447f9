//! Query parameters, read strictly: an unknown name, a repeated one, an empty or a wrong value is refused by name.

use std::collections::BTreeMap;
use std::str::FromStr;

use domain::{ClientId, ConnectionName, DateRange, Day, Filter, TeamSlug};
use utoipa::IntoParams;

use super::problem::Problem;

/// Longest value of a parameter, in characters.
pub const LONGEST: usize = 200;

/// The parameters of one request.
#[derive(Clone, Debug)]
pub struct Params(BTreeMap<String, String>);

impl Params {
    /// Reads the query part of a URL by the description of the parameters.
    pub fn described<Q: IntoParams>(query: Option<&str>) -> Result<Self, Problem> {
        let described = Q::into_params(|| None);
        let known: Vec<&str> = described.iter().map(|parameter| parameter.name.as_str()).collect();
        Self::read(query, &known)
    }

    /// Reads the query part of a URL; only `known` names may stand in it, each once.
    pub fn read(query: Option<&str>, known: &[&str]) -> Result<Self, Problem> {
        let mut read = BTreeMap::new();
        for (name, value) in url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned() {
            if !known.contains(&name.as_str()) {
                let shown: String = name.chars().take(40).collect();
                let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
                return Err(Problem::bad_parameter(&shown, format!("not known here; known are: {known}")));
            }
            // A script with an unset variable must not get the figures of everybody instead of one team's.
            if value.is_empty() {
                return Err(Problem::bad_parameter(&name, "empty: give it a value or leave it out"));
            }
            if value.chars().count() > LONGEST {
                return Err(Problem::bad_parameter(&name, format!("longer than {LONGEST} characters")));
            }
            if read.insert(name.clone(), value).is_some() {
                return Err(Problem::bad_parameter(&name, "given twice"));
            }
        }
        Ok(Self(read))
    }

    /// The same parameters always as the same text.
    pub fn canonical(&self) -> String {
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.0).finish()
    }

    /// The text of a parameter.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// A parameter as a type.
    pub fn parsed<T: FromStr<Err: std::fmt::Display>>(&self, name: &str) -> Result<Option<T>, Problem> {
        self.text(name).map(|text| text.parse().map_err(|why| Problem::bad_parameter(name, why))).transpose()
    }

    /// A parameter out of a list of names.
    pub fn chosen<T: Copy>(&self, name: &str, all: &[T], name_of: fn(T) -> &'static str) -> Result<Option<T>, Problem> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let found = all.iter().copied().find(|one| name_of(*one) == text);
        let names = || all.iter().map(|one| name_of(*one)).collect::<Vec<_>>().join(", ");
        found.map(Some).ok_or_else(|| Problem::bad_parameter(name, format!("use one of {}", names())))
    }

    /// `from` and `to`, both required, both included.
    pub fn range(&self) -> Result<DateRange, Problem> {
        let day = |name| {
            let day = self.parsed::<Day>(name)?;
            day.ok_or_else(|| Problem::bad_parameter(name, "required, as YYYY-MM-DD"))
        };
        DateRange::new(day("from")?, day("to")?).map_err(|why| Problem::bad_parameter("to", why))
    }

    /// What a question is narrowed to.
    pub fn filter(&self) -> Filter {
        Filter {
            team: self.text("team").map(TeamSlug::new),
            client: self.text("client").map(ClientId::new),
            model: self.text("model").map(ToOwned::to_owned),
            connection: self.text("connection").map(ConnectionName::new),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn refused(query: &str) -> String {
        let read = Params::read(Some(query), &["from", "to", "by"]);
        let problem = match read {
            Ok(params) => params.range().unwrap_err(),
            Err(problem) => problem,
        };
        serde_json::to_value(problem).unwrap().get("detail").unwrap().as_str().unwrap().to_owned()
    }

    #[test]
    fn each_wrong_parameter_is_named() {
        assert!(refused("from=2026-01-01&to=2026-01-02&form=1").contains("`form`"));
        assert!(refused("from=2026-01-01&from=2026-01-02").contains("`from`: given twice"));
        assert!(refused("from=yesterday&to=2026-01-02").contains("`from`: “yesterday” is not a day"));
        assert!(refused("from=2026-01-01").contains("`to`: required"));
        assert!(refused("from=2026-01-03&to=2026-01-02").contains("before it starts"));
        assert!(refused("from=2026-01-03&to=2026-01-04&by=").contains("`by`: empty"));
        assert!(refused(&format!("by={}", "x".repeat(201))).contains("`by`: longer than 200"));
    }

    #[test]
    fn percent_encoding_is_undone() {
        let params = Params::read(Some("from=2026%2D01%2D01&to=2026-01-02"), &["from", "to"]).unwrap();
        assert_eq!(params.range().unwrap().len_days(), 2);
    }

    #[test]
    fn equal_questions_have_one_text() {
        let text = |query| Params::read(Some(query), &["a", "b"]).unwrap().canonical();
        assert_eq!(text("b=2&a=1"), text("a=%31&b=2"));
        assert_ne!(text("a=1%26b%3D2"), text("a=1&b=2"));
    }
}
