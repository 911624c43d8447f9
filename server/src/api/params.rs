//! Query parameters, read strictly: an unknown name, a repeated one or a wrong value is refused by name.

use std::collections::BTreeMap;
use std::str::FromStr;

use domain::{DateRange, Day};

use super::problem::Problem;

/// The parameters of one request.
pub struct Params(BTreeMap<String, String>);

impl Params {
    /// Reads the query part of a URL; only `known` names may stand in it, each once.
    pub fn read(query: Option<&str>, known: &[&str]) -> Result<Self, Problem> {
        let mut read = BTreeMap::new();
        for (name, value) in url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned() {
            if !known.contains(&name.as_str()) {
                let shown: String = name.chars().take(40).collect();
                return Err(Problem::bad_parameter(&shown, format!("not known here; known are {}", known.join(", "))));
            }
            if read.insert(name.clone(), value).is_some() {
                return Err(Problem::bad_parameter(&name, "given twice"));
            }
        }
        Ok(Self(read))
    }

    /// The text of a parameter; an empty one counts as absent.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|text| !text.is_empty())
    }

    /// A parameter as a type.
    pub fn parsed<T: FromStr<Err: std::fmt::Display>>(&self, name: &str) -> Result<Option<T>, Problem> {
        self.text(name).map(|text| text.parse().map_err(|why| Problem::bad_parameter(name, why))).transpose()
    }

    /// `from` and `to`, both required, both included.
    pub fn range(&self) -> Result<DateRange, Problem> {
        let day = |name| {
            let day = self.parsed::<Day>(name)?;
            day.ok_or_else(|| Problem::bad_parameter(name, "required, as YYYY-MM-DD"))
        };
        DateRange::new(day("from")?, day("to")?).map_err(|why| Problem::bad_parameter("to", why))
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
    }

    #[test]
    fn percent_encoding_is_undone() {
        let params = Params::read(Some("from=2026%2D01%2D01&to=2026-01-02"), &["from", "to"]).unwrap();
        assert_eq!(params.range().unwrap().len_days(), 2);
    }
}
