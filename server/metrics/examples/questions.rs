//! How long each question takes, on one core, on a large organisation: `cargo run --release -p metrics
//! --example questions -- [people] [days] [teams] [only]`. Fills an index, warms it, and asks every
//! question several times; prints processor time, best, median and worst in milliseconds, and the memory in use. On a machine
//! that does other work besides, the first two say most.
#![expect(clippy::print_stdout, reason = "it prints its figures")]

use std::time::Instant;

use domain::fact::{ClientUsage, DayRows, ModelKey, ModelUsage, Spend, UsageRow, Work};
use domain::people::{Membership, Person, Roster, Team};
use domain::view::{PeopleOrder, Split};
use domain::{
    ClientId, ConnectionId, ConnectionName, Credits, Dataset, DateRange, Day, DayState, Email, Filter, Interval,
    Metric, TeamSlug,
};
use metrics::{Ask, Index, Policy, Scope};

const CLIENTS: [&str; 4] = ["CODEX_CLI", "CODEX_IDE_VSCODE", "CODEX_WEB", "CODEX_DESKTOP_APP"];
const MODELS: [&str; 6] = ["gpt-a", "gpt-b", "gpt-c", "gpt-d", "gpt-e", "gpt-f"];
const MAIN: ConnectionId = ConnectionId::new(1);

/// A generator that gives the same numbers each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

struct Size {
    people: u64,
    days: u32,
    teams: u64,
}

fn team(at: u64) -> TeamSlug {
    TeamSlug::new(format!("team-{at:03}"))
}

fn email(person: u64) -> Option<Email> {
    format!("person-{person:05}@example.com").parse().ok()
}

/// Every tenth person changes teams halfway; every tenth team is a parent of the nine before it.
fn roster(size: &Size, half: Day) -> Roster {
    let parent = |at: u64| (at % 10 != 9).then(|| team(at / 10 * 10 + 9)).filter(|_| at / 10 * 10 + 9 < size.teams);
    let teams =
        (0..size.teams).map(|at| Team { slug: team(at), title: format!("Team {at}"), parent: parent(at) }).collect();
    let stay = |person: u64, from, to| Membership { team: Some(team(person % size.teams)), from, to };
    let person = |at: u64| {
        let memberships = if at.is_multiple_of(10) {
            vec![stay(at, None, Some(half.previous())), stay(at + 1, Some(half), None)]
        } else {
            vec![stay(at, None, None)]
        };
        Some(Person { email: email(at)?, name: Some(format!("Person {at}")), memberships })
    };
    Roster { teams, people: (0..size.people).filter_map(person).collect() }
}

fn spend(dice: &mut Dice) -> Spend {
    Spend {
        credits: Credits::from_micros(i64::try_from(dice.roll(9_000_000)).unwrap_or(0)),
        uncached_input_tokens: Some(dice.roll(90_000)),
        cached_input_tokens: Some(dice.roll(90_000)),
        output_tokens: Some(dice.roll(9_000)),
        ..Spend::default()
    }
}

fn rows(size: &Size, day: Day, dice: &mut Dice) -> Vec<UsageRow> {
    let share = if day.is_weekday() { 55 } else { 10 };
    let here: Vec<u64> = (0..size.people).filter(|_| dice.roll(100) < share).collect();
    let row = |person: u64| {
        let totals = Work { threads: 1 + dice.roll(9), turns: 1 + dice.roll(60), spend: spend(dice) };
        let client = |at: u64| ClientId::new(CLIENTS.get(usize::try_from(at).unwrap_or(0)).copied().unwrap_or(""));
        let first = person % 4;
        let clients = [first, (first + 1) % 4].map(|at| ClientUsage {
            client: client(at),
            work: Work { threads: 1, turns: 1 + dice.roll(30), spend: spend(dice) },
        });
        let model = |at: u64| MODELS.get(usize::try_from(at % 6).unwrap_or(0)).copied().unwrap_or("");
        let models = [person, person + 1]
            .map(|at| ModelUsage { key: ModelKey { model: model(at).to_owned(), speed: None }, spend: spend(dice) });
        let take = usize::try_from(1 + dice.roll(2)).unwrap_or(1);
        UsageRow {
            day,
            user_id: None,
            email: email(person),
            totals,
            clients: clients.into_iter().take(take).collect(),
            models: models.into_iter().take(take).collect(),
            attribution: None,
        }
    };
    here.into_iter().map(row).collect()
}

fn filled(size: &Size, today: Day) -> Index {
    let mut dice = Dice(7);
    let mut index = Index::empty();
    index.set_connection(MAIN, ConnectionName::new("main"));
    index.set_roster(&roster(size, today.plus(-180)), 1);
    let mut spent = std::time::Duration::ZERO;
    for day in DateRange::ending(today, size.days).days() {
        let rows = DayRows::Usage(rows(size, day, &mut dice));
        let state = if day < today.plus(-3) { DayState::Settled } else { DayState::Provisional };
        let begin = Instant::now();
        index.replace_day(MAIN, Dataset::Usage, day, state, &rows);
        spent += begin.elapsed();
    }
    println!("fill    {:8.0} ms", spent.as_secs_f64() * 1e3);
    let begin = Instant::now();
    index.warm();
    println!("warm    {:8.0} ms", begin.elapsed().as_secs_f64() * 1e3);
    index
}

fn memory() {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    for line in status.lines().filter(|line| line.starts_with("VmHWM") || line.starts_with("VmRSS")) {
        println!("{line}");
    }
}

/// Milliseconds that this thread has had a processor, as far as the system tells.
fn processor() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    told.split(' ').next().and_then(|nanos| nanos.parse::<f64>().ok()).unwrap_or(f64::NAN) / 1e6
}

/// Times one question.
fn time<T, E>(only: &str, name: &str, ask: impl Fn() -> Result<T, E>) {
    if !only.split(',').any(|part| name.contains(part)) {
        return;
    }
    let before = processor();
    let mut times: Vec<f64> = (0..11)
        .map(|_| {
            let begin = Instant::now();
            let answered = ask().is_ok();
            let spent = begin.elapsed().as_secs_f64() * 1e3;
            if answered { spent } else { f64::NAN }
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let at = |n: usize| times.get(n).copied().unwrap_or(f64::NAN);
    println!("{:9.2} {:9.2} {:9.2} {:9.2}  {name}", (processor() - before) / 11.0, at(0), at(5), at(10));
}

fn main() {
    let mut args = std::env::args().skip(1);
    let mut number = |default: u64| args.next().and_then(|text| text.parse().ok()).unwrap_or(default);
    let size = Size { people: number(50_000), days: u32::try_from(number(365)).unwrap_or(365), teams: number(200) };
    let only = args.next().unwrap_or_default();
    let today = Day::from_number(20_778);
    let index = filled(&size, today);
    memory();
    let year = DateRange::ending(today, size.days);
    let scope = Scope { range: year, filter: Filter::default(), policy: Policy::default(), today };
    println!("processor   best    median     worst  ms");
    for metric in Metric::ALL {
        for split in metrics::splits_of(*metric) {
            for by in metrics::intervals_of(*metric) {
                let ask: Ask = scope.ask(*metric, *by, *split);
                let name = format!("{metric} by={by} split={}", split.name());
                time(&only, &name, || metrics::answer(&index, &ask));
            }
        }
    }
    let floored = Scope { policy: Policy { floor: Some(5), strict: false }, ..scope.clone() };
    for split in [Split::Team, Split::Parent, Split::ClientFamily] {
        for metric in [Metric::Mau, Metric::Credits] {
            let ask = floored.ask(metric, Interval::Day, split);
            time(&only, &format!("{metric} by=day split={} floor", split.name()), || metrics::answer(&index, &ask));
        }
    }
    others(&only, &index, &scope);
    memory();
}

fn others(only: &str, index: &Index, year: &Scope) {
    let month = Scope { range: DateRange::ending(year.today, 28), ..year.clone() };
    time(only, "retention year", || metrics::retention(index, year));
    time(only, "credit_change month", || metrics::credit_change(index, &month));
    time(only, "credit_change half", || {
        metrics::credit_change(index, &Scope { range: DateRange::ending(year.today, 180), ..year.clone() })
    });
    time(only, "forecast year", || metrics::forecast(index, year, Some(Credits::from_micros(1))));
    let floored = |scope: &Scope| Scope { policy: Policy { floor: Some(5), strict: false }, ..scope.clone() };
    let least = Credits::from_micros(8_500_000);
    time(only, "spikes teams month", || metrics::spikes(index, &floored(&month), least));
    time(only, "spikes teams year", || metrics::spikes(index, &floored(year), least));
    time(only, "spikes people month", || metrics::spikes(index, &month, least));
    time(only, "spikes largest month", || metrics::largest_spikes(index, &floored(&month), least, 30));
    time(only, "spikes largest year", || metrics::largest_spikes(index, &floored(year), least, 30));
    time(only, "attribution year", || metrics::attribution(index, year, Interval::Week, Split::Team));
    time(only, "people month", || metrics::people(index, &month, PeopleOrder::Credits, 0..50));
    time(only, "people year", || metrics::people(index, year, PeopleOrder::Credits, 0..50));
}
