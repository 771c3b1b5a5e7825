//! Whether points lie on a straight line.

/// How far the furthest lies from the line of least squares, as a part of what it should be.
pub(super) fn furthest(points: &[(f64, f64)]) -> f64 {
    let (slope, start) = through(points);
    points.iter().map(|(x, y)| (y / (start + slope * x) - 1.0).abs()).fold(0.0, f64::max)
}

/// The slope of that line, and where it begins.
fn through(points: &[(f64, f64)]) -> (f64, f64) {
    let count: f64 = points.iter().map(|_| 1.0).sum();
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let together: f64 = points.iter().map(|point| (point.0 - x) * (point.1 - y)).sum();
    let slope = together / points.iter().map(|point| (point.0 - x).powi(2)).sum::<f64>();
    (slope, y - slope * x)
}

#[cfg(test)]
mod tests {
    use super::furthest;

    #[test]
    fn a_straight_line_is_one_and_a_parabola_is_not() {
        let points = |of: fn(f64) -> f64| (1..10).map(|x| (x.into(), of(x.into()))).collect::<Vec<_>>();
        assert!(furthest(&points(|x| 3.0 + 2.0 * x)) < 1e-9);
        assert!(furthest(&points(|x| 3.0 + x * x)) > 0.1);
        assert!(furthest(&points(|x| if x > 8.0 { 37.0 } else { 4.0 * x })) > 0.02);
    }
}
