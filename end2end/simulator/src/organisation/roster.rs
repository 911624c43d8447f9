//! The roster as the CSV of teams that an organisation would keep.

use super::{Organisation, Person, Stint};

impl Organisation {
    /// The CSV `email,team,name,from,to,parent`, dated moves included. People off the roster are not in it.
    pub fn teams_csv(&self) -> Result<String, csv::Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["email", "team", "name", "from", "to", "parent"])?;
        for person in &self.people {
            for stint in &person.stints {
                writer.write_record(self.line(person, stint))?;
            }
        }
        let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn line(&self, person: &Person, stint: &Stint) -> [String; 6] {
        let team = stint.team.and_then(|team| self.teams.get(team));
        let text = |day: Option<domain::Day>| day.map(|day| day.to_string()).unwrap_or_default();
        [
            person.email.clone(),
            team.map(|team| team.title.clone()).unwrap_or_default(),
            person.name.clone(),
            text(stint.from),
            text(stint.to),
            team.map(|team| team.parent.clone()).unwrap_or_default(),
        ]
    }
}
