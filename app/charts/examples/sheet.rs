//! Prints a page with every specimen, in light and in dark: `cargo run -p charts --example sheet > sheet.html`.
//! For looking at, from the root of the repository.

use std::io::{self, Write};

fn main() -> io::Result<()> {
    let style = std::fs::read_to_string("style/charts.css")?;
    let specimens = charts::specimen::all();
    let mut out = io::stdout().lock();
    write!(
        out,
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Charts</title><style>{style}\
         body{{margin:0;font:14px/1.45 ui-sans-serif,system-ui,\"Segoe UI\",Roboto,\"Helvetica Neue\",sans-serif}}\
         section{{padding:12px 20px;background:light-dark(#fbfaf7,#101214);color:light-dark(#1b1d1f,#e8e8e6);\
         display:flex;flex-wrap:wrap;gap:12px 32px}}figure{{margin:0}}figcaption{{font-size:12px;opacity:.7}}</style>"
    )?;
    for theme in ["light", "dark"] {
        write!(out, "<section style=\"color-scheme:{theme}\">")?;
        for specimen in &specimens {
            let width = specimen.svg.split("viewBox=\"0 0 ").nth(1).and_then(|rest| rest.split(' ').next());
            let (name, width) = (&specimen.name, width.unwrap_or("760"));
            let svg = &specimen.svg;
            write!(out, "<figure style=\"width:{width}px\"><figcaption>{name}</figcaption>{svg}</figure>")?;
        }
        write!(out, "</section>")?;
    }
    Ok(())
}
