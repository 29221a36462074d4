//! Edges at which something changes: a set that is emptied as it is read, in order.

/// A set of edges.
pub(super) struct EdgeMarks {
    words: Vec<u64>,
    /// Words before this one are empty.
    first: usize,
    count: usize,
}

impl EdgeMarks {
    pub(super) fn new(edges: usize) -> Self {
        let words = edges.div_ceil(64);
        Self {
            words: vec![0; words],
            first: words,
            count: edges,
        }
    }

    /// Marks an edge; beyond the last there is nothing to mark.
    #[inline]
    pub(super) fn mark(&mut self, edge: usize) {
        if edge < self.count {
            self.words[edge / 64] |= 1 << (edge % 64);
            self.first = self.first.min(edge / 64);
        }
    }

    /// Marks edges from the first to the last.
    #[inline]
    pub(super) fn mark_range(&mut self, first: usize, last: usize) {
        for edge in first..=last.min(self.count - 1) {
            self.mark(edge);
        }
    }

    /// Takes the first edge out of the set.
    #[inline]
    pub(super) fn next(&mut self) -> Option<usize> {
        while let Some(word) = self.words.get_mut(self.first) {
            if *word != 0 {
                let bit = word.trailing_zeros() as usize;
                *word &= *word - 1;
                return Some(self.first * 64 + bit);
            }
            self.first += 1;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read_in_order_and_once() {
        let mut marks = EdgeMarks::new(130);
        for edge in [129, 3, 64, 3, 130, usize::MAX] {
            marks.mark(edge);
        }
        marks.mark_range(62, 65);
        marks.mark_range(128, usize::MAX);
        let read: Vec<usize> = std::iter::from_fn(|| marks.next()).collect();
        assert_eq!(read, [3, 62, 63, 64, 65, 128, 129]);
        marks.mark(0);
        assert_eq!((marks.next(), marks.next()), (Some(0), None));
    }
}
