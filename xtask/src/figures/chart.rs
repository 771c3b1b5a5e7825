//! The picture of the README: what a short message takes, and how that grows with the length.

use super::messages::Message;
use super::readers::{OURS, READERS, Reader, Reading};
use anyhow::{Context, Result};
use std::fmt::Write;

/// Whose growth is drawn, which need not wait for the slowest: the sum, we, and others in Rust.
pub(super) const DRAWN: &[Reader] = READERS.split_at(4).0;

const WIDTH: f64 = 860.0;
const HEIGHT: f64 = 315.0;

/// Where the bars begin, how long the longest may be, and how far they are apart.
const BARS: (f64, f64, f64) = (165.0, 205.0, 33.0);
/// The frame of the lines: left, top, right, bottom.
const FRAME: (f64, f64, f64, f64) = (545.0, 62.0, 780.0, 285.0);

const HEAD: &str = "<style>
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.title { font-weight: 600 }
.small { font-size: 12px; fill: #59636e }
.bar, .dot { fill: #8c959f }
.line { fill: none; stroke: #8c959f; stroke-width: 1.5 }
.axis { fill: none; stroke: #d1d9e0 }
.ours { fill: #0969da }
.line.ours { fill: none; stroke: #0969da; stroke-width: 2.5 }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc }
.small { fill: #9198a1 }
.bar, .dot { fill: #6e7681 }
.line { stroke: #6e7681 }
.axis { stroke: #3d444d }
.ours { fill: #4493f8 }
.line.ours { stroke: #4493f8 }
}
</style>
";

/// Bytes and instructions.
pub(super) fn points(messages: &[Message], readings: &[Reading]) -> Result<Vec<(f64, f64)>> {
    let points = messages.iter().zip(readings).map(|(message, reading)| {
        let instructions =
            instructions(reading).with_context(|| format!("{} were not counted", message.name))?;
        Ok((f64::from(u32::try_from(message.bytes.len())?), instructions))
    });
    points.collect()
}

fn instructions(reading: &Reading) -> Option<f64> {
    match reading {
        Reading::Read { instructions, .. } => u32::try_from((*instructions)?).ok().map(f64::from),
        _ => None,
    }
}

/// Bars of the first message, by the logarithm, and lines.
pub(super) fn svg(readings: &[Vec<Reading>], growing: &[Message], grown: &[Vec<Reading>]) -> Result<String> {
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\">\n\
         <title>Instructions to read a referral: dfsc beside other readers</title>\n{HEAD}"
    );
    bars(&mut svg, readings)?;
    lines(&mut svg, growing, grown)?;
    svg.push_str("</svg>\n");
    Ok(svg)
}

fn bars(svg: &mut String, readings: &[Vec<Reading>]) -> Result<()> {
    let first: Vec<Option<f64>> = readings.iter().map(|of| of.first().and_then(instructions)).collect();
    let most = first.iter().flatten().copied().fold(1.0, f64::max).log10();
    let least = first.iter().flatten().copied().fold(f64::MAX, f64::min).log10().floor();
    let ours = first[OURS].context("ours was not counted")?;
    let (left, longest, step) = BARS;
    text(svg, 16.0, 28.0, "title", "Every string of a reply of 252 bytes");
    text(svg, 16.0, 46.0, "small", "instructions, on a logarithmic scale");
    for (power, label) in [(2.0, "10²"), (3.0, "10³"), (4.0, "10⁴"), (5.0, "10⁵"), (6.0, "10⁶")] {
        let x = left + (power - least) / (most - least) * longest;
        writeln!(svg, "<path class=\"axis\" d=\"M{x:.1} 62V285\"/>")?;
        text(svg, x - 10.0, 302.0, "small", label);
    }
    let mut y = 80.0;
    for (reader, instructions) in READERS.iter().zip(first) {
        text(svg, 16.0, y, "", reader.name);
        let is_ours = if reader.name.starts_with("dfsc") { " ours" } else { "" };
        match instructions {
            Some(instructions) => {
                let width = (instructions.log10() - least) / (most - least) * longest;
                let top = y - 14.0;
                writeln!(
                    svg,
                    "<rect class=\"bar{is_ours}\" x=\"{left}\" y=\"{top}\" width=\"{width:.1}\" height=\"18\" rx=\"2\"/>"
                )?;
                let times = instructions / ours;
                let times = if times > 1.0 { format!(" ({times:.1}×)") } else { String::new() };
                text(svg, left + width + 6.0, y, "small", &format!("{instructions}{times}"));
            }
            None => text(svg, left, y, "small", "not read"),
        }
        y += step;
    }
    Ok(())
}

fn lines(svg: &mut String, growing: &[Message], grown: &[Vec<Reading>]) -> Result<()> {
    let (left, top, right, bottom) = FRAME;
    let all = grown.iter().map(|of| points(growing, of)).collect::<Result<Vec<_>>>()?;
    let most = |of: fn(&(f64, f64)) -> f64| all.iter().flatten().map(of).fold(1.0, f64::max);
    let (most_x, most_y) = (most(|point| point.0), most(|point| point.1));
    let place =
        |(x, y): (f64, f64)| (left + x / most_x * (right - left), bottom - y / most_y * (bottom - top));
    text(svg, left - 40.0, 28.0, "title", "As replies grow");
    text(svg, left - 40.0, 46.0, "small", "millions of instructions");
    writeln!(svg, "<path class=\"axis\" d=\"M{left} {top}V{bottom}H{right}\"/>")?;
    for kib in [16.0, 32.0, 48.0] {
        let (x, _) = place((kib * 1024.0, 0.0));
        writeln!(svg, "<path class=\"axis\" d=\"M{x:.1} {bottom}v5\"/>")?;
        text(svg, x - 18.0, bottom + 17.0, "small", &format!("{kib} KiB"));
    }
    let step = (most_y / 4e6).ceil();
    for tick in 1..=4 {
        let millions = step * f64::from(tick);
        if millions * 1e6 <= most_y {
            let (_, y) = place((0.0, millions * 1e6));
            writeln!(svg, "<path class=\"axis\" d=\"M{left} {y:.1}h-5\"/>")?;
            text(svg, left - 28.0, y + 4.0, "small", &format!("{millions}"));
        }
    }
    for (at, (reader, points)) in DRAWN.iter().zip(&all).enumerate() {
        let is_ours = if at == OURS { " ours" } else { "" };
        let places: Vec<(f64, f64)> = points.iter().copied().map(place).collect();
        let path: Vec<String> = places.iter().map(|(x, y)| format!("{x:.1} {y:.1}")).collect();
        writeln!(svg, "<path class=\"line{is_ours}\" d=\"M{}\"/>", path.join("L"))?;
        for (x, y) in &places {
            writeln!(svg, "<circle class=\"dot{is_ours}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2.5\"/>")?;
        }
        let (x, y) = places.last().context("no points")?;
        text(svg, x + 8.0, y + 4.0, "small", if at == 0 { "a sum" } else { reader.name });
    }
    Ok(())
}

fn text(svg: &mut String, x: f64, y: f64, class: &str, text: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(svg, "<text x=\"{x:.1}\" y=\"{y:.1}\" class=\"{class}\">{text}</text>");
}
