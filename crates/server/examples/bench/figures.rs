//! Figures, their targets, and the table of medians.

use std::collections::BTreeMap;

/// Which side of the target is good.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Aim {
    AtLeast(f64),
    AtMost(f64),
    /// Informative only.
    None,
}

#[derive(Debug)]
pub(crate) struct Figures {
    json: bool,
    order: Vec<String>,
    values: BTreeMap<String, (Vec<f64>, &'static str, Aim)>,
}

impl Figures {
    pub(crate) fn new(json: bool) -> Self {
        Self { json, order: Vec::new(), values: BTreeMap::new() }
    }

    pub(crate) fn add(
        &mut self,
        name: impl Into<String>,
        value: f64,
        unit: &'static str,
        aim: Aim,
    ) {
        let name = name.into();
        eprintln!("    {name}: {value:.2} {unit}");
        if !self.values.contains_key(&name) {
            self.order.push(name.clone());
        }
        self.values.entry(name).or_insert_with(|| (Vec::new(), unit, aim)).0.push(value);
    }

    pub(crate) fn print(&self) {
        if !self.json {
            println!("{:<58} {:>12} {:<10} {:>14}  ", "figure (median)", "value", "unit", "aim");
        }
        for name in &self.order {
            let (values, unit, aim) = &self.values[name];
            let value = median(values);
            let (text, met) = match aim {
                Aim::AtLeast(aim) => (format!("≥ {aim}"), Some(value >= *aim)),
                Aim::AtMost(aim) => (format!("≤ {aim}"), Some(value <= *aim)),
                Aim::None => (String::new(), None),
            };
            if self.json {
                let line = serde_json::json!({
                    "figure": name, "median": value, "unit": unit, "aim": text, "met": met, "runs": values,
                });
                println!("{line}");
            } else {
                let mark = match met {
                    Some(true) => "✓",
                    Some(false) => "✗",
                    None => "",
                };
                println!("{name:<58} {value:>12.2} {unit:<10} {text:>14} {mark}");
            }
        }
    }
}

pub(crate) fn median(values: &[f64]) -> f64 {
    percentile(values, 50.0)
}

/// The value below which this share of the values lies (nearest rank).
pub(crate) fn percentile(values: &[f64], percent: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    if sorted.is_empty() {
        return f64::NAN;
    }
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a rank"
    )]
    let rank = ((percent / 100.0) * sorted.len() as f64).ceil() as usize;
    sorted[rank.clamp(1, sorted.len()) - 1]
}
