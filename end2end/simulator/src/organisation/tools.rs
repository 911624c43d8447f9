//! Which clients and models people use, and how that shifts over the history.

use crate::dice::Dice;

/// A client that the published list does not name.
pub const UNKNOWN_CLIENT: &str = "CODEX_TERMINAL_COMPANION";

/// The client of rows that no person stands behind.
pub const SERVICE_CLIENT: &str = "CODEX_GITHUB_ACTION";

/// Clients with their weight at launch, at the end of the history, and the share of it after which they exist.
const CLIENTS: [(&str, f64, f64, f64); 9] = [
    ("CODEX_CLI", 6.0, 3.0, 0.0),
    ("CODEX_IDE_VSCODE", 2.2, 4.0, 0.0),
    ("CODEX_IDE_JETBRAINS_INTELLIJ_IDEA", 0.3, 1.6, 0.1),
    ("CODEX_IDE_JETBRAINS_PYCHARM", 0.2, 1.0, 0.15),
    ("CODEX_WEB", 1.2, 1.3, 0.0),
    ("CODEX_GITHUB", 0.3, 1.2, 0.05),
    ("CODEX_SLACK", 0.1, 0.7, 0.3),
    ("CODEX_DESKTOP_APP", 0.0, 1.8, 0.45),
    (UNKNOWN_CLIENT, 0.05, 0.25, 0.6),
];

/// Models at a speed, with the shares of the history at which they appear and are gone, and their weight.
const MODELS: [(&str, Option<&str>, f64, f64, f64); 7] = [
    ("gpt-5.3-codex", Some("standard"), -1.0, 0.55, 4.0),
    ("gpt-5.3-codex", Some("fast"), -1.0, 0.4, 0.8),
    ("gpt-5.4", Some("standard"), 0.1, 9.0, 3.0),
    ("gpt-5.4", Some("fast"), 0.15, 9.0, 0.7),
    ("gpt-5.5", Some("standard"), 0.5, 9.0, 6.0),
    ("gpt-5.5", Some("fast"), 0.55, 9.0, 1.5),
    ("other", None, -1.0, 9.0, 0.25),
];

/// How many kinds of client a person can favour.
pub const TASTES: u64 = 6;

/// One to three clients for a day's work at a point of the history, the favourite likeliest.
pub fn clients(dice: &mut Dice, progress: f64, favourite: usize, unknown: bool) -> Vec<&'static str> {
    // The pilot before the launch works with what there is on its first day.
    let progress = progress.max(0.0);
    let mut weights: Vec<f64> = CLIENTS
        .iter()
        .enumerate()
        .map(|(at, (id, early, late, since))| {
            let exists = progress >= *since && (unknown || *id != UNKNOWN_CLIENT);
            let weight = early + (late - early) * progress.clamp(0.0, 1.0);
            if !exists {
                0.0
            } else if at == favourite {
                weight.max(1.0) * 5.0
            } else {
                weight
            }
        })
        .collect();
    let wanted = if dice.chance(0.62) { 1 } else { 2 + dice.below(2) };
    let mut chosen = Vec::new();
    for _ in 0..wanted {
        let at = dice.weighted(&weights);
        if let (Some((id, ..)), Some(weight)) = (CLIENTS.get(at), weights.get_mut(at))
            && *weight > 0.0
        {
            *weight = 0.0;
            chosen.push(*id);
        }
    }
    chosen
}

/// One to three models for a day's work at a point of the history.
pub fn models(dice: &mut Dice, progress: f64, fast: f64) -> Vec<(&'static str, Option<&'static str>)> {
    let mut weights: Vec<f64> = MODELS
        .iter()
        .map(|(_, speed, since, until, weight)| {
            let exists = progress >= *since && progress < *until;
            let taste = if *speed == Some("fast") { fast * 3.0 } else { 1.0 };
            if exists { weight * taste } else { 0.0 }
        })
        .collect();
    let wanted = if dice.chance(0.6) { 1 } else { 2 + dice.below(2) };
    let mut chosen = Vec::new();
    for _ in 0..wanted {
        let at = dice.weighted(&weights);
        if let (Some((model, speed, ..)), Some(weight)) = (MODELS.get(at), weights.get_mut(at))
            && *weight > 0.0
        {
            *weight = 0.0;
            chosen.push((*model, *speed));
        }
    }
    chosen
}
