//! Problems as text: the line with its place marked, what was expected, and the way out.
//!
//! What it does not know: terminals. The caller says whether colour is wanted.

use super::problem::{Label, Problem, Problems, Severity, SourceFiles};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use std::fmt::Write as _;
use std::ops::Range;

/// How many problems are shown in full: enough for any file that is written by hand.
const SHOWN: usize = 200;
/// Places further apart than this many lines are shown apart, so that no renderer has to walk the
/// whole of a large file.
const TOGETHER: usize = 60;
/// Bytes of a line kept on each side of a mark: a generated file may hold a megabyte in one line.
const LINE_WINDOW: usize = 400;

/// The text of all the problems; ends with a newline unless there are none.
pub(super) fn render(problems: &Problems, colour: bool) -> String {
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let shown = selection(problems);
    let mut out = String::new();
    for problem in &shown {
        let text = render_one(problem, problems.files(), &renderer);
        // The renderer shows the controls of ASCII as pictures, but lets these through.
        out.push_str(&text.replace(is_late_control, "\u{fffd}"));
        out.push_str("\n\n");
    }
    let total = problems.errors() + problems.warnings();
    if total > shown.len() {
        let rest = total - shown.len();
        let _ = writeln!(out, "... and {rest} more, not shown\n");
    }
    if total > 0 {
        let _ = writeln!(out, "{}", tally(problems));
    }
    out
}

/// The control characters beyond ASCII, which some terminals obey.
fn is_late_control(letter: char) -> bool {
    matches!(letter, '\u{80}'..='\u{9f}')
}

/// The problems to show, in order; where there are too many, errors before warnings.
fn selection(problems: &Problems) -> Vec<&Problem> {
    let sorted = problems.sorted();
    if sorted.len() <= SHOWN {
        return sorted;
    }
    let errors = sorted.iter().filter(|p| p.severity == Severity::Error);
    let warnings = sorted.iter().filter(|p| p.severity == Severity::Warning);
    errors.chain(warnings).take(SHOWN).copied().collect()
}

/// "2 errors, 1 warning".
fn tally(problems: &Problems) -> String {
    let count = |n: usize, word: &str| match n {
        0 => None,
        1 => Some(format!("1 {word}")),
        _ => Some(format!("{n} {word}s")),
    };
    let parts = [
        count(problems.errors(), "error"),
        count(problems.warnings(), "warning"),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn render_one(problem: &Problem, files: &SourceFiles, renderer: &Renderer) -> String {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(&problem.message).id(problem.code);
    let windows = windows(problem, files);
    let mut group = Group::with_title(title);
    for window in &windows {
        group = group.element(window.snippet(files));
    }
    for help in &problem.help {
        let text = annotate_snippets::normalize_untrusted_str(help);
        group = group.element(Level::HELP.message(text));
    }
    renderer.render(&[group])
}

/// A stretch of a file with the labels that fall into it.
struct Window<'a> {
    file: usize,
    lines: Range<usize>,
    text: &'a str,
    offset: usize,
    labels: Vec<(&'a Label, AnnotationKind)>,
}

impl<'a> Window<'a> {
    fn snippet(&self, files: &'a SourceFiles) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
        let mut snippet = Snippet::source(self.text)
            .line_start(self.lines.start + 1)
            .path(files.name(self.file));
        for (label, kind) in &self.labels {
            let text = annotate_snippets::normalize_untrusted_str(&label.text);
            let span = self.marked(label);
            let annotation = kind.span(span);
            snippet = snippet.annotation(if text.is_empty() {
                annotation
            } else {
                annotation.label(text)
            });
        }
        snippet
    }

    /// A label's bytes within the window, cut to its first line.
    fn marked(&self, label: &Label) -> Range<usize> {
        let start = label.place.start.saturating_sub(self.offset);
        let start = floor_boundary(self.text, start);
        let end = label.place.end.saturating_sub(self.offset);
        let end = floor_boundary(self.text, end).max(start);
        let line_end = self.text[start..]
            .find('\n')
            .map_or(self.text.len(), |length| start + length);
        start..end.min(line_end)
    }
}

/// Groups a problem's labels into windows; the first holds the place at fault.
fn windows<'a>(problem: &'a Problem, files: &'a SourceFiles) -> Vec<Window<'a>> {
    let mut windows: Vec<Window<'a>> = Vec::new();
    for (nth, label) in problem.labels.iter().enumerate() {
        let kind = if nth == 0 {
            AnnotationKind::Primary
        } else {
            AnnotationKind::Context
        };
        let line = files.line(&label.place) - 1;
        let near = windows.iter_mut().find(|window| {
            window.file == label.place.file
                && line + TOGETHER >= window.lines.end
                && line <= window.lines.start + TOGETHER
        });
        if let Some(window) = near {
            window.lines = window.lines.start.min(line)..window.lines.end.max(line + 1);
            window.labels.push((label, kind));
        } else {
            windows.push(Window {
                file: label.place.file,
                lines: line..line + 1,
                text: "",
                offset: 0,
                labels: vec![(label, kind)],
            });
        }
    }
    for window in &mut windows {
        fill(window, files);
    }
    windows
}

/// Cuts the window's lines out of the file.
fn fill<'a>(window: &mut Window<'a>, files: &'a SourceFiles) {
    let text = files.text(window.file);
    let first = window.labels.iter().map(|(label, _)| label.place.start);
    let last = window.labels.iter().map(|(label, _)| label.place.start);
    let first = floor_boundary(text, first.min().unwrap_or(0));
    let last = floor_boundary(text, last.max().unwrap_or(0));
    let start = text[..first].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[last..]
        .find('\n')
        .map_or(text.len(), |length| last + length);
    // A line too long for any screen is cut around the marks.
    let start = start.max(floor_boundary(text, first.saturating_sub(LINE_WINDOW)));
    let end = end.min(floor_boundary(text, (last + LINE_WINDOW).min(text.len())));
    window.offset = start;
    window.text = text[start..end].trim_end_matches('\r');
}

/// The last character boundary at or before `index`.
fn floor_boundary(text: &str, index: usize) -> usize {
    let mut index = index.min(text.len());
    while !text.is_char_boundary(index) {
        index -= 1;
    }
    index
}
